import { z } from 'zod'
import { crowdTimeSchema, type EntryDefinition } from './entry.ts'
import { goalSchema, type JourneyDefinition, prioritySchema } from './journey.ts'
import { END, idSchema, titleSchema } from './names.ts'
import { ruleSchema } from './rule.ts'
import { sendSchema } from './steps/send.ts'

/** The one step of a broadcast. */
const step = 'send'

/**
 * 群发: people, content, time. Once read it is a journey of one send, so that whatever holds for journeys holds for it. Nobody
 * enters a second time, whatever becomes of its time; of a festival, once each year.
 */
export const broadcastSchema: z.ZodType<JourneyDefinition> = z
  .strictObject({
    broadcast: idSchema,
    name: titleSchema,
    owner: titleSchema.optional(),
    note: z.string().optional(),
    to: ruleSchema,
    send: sendSchema,
    at: crowdTimeSchema,
    goal: goalSchema.optional(),
    priority: prioritySchema.optional(),
    holdout: z.number().int().min(0).max(50).default(0),
  })
  .transform((written): JourneyDefinition => {
    const { again, ...time } = written.at
    const entry: EntryDefinition = { ...time, when: written.to, again }
    return {
      id: written.broadcast,
      writtenAs: 'broadcast',
      name: written.name,
      owner: written.owner,
      note: written.note,
      entry,
      exit: [],
      goal: written.goal,
      priority: written.priority,
      holdout: written.holdout,
      first: step,
      // It has its own time, so salespeople are asked then and not in the windows that flows share.
      steps: { [step]: { ...written.send, confirm: { ...written.send.confirm, atOnce: true }, next: END } },
    }
  })

type Path = (string | number)[]

/** Where the author of a journey finds what stands at `path` of its typed form. */
export function pathAsWritten({ writtenAs }: JourneyDefinition, path: Path): Path {
  if (writtenAs !== 'broadcast') return path
  const [part, ...rest] = path
  if (part === 'entry' && rest[0] === 'when') return ['to', ...rest.slice(1)]
  if (part === 'entry') return rest[0] === 'festival' ? ['at', 'festival'] : ['at']
  if (part === 'steps') return rest.slice(1)
  return path
}

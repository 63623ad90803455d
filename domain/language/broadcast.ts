import { z } from 'zod'
import type { EntryDefinition } from './entry.ts'
import { goalSchema, type JourneyDefinition, prioritySchema } from './journey.ts'
import { zonedTimeSchema } from './moment.ts'
import { END, idSchema, titleSchema } from './names.ts'
import { ruleSchema } from './rule.ts'
import { sendSchema } from './steps/send.ts'

/** The one step of a broadcast. */
const step = 'send'

/**
 * 群发: people, content, time. Once read it is a journey of one send, so that whatever holds for journeys holds for it. Nobody
 * enters a second time, whatever becomes of its time.
 */
export const broadcastSchema: z.ZodType<JourneyDefinition> = z
  .strictObject({
    broadcast: idSchema,
    name: titleSchema,
    owner: titleSchema.optional(),
    note: z.string().optional(),
    to: ruleSchema,
    send: sendSchema,
    at: zonedTimeSchema,
    goal: goalSchema.optional(),
    priority: prioritySchema.optional(),
    holdout: z.number().int().min(0).max(50).default(0),
  })
  .transform((written): JourneyDefinition => {
    const entry: EntryDefinition = {
      kind: 'schedule',
      schedule: { kind: 'at', iso: written.at },
      when: written.to,
      again: { kind: 'never' },
    }
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
      steps: { [step]: { ...written.send, next: END } },
    }
  })

type Path = (string | number)[]

/** Where the author of a journey finds what stands at `path` of its typed form. */
export function pathAsWritten({ writtenAs }: JourneyDefinition, path: Path): Path {
  if (writtenAs !== 'broadcast') return path
  const [part, ...rest] = path
  if (part === 'entry') return rest[0] === 'when' ? ['to', ...rest.slice(1)] : ['at']
  if (part === 'steps') return rest.slice(1)
  return path
}

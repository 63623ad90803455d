import { z } from 'zod'
import type { Channel } from '../../../models/customer.ts'
import { type Duration, durationSchema } from '../duration.ts'
import { hint } from '../hint.ts'
import { readMoment } from '../moment.ts'
import { idSchema, lastingChannelSchema, titleSchema } from '../names.ts'
import { clockMinuteSchema } from '../working-time.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export interface SendStep extends Named {
  kind: 'send'
  message: string
  /** Restricts and orders the channels; absent = the message's own preference. */
  channels?: Channel[]
  whenCapped: 'skip' | 'next day'
  /** When the message is worth nothing any more: counted from the arrival at the step, or a time (ISO with zone). */
  useBy?: { ms: Duration } | { at: string }
  /** How salespeople confirm it as a group-send: until when (minutes since midnight), and whether at once or in the windows of the day. */
  confirm?: { atOnce?: true; untilMinute?: number }
  next: string
  /** Where people go to whom nothing was sent, for whatever reason; absent = on to `next` like the others. */
  notSent?: string
}

const useBy = z.string().transform((text, context): NonNullable<SendStep['useBy']> => {
  if (readMoment(text)?.kind === 'at') return { at: text }
  const duration = durationSchema.safeParse(text)
  if (duration.success) return { ms: duration.data }
  context.issues.push({
    code: 'custom',
    input: text,
    message: hint('时长（2 days）或带时区的时间', '写成 useBy: 2 days，或 2026-06-18T20:00:00+08:00'),
  })
  return z.NEVER
})

/** What is sent, as it is written in a step and in a broadcast. */
export const sendSchema = z
  .strictObject({
    message: idSchema,
    channels: z.array(lastingChannelSchema).min(1).optional(),
    whenCapped: z.enum(['skip', 'next day']).default('skip'),
    useBy: useBy.optional(),
    confirmUntil: clockMinuteSchema.optional(),
  })
  .transform(({ message, channels, whenCapped, useBy, confirmUntil }) => ({
    kind: 'send' as const,
    message,
    channels,
    whenCapped,
    ...(useBy !== undefined && { useBy }),
    ...(confirmUntil !== undefined && { confirm: { untilMinute: confirmUntil } }),
  }))

export const sendStep: StepKind<SendStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      send: sendSchema,
      next: idSchema,
      notSent: idSchema.optional(),
    })
    .transform(({ name, send, next, notSent }) => ({
      ...named(name),
      ...send,
      next,
      ...(notSent !== undefined && { notSent }),
    })),
  ways: (step) => [
    ...leadsOn(step),
    ...(step.notSent === undefined ? [] : [{ path: ['notSent'], to: step.notSent }]),
  ],
}

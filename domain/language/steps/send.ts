import { z } from 'zod'
import type { Channel } from '../../../models/customer.ts'
import { idSchema, lastingChannelSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export interface SendStep extends Named {
  kind: 'send'
  message: string
  /** Restricts and orders the channels; absent = the message's own preference. */
  channels?: Channel[]
  whenCapped: 'skip' | 'next day'
  next: string
  /** Where people go to whom nothing was sent, for whatever reason; absent = on to `next` like the others. */
  notSent?: string
}

/** What is sent, as it is written in a step and in a broadcast. */
export const sendSchema = z
  .strictObject({
    message: idSchema,
    channels: z.array(lastingChannelSchema).min(1).optional(),
    whenCapped: z.enum(['skip', 'next day']).default('skip'),
  })
  .transform(({ message, channels, whenCapped }) => ({
    kind: 'send' as const,
    message,
    channels,
    whenCapped,
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

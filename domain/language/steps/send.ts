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

export const sendStep: StepKind<SendStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      send: z.strictObject({
        message: idSchema,
        channels: z.array(lastingChannelSchema).min(1).optional(),
        whenCapped: z.enum(['skip', 'next day']).default('skip'),
      }),
      next: idSchema,
      notSent: idSchema.optional(),
    })
    .transform(({ name, send, next, notSent }) => ({
      ...named(name),
      kind: 'send' as const,
      message: send.message,
      channels: send.channels,
      whenCapped: send.whenCapped,
      next,
      ...(notSent !== undefined && { notSent }),
    })),
  ways: (step) => [
    ...leadsOn(step),
    ...(step.notSent === undefined ? [] : [{ path: ['notSent'], to: step.notSent }]),
  ],
}

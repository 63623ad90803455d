import { z } from 'zod'
import { idSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

/** Tells an outside system that was registered (domain/webhooks). */
export interface WebhookStep extends Named {
  kind: 'webhook'
  /** The receiver, by its own short name. */
  to: string
  /** What is told besides who and where, as written. */
  body: Record<string, string>
  next: string
}

export const webhookStep: StepKind<WebhookStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      webhook: z.strictObject({
        to: idSchema,
        body: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), z.string().max(500)).default({}),
      }),
      next: idSchema,
    })
    .transform(({ name, webhook, next }) => ({ ...named(name), kind: 'webhook' as const, ...webhook, next })),
  ways: leadsOn,
}

import { z } from 'zod'
import { hint } from '../hint.ts'
import { idSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

/** A signed POST to an outside system. */
export interface WebhookStep extends Named {
  kind: 'webhook'
  /** https only; private addresses are refused when it is called. */
  url: string
  /** Extra fields of the body, as written. */
  body: Record<string, string>
  next: string
}

export const webhookStep: StepKind<WebhookStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      webhook: z.strictObject({
        url: z.url({ protocol: /^https$/, error: hint('https:// 开头的地址', '改成 https 地址') }),
        body: z.record(z.string(), z.string()).default({}),
      }),
      next: idSchema,
    })
    .transform(({ name, webhook, next }) => ({ ...named(name), kind: 'webhook' as const, ...webhook, next })),
  ways: leadsOn,
}

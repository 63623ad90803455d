import { z } from 'zod'
import { hint } from './hint.ts'
import { idSchema, tagNameSchema, titleSchema } from './names.ts'

/** What a new WeCom friend gets, by the `state` of the contact code ("渠道活码") they scanned. */
export interface ChannelCodeDefinition {
  id: string
  name: string
  /** Absent on the one default, which also serves unknown states. */
  state?: string
  /** Message sent within the 20 seconds of the welcome code. */
  welcome: string
  tags: string[]
  /** Written to the profile when it has none yet. */
  sourceChannel: string
}

export const channelCodeSchema = z
  .strictObject({
    channel: idSchema,
    name: titleSchema,
    // A contact way takes at most 30 characters, an acquisition link's customer_channel 64 bytes.
    state: z
      .string()
      .regex(/^[\w.-]{1,30}$/)
      .optional(),
    default: z.literal(true).optional(),
    welcome: idSchema,
    tags: z.array(tagNameSchema).default([]),
    sourceChannel: titleSchema.optional(),
  })
  .refine((code) => (code.state === undefined) === (code.default === true), {
    error: hint('state，或 default: true（二选一）', '写明渠道活码的 state；兜底渠道写 default: true'),
    path: ['state'],
  })
  .transform(
    ({ channel, name, state, welcome, tags, sourceChannel }): ChannelCodeDefinition => ({
      id: channel,
      name,
      state,
      welcome,
      tags,
      sourceChannel: sourceChannel ?? name,
    }),
  )

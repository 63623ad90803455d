import { z } from 'zod'
import { hint } from './hint.ts'
import { idSchema, tagNameSchema, titleSchema } from './names.ts'
import { calendarDaySchema } from './working-time.ts'

/** What a new WeCom friend gets, by the `state` of the contact code ("渠道活码") they scanned. */
export interface ChannelCodeDefinition {
  id: string
  name: string
  /** Absent on the one default, which also serves unknown states. */
  state?: string
  /** Message sent within the 20 seconds of the welcome code. */
  welcome: string
  /** The same when whoever got the friend is not at work; absent = `welcome`. */
  welcomeAfterHours?: string
  tags: string[]
  /** Written to the profile when it has none yet. */
  sourceChannel: string
  /** Stands behind the nickname in what the salesperson calls the new friend. */
  remark?: string
  /** Last day as `2026-12-31`, the company's: later on it is as if nobody knew the state. */
  until?: string
  /** Absent = the code itself is made by hand in WeCom's console. */
  made?: MadeCode
}

/** A code that Kelu makes in WeCom and keeps. */
export interface MadeCode {
  /** Everybody of these departments of the staff directory, and these people besides, lower case. */
  departments: string[]
  members: PoolMember[]
  /** Who takes customers while nobody else can, lower case. */
  backup: PoolMember[]
  /** Most customers a member takes a day, who has no number of their own; absent = as many as come. */
  perDay?: number
  /** Whoever scans it is a friend at once, without the member's yes. */
  acceptAtOnce: boolean
  /** Whoever scans it again comes back to the same member. Fixed when the code is made. */
  sameMember: boolean
}

export interface PoolMember {
  userid: string
  perDay?: number
}

const userid = z
  .string({ error: hint('企业微信的成员账号', '填企业微信通讯录里的“账号”') })
  .regex(/^[A-Za-z0-9_\-@.]{1,64}$/, { error: hint('企业微信的成员账号', '填企业微信通讯录里的“账号”') })
  .transform((written) => written.toLowerCase())
const perDay = z
  .int({ error: hint('每天最多加多少人，整数', '如 perDay: 20') })
  .min(1)
  .max(10_000)

const member = z
  .union([userid, z.strictObject({ userid, perDay: perDay.optional() })])
  .transform((written): PoolMember => (typeof written === 'string' ? { userid: written } : written))
// As many as a code of WeCom leads to (document 92228).
const members = z.array(member).max(100).default([])

const staffSchema = z
  .strictObject({
    departments: z.array(z.string().trim().min(1)).max(100).default([]),
    members,
    backup: members,
    perDay: perDay.optional(),
    acceptAtOnce: z.boolean().default(true),
    sameMember: z.boolean().default(true),
  })
  .refine(({ departments, members }) => departments.length + members.length > 0, {
    error: hint('谁来接：departments 或 members', '写上部门，或成员的账号'),
  })

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
    welcomeAfterHours: idSchema.optional(),
    tags: z.array(tagNameSchema).default([]),
    sourceChannel: titleSchema.optional(),
    // WeCom takes 20 characters of a remark (document 92115); the nickname stands before it.
    remark: z
      .string({ error: hint('备注，最多 12 个字', '如 remark: 包裹卡') })
      .trim()
      .regex(/^[^\n]{1,12}$/u, { error: hint('备注，最多 12 个字', '如 remark: 包裹卡') })
      .optional(),
    until: calendarDaySchema.optional(),
    staff: staffSchema.optional(),
  })
  .refine((code) => (code.state === undefined) === (code.default === true), {
    error: hint('state，或 default: true（二选一）', '写明渠道活码的 state；兜底渠道写 default: true'),
    path: ['state'],
  })
  .refine((code) => code.default !== true || (code.until === undefined && code.staff === undefined), {
    error: hint('兜底渠道没有自己的码', '删掉 staff 和 until，或给它一个 state'),
    path: ['default'],
  })
  .transform(
    ({
      channel,
      name,
      state,
      welcome,
      welcomeAfterHours,
      tags,
      sourceChannel,
      remark,
      until,
      staff,
    }): ChannelCodeDefinition => ({
      id: channel,
      name,
      state,
      welcome,
      ...(welcomeAfterHours !== undefined && { welcomeAfterHours }),
      tags,
      sourceChannel: sourceChannel ?? name,
      ...(remark !== undefined && { remark }),
      ...(until !== undefined && { until }),
      ...(staff !== undefined && { made: staff }),
    }),
  )

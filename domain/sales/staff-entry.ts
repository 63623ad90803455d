import { IANAZone } from 'luxon'
import { z } from 'zod'
import type { OwnHours } from '../../models/staff.ts'
import { normalisePhone } from '../customers/phone-number.ts'
import { hint } from '../language/hint.ts'
import { clockMinuteSchema, daysOffSchema, weekdaysSchema } from '../language/working-time.ts'
import { cleanLine } from '../text/clean-line.ts'
import { defaultWorkingHours } from './working-hours.ts'

const text = (what: string) =>
  z
    .string({ error: hint(what, '补上这一项') })
    .trim()
    .min(1, { error: hint(what, '补上这一项') })
const userid = z
  .string({ error: hint('企业微信的成员账号', '填企业微信通讯录里的“账号”') })
  .regex(/^[A-Za-z0-9_\-@.]{1,64}$/, { error: hint('企业微信的成员账号', '填企业微信通讯录里的“账号”') })
const phoneHint = hint('大陆手机号，或带 + 和国家码的号码', '写成 "+8613900000001"，加引号')
/** As people write it, with or without quotes; E.164 afterwards. */
const phone = z.union([z.string(), z.number()], { error: phoneHint }).transform((written, ctx) => {
  try {
    return normalisePhone(String(written))
  } catch {
    ctx.addIssue({ code: 'custom', message: phoneHint })
    return z.NEVER
  }
})
const yesOrNo = z.boolean({ error: hint('true 或 false', '改成 true 或 false，不加引号') })

const hoursSchema = z
  .strictObject(
    {
      days: weekdaysSchema,
      from: clockMinuteSchema,
      to: clockMinuteSchema,
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? hint('只有 days、from、to', '删掉其他项')
          : hint('工作时间', '写成 hours: { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }'),
    },
  )
  .partial()
  .transform(({ days, from, to }) => ({ days, fromMinute: from, toMinute: to }))

/** One salesperson as the file has them. */
const entrySchema = z.strictObject(
  {
    userid,
    name: text('姓名').transform(cleanLine).pipe(text('姓名')),
    department: text('部门'),
    region: text('地区').optional(),
    phone: phone.optional(),
    manager: userid.optional(),
    onDuty: yesOrNo.default(true),
    inFallbackPool: yesOrNo.default(false),
    hours: hoursSchema.optional(),
    daysOff: daysOffSchema.default([]),
  },
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? unknownKey(keys) : hint('一位销售的资料', '照 staff.example.yaml 写'),
  },
)

const teamSchema = z.strictObject(
  {
    timeZone: z
      .string({ error: hint('时区', '写成 Asia/Shanghai') })
      .refine((zone) => IANAZone.isValidZone(zone), { error: hint('时区', '写成 Asia/Shanghai') })
      .default(defaultWorkingHours.zone),
    hours: hoursSchema.optional(),
    daysOff: daysOffSchema.default([]),
    staff: z.array(entrySchema, { error: hint('销售名单', '照 staff.example.yaml 写 staff: 和每一位') }),
  },
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? unknownKey(keys) : hint('销售名单', '照 staff.example.yaml 写'),
  },
)

/** A salesperson with the hours that they or their team have. */
export interface StaffEntry extends Omit<z.output<typeof entrySchema>, 'hours' | 'daysOff'> {
  hours: OwnHours
}

/**
 * The sales team as the company writes it (`staff.example.yaml`): the team's hours and days off, and everybody with what
 * is different for them. A plain list of people, as the first release had it, works by the hours of the
 * company.
 */
export const staffFileSchema = z
  .preprocess((written) => (Array.isArray(written) ? { staff: written } : written), teamSchema)
  .transform((team, ctx): StaffEntry[] => {
    const seen = new Set<string>()
    return team.staff.map(({ hours, daysOff, ...entry }, place) => {
      const refuse = (field: string, message: string) =>
        ctx.addIssue({ code: 'custom', path: ['staff', place, field], message })
      const key = entry.userid.toLowerCase()
      if (seen.has(key)) refuse('userid', hint('每位销售只写一次', '删掉重复的一位'))
      seen.add(key)
      const day = dayOf(hours, team.hours)
      if (day && day.fromMinute >= day.toMinute)
        refuse('hours', hint('from 早于 to', '改成当天的上班和下班时间'))
      const own: OwnHours = {
        ...day,
        zone: team.timeZone,
        daysOff: [...new Set([...team.daysOff, ...daysOff])],
      }
      const days = hours?.days ?? team.hours?.days
      return { ...entry, hours: days ? { ...own, days } : own }
    })
  })

/** Beginning and end of the day, when either is said; the other one is then Kelu's own. */
function dayOf(own?: Written, team?: Written): { fromMinute: number; toMinute: number } | null {
  const fromMinute = own?.fromMinute ?? team?.fromMinute
  const toMinute = own?.toMinute ?? team?.toMinute
  if (fromMinute === undefined && toMinute === undefined) return null
  return {
    fromMinute: fromMinute ?? defaultWorkingHours.fromMinute,
    toMinute: toMinute ?? defaultWorkingHours.toMinute,
  }
}

type Written = z.output<typeof hoursSchema>

function unknownKey(keys: unknown): string {
  return hint('staff.example.yaml 里有的各项', `删掉“${(keys as string[]).join('、')}”，或改成对的名字`)
}

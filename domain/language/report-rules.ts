import { z } from 'zod'
import { hint } from './hint.ts'
import { clockMinuteSchema } from './working-time.ts'

/** Who may get 日报 and 周报: roles that may look at 总览. */
export const reportRoles = ['owner', 'analyst', 'marketer', 'lead'] as const
export type ReportRole = (typeof reportRoles)[number]

/** When figures are sent to people by themselves, and to whom. */
export interface ReportRules {
  daily: 'on' | 'off'
  /** ISO weekday of the week's report. */
  weekly: number | 'off'
  /** Minutes since midnight of the company's day. */
  atMinute: number
  to: readonly ReportRole[]
  /** userids of who gets none, lower case. */
  except: readonly string[]
}

/** 08:30 to 店长, 经理 and 负责人; the week's on Monday. */
export const defaultReportRules: ReportRules = {
  daily: 'on',
  weekly: 1,
  atMinute: 8 * 60 + 30,
  to: ['owner', 'analyst', 'lead'],
  except: [],
}

const weekdayHint = { error: hint('1 到 7 或 off', '写星期几发周报（1 是周一）；不发就写 off') }
const personHint = { error: hint('企业微信账号', '写不收日报的同事的企业微信账号') }

export const reportsSchema = z
  .strictObject({
    daily: z
      .enum(['on', 'off'], { error: hint('on 或 off', '每天发写 on，不发写 off') })
      .default(defaultReportRules.daily),
    weekly: z
      .union([z.int().min(1).max(7), z.literal('off')], weekdayHint)
      .default(defaultReportRules.weekly),
    at: clockMinuteSchema.default(defaultReportRules.atMinute),
    to: z
      .array(z.enum(reportRoles, { error: hint(reportRoles.join('、'), '写角色的英文名，如 [owner, lead]') }))
      .max(reportRoles.length)
      .default([...defaultReportRules.to]),
    except: z
      .array(z.string(personHint).trim().min(1, personHint).max(64, personHint).toLowerCase())
      .max(500)
      .default([...defaultReportRules.except]),
  })
  .transform(({ at, ...rules }): ReportRules => ({ ...rules, atMinute: at }))

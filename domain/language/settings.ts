import { z } from 'zod'
import type { Channel } from '../../models/customer.ts'
import { slotsKept } from '../../models/slots.ts'
import type { LocalWindow } from '../local-time.ts'
import { type AlertRules, alertsSchema, defaultAlertRules } from './alert-rules.ts'
import { type AttributionSettings, attributionSchema, defaultAttribution } from './attribution-settings.ts'
import { type Brands, brandsSchema } from './brands.ts'
import { type BuyerRules, defaultBuyerRules, rfmSchema, tiersSchema } from './buyer-rules.ts'
import { type CostRules, costsSchema, defaultCosts } from './costs.ts'
import { durationSchema, parseDuration } from './duration.ts'
import { defaultFollowUpRules, type FollowUpRules, followUpsSchema } from './follow-up-rules.ts'
import { hint } from './hint.ts'
import { defaultLeadRules, type LeadRules, leadsSchema } from './lead-rules.ts'
import { defaultManualWork, type ManualWork, manualWorkSchema } from './manual-work.ts'
import { idSchema, titleSchema } from './names.ts'
import { quietHoursSchema } from './quiet-hours.ts'
import { defaultReportRules, type ReportRules, reportsSchema } from './report-rules.ts'
import { defaultRetention, type RetentionRules, retentionSchema } from './retention-rules.ts'
import { type Rule, ruleSchema } from './rule.ts'
import { defaultTargets, type Targets, targetsSchema } from './targets.ts'
import { leavesOf } from './walk-rule.ts'
import { clockMinuteSchema, daysOffSchema, weekdaysSchema } from './working-time.ts'

/** How many messages a natural day and week of the customer may hold. */
export interface Cap {
  perDay: number
  perWeek: number
}

export interface WecomRules {
  /** External contacts WeCom gives for free; absent = nobody watches that. */
  contactLimit?: number
  /** Who welcomes new friends: whoever sends first is heard, so it must be one. */
  welcomes: 'kelu' | 'other'
  /** Tag groups of another system: Kelu takes none of them over, and touches none. */
  foreignTagGroups: string[]
}

/** What the company decides once for all journeys. */
export interface CompanyRules extends BuyerRules {
  /** All channels together; `channels` caps single ones besides, `categories` messages of one kind. */
  caps: Cap & {
    channels: Partial<Record<Channel, Partial<Cap>>>
    /** The categories messages may say they are of, and their caps besides. */
    categories?: Record<string, Partial<Cap>>
  }
  /** When marketing may arrive, local time of the customer: what the quiet hours leave. */
  hours: LocalWindow
  /** Of single channels, instead of `hours`. */
  channelHours: Partial<Record<Channel, LocalWindow>>
  /** Of salespeople, where neither their team nor they themselves have others; days off come on top of theirs. */
  workingHours: LocalWindow & { days: number[]; daysOff: string[] }
  /** Who gets no marketing at all, by what it is called: rules over what is known of the customer, none of their history. */
  exclude: Record<string, Rule>
  /** When what only time makes happen is told. */
  reminders: {
    /** From the order to `order.unpaid`. */
    unpaidOrderMs: number
    /** From `coupon.expiring` to the end of the coupon. */
    couponExpiringMs: number
  }
  /** 企业群发, which salespeople confirm. */
  groupSends: {
    /** When they are asked for what flows send, minutes since midnight of the company's day. */
    windows: number[]
    /** Until when they may confirm, unless a send says otherwise. */
    confirmUntil: number
    /** How many they are asked to confirm a day, at the most. */
    perSalesperson: number
    /** How many a customer may get by WeCom's own rule, as the corp has set it. */
    quota: 'day' | 'week' | 'month'
  }
  /** How many follow-ups a salesperson gets a day. */
  followUps: FollowUpRules
  /** From where on a figure rings, 预警. */
  alerts: AlertRules
  costs: CostRules
  /** 归因: which contacts an order is given to. */
  attribution: AttributionSettings
  /** What the figures of 总览 are to come to. */
  targets: Targets
  /** What Kelu's work takes by hand, that it is measured against. */
  manual: ManualWork
  /** Who counts as a lead. */
  leads: LeadRules
  /** 日报 and 周报: when, and to whom. */
  reports: ReportRules
  /** How long what goes by its age is kept. */
  retention: RetentionRules
  /** The brands messages may be from. */
  brands: Brands
  /** How Kelu stands beside WeCom's own limits, and beside another system on the same corp. */
  wecom: WecomRules
  /** What a second person must agree to before it is published on the page; absent = nothing. */
  review?: {
    /** What reaches more people than that at once. */
    people?: number
    /** Coupons worth more than that, fen. */
    couponFen?: number
    /** Refunds of more than that, fen: agreed to by two people on the page. */
    refundFen?: number
    /** Settings by which more may be sent than before. */
    settings?: true
  }
}

/** The one set of rules of an installation. */
export interface SettingsDefinition extends CompanyRules {
  id: string
  name: string
}

/** Rules, and the version of the settings they stand in, e.g. `company@3`; Kelu's own have none. */
export interface RulesInForce {
  rules: CompanyRules
  version?: string
}

/** Whoever has this tag wants to be left alone; that it stops marketing is one of the exclusions of the settings. */
export const doNotDisturbTag = '勿扰'

/** What holds without settings, and for what settings leave out. */
export const defaultRules: CompanyRules = {
  caps: { perDay: 2, perWeek: 5, channels: {} },
  hours: { fromMinute: 8 * 60, toMinute: 22 * 60 },
  // Gateways refuse marketing SMS at night; 09:00-20:00 satisfies all of them.
  channelHours: { sms: { fromMinute: 9 * 60, toMinute: 20 * 60 } },
  workingHours: { days: [1, 2, 3, 4, 5, 6], fromMinute: 9 * 60, toMinute: 18 * 60, daysOff: [] },
  exclude: {
    投诉处理中: { kind: 'trait', trait: 'openComplaints', tests: [{ op: 'exists', value: true }] },
    退款处理中: { kind: 'trait', trait: 'refundingOrders', tests: [{ op: 'exists', value: true }] },
    员工: { kind: 'tag', tag: '员工' },
    分销商: { kind: 'tag', tag: '分销商' },
    [doNotDisturbTag]: { kind: 'tag', tag: doNotDisturbTag },
  },
  reminders: { unpaidOrderMs: parseDuration('30 minutes'), couponExpiringMs: parseDuration('3 days') },
  groupSends: {
    windows: [9 * 60 + 30, 16 * 60 + 30],
    confirmUntil: 19 * 60,
    perSalesperson: 3,
    // The narrowest of WeCom's rules, until the owner says which one the corp has.
    quota: 'day',
  },
  followUps: defaultFollowUpRules,
  alerts: defaultAlertRules,
  costs: defaultCosts,
  attribution: defaultAttribution,
  targets: defaultTargets,
  manual: defaultManualWork,
  leads: defaultLeadRules,
  reports: defaultReportRules,
  retention: defaultRetention,
  brands: {},
  wecom: { welcomes: 'kelu', foreignTagGroups: [] },
  ...defaultBuyerRules,
}

/** Minutes from the opening of a window to the end of confirming: people join first, and then there must be time. */
const leastToConfirm = 40

const capHint = { error: hint(`1 到 ${slotsKept} 的整数`, '写每人最多几条；不想限制就删去这一项') }
const cap = z.int(capHint).min(1, capHint).max(slotsKept, capHint)

/** The channels of a lasting relation: the welcome answers at once, whatever the hour. */
const perChannel = <S extends z.ZodType>(schema: S) =>
  z.strictObject({
    wecom: schema.optional(),
    miniprogram: schema.optional(),
    popup: schema.optional(),
    sms: schema.optional(),
    email: schema.optional(),
  })

const dayWithinWeek = {
  error: hint('perDay 不超过 perWeek', '调低 perDay，或调高 perWeek'),
  path: ['perDay'],
}

/** Of one channel, or one category. */
const partialCap = z
  .strictObject({ perDay: cap.optional(), perWeek: cap.optional() })
  .refine(({ perDay = 0, perWeek = slotsKept }) => perDay <= perWeek, dayWithinWeek)

const caps = z
  .strictObject({
    perDay: cap.default(defaultRules.caps.perDay),
    perWeek: cap.default(defaultRules.caps.perWeek),
    channels: perChannel(partialCap).default({}),
    categories: z.record(titleSchema, partialCap).optional(),
  })
  .refine(({ perDay, perWeek }) => perDay <= perWeek, dayWithinWeek)

const quietHours = z.strictObject({
  all: quietHoursSchema.optional(),
  channels: perChannel(quietHoursSchema).optional(),
})

const workingHours = z
  .strictObject({
    days: weekdaysSchema.default(defaultRules.workingHours.days),
    from: clockMinuteSchema.default(defaultRules.workingHours.fromMinute),
    to: clockMinuteSchema.default(defaultRules.workingHours.toMinute),
    daysOff: daysOffSchema.default([]),
  })
  .refine(({ from, to }) => from < to, {
    error: hint('from 早于 to', '改成当天的上班和下班时间'),
    path: ['to'],
  })

const confirmationsHint = { error: hint('1 到 10 的整数', '写每位员工每天最多确认几条群发') }
const groupSends = z
  .strictObject({
    windows: z
      .array(clockMinuteSchema, {
        error: hint('时间的列表，如 ["09:30", "16:30"]', '写在方括号里，用逗号分开'),
      })
      .min(1, { error: hint('至少一个时间', '写上请员工确认群发的时间') })
      .max(6, { error: hint('最多 6 个时间', '删掉一些') })
      .default(defaultRules.groupSends.windows),
    confirmUntil: clockMinuteSchema.default(defaultRules.groupSends.confirmUntil),
    perSalesperson: z
      .int(confirmationsHint)
      .min(1, confirmationsHint)
      .max(10, confirmationsHint)
      .default(defaultRules.groupSends.perSalesperson),
    quota: z
      .enum(['day', 'week', 'month'], {
        error: hint('day、week 或 month', '按企业微信管理后台的群发规则写：每天 1 条、每周 7 条、每月按天数'),
      })
      .default(defaultRules.groupSends.quota),
  })
  .refine(({ windows, confirmUntil }) => windows.every((from) => from + leastToConfirm <= confirmUntil), {
    error: hint('每个时间都比 confirmUntil 早至少 40 分钟', '提前这个时间，或推迟 confirmUntil'),
    path: ['windows'],
  })

/** A gate has the customer before it and nothing else. */
const profileLeaves: ReadonlySet<string> = new Set(['tag', 'trait', 'consent', 'reach'])
const profileRule = ruleSchema.refine(
  (rule) => [...leavesOf(rule)].every(({ leaf }) => profileLeaves.has(leaf.kind)),
  { error: hint('标签、属性、授权或触达的条件', '不问行为和人群包：先由流程打上标签，再写 { tag: … }') },
)

/** Who gets no marketing, as it is written. */
export const excludeSchema = z.record(titleSchema, profileRule)

const reminders = z.strictObject({
  unpaidOrder: durationSchema.optional(),
  couponExpiring: durationSchema.optional(),
})

const limitHint = { error: hint('1 以上的整数', '写企业微信给的外部联系人数；不看就删去这一项') }
const groupHint = { error: hint('标签组的名字', '写企业微信里标签组的名字，不超过 30 个字') }
const wecom = z.strictObject({
  contactLimit: z.int(limitHint).min(1, limitHint).optional(),
  welcomes: z
    .enum(['kelu', 'other'], { error: hint('kelu 或 other', '客旅发欢迎语写 kelu，另一个系统发写 other') })
    .default(defaultRules.wecom.welcomes),
  foreignTagGroups: z
    .array(z.string(groupHint).trim().min(1, groupHint).max(30, groupHint))
    .max(500)
    .default(defaultRules.wecom.foreignTagGroups),
})

const atLeastOne = { error: hint('1 以上的整数', '不需要复核就删去这一项') }
const review = z.strictObject({
  people: z.int(atLeastOne).min(1, atLeastOne).optional(),
  couponFen: z.int(atLeastOne).min(1, atLeastOne).optional(),
  refundFen: z.int(atLeastOne).min(1, atLeastOne).optional(),
  settings: z.literal(true, { error: hint('settings: true', '不需要复核就删去这一项') }).optional(),
})

export const settingsSchema = z
  .strictObject({
    settings: idSchema,
    name: titleSchema,
    caps: caps.prefault({}),
    quietHours: quietHours.default({}),
    workingHours: workingHours.prefault({}),
    exclude: excludeSchema.default(defaultRules.exclude),
    reminders: reminders.default({}),
    groupSends: groupSends.prefault({}),
    followUps: followUpsSchema.prefault({}),
    alerts: alertsSchema.prefault({}),
    costs: costsSchema.prefault({}),
    attribution: attributionSchema.prefault({}),
    targets: targetsSchema.prefault({}),
    manual: manualWorkSchema.prefault({}),
    leads: leadsSchema.prefault({}),
    reports: reportsSchema.prefault({}),
    retention: retentionSchema.prefault({}),
    brands: brandsSchema.default({}),
    wecom: wecom.prefault({}),
    tiers: tiersSchema.prefault({}),
    rfm: rfmSchema.prefault({}),
    review: review.optional(),
  })
  .transform(
    ({
      settings,
      name,
      caps,
      quietHours,
      workingHours: { from, to, ...work },
      exclude,
      reminders,
      groupSends,
      followUps,
      costs,
      alerts,
      attribution,
      targets,
      manual,
      leads,
      reports,
      retention,
      brands,
      wecom,
      tiers,
      rfm,
      review,
    }): SettingsDefinition => ({
      id: settings,
      name,
      caps,
      hours: quietHours.all ?? defaultRules.hours,
      channelHours: { ...defaultRules.channelHours, ...quietHours.channels },
      workingHours: { ...work, fromMinute: from, toMinute: to },
      exclude,
      reminders: {
        unpaidOrderMs: reminders.unpaidOrder ?? defaultRules.reminders.unpaidOrderMs,
        couponExpiringMs: reminders.couponExpiring ?? defaultRules.reminders.couponExpiringMs,
      },
      groupSends,
      followUps,
      costs,
      alerts,
      attribution,
      targets,
      manual,
      leads,
      reports,
      retention,
      brands,
      wecom,
      tiers,
      rfm,
      ...(review && { review }),
    }),
  )

/** The settings as they are written; whatever a form does not know stays as it is. */
export type Written = Record<string, unknown>

/** What a form of one section is given. */
export interface SectionForm {
  /** All of the settings. */
  written: Written
  /** What parts say, by their place. */
  says: Record<string, string>
  /** What is wrong at a place. */
  fault: (path: string) => string | undefined
  faults: readonly { path: string; sentence: string }[]
  disabled: boolean
}

export function part(of: unknown, name: string): Written {
  const value = of !== null && typeof of === 'object' ? Reflect.get(of, name) : undefined
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Written) : {}
}

export const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)
export const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other)

/** Without what is null; undefined when nothing is left. */
export function given(fields: Record<string, unknown>): Written | undefined {
  const left = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

/** One entry of a record put in place of another, others as they stand; without `to` it is taken out. */
export function withEntry(
  record: Written,
  from: string,
  to?: readonly [name: string, value: unknown],
): Written {
  return Object.fromEntries(
    Object.entries(record).flatMap((entry) => (entry[0] === from ? (to ? [to] : []) : [entry])),
  )
}

/** `22:00-08:00` in its two ends; empty where it is neither. */
export function windowOf(value: unknown): [from: string, to: string] {
  const [from = '', to = ''] = textOr(value, '').split('-')
  return [from.trim(), to.trim()]
}

/** Both ends written back; nothing where both are empty. */
export const windowText = (from: string, to: string): string | undefined =>
  from === '' && to === '' ? undefined : `${from}-${to}`

/** What people call these, where there are such. */
export const namesOf = (value: unknown, names: Readonly<Record<string, string>>): string[] =>
  Array.isArray(value) ? value.flatMap((key) => names[String(key)] ?? []) : []

/** Times of the day as they are written. */
export const timesOf = (value: unknown, other: readonly string[]): readonly string[] =>
  Array.isArray(value) ? value.map(String) : other

/** WeCom's own rules for how many group-sends a customer gets. */
export const groupSendQuotas = { day: '每天 1 条', week: '每周 7 条', month: '每月按当月天数' }

const unitMinutes: Record<string, number> = { minute: 1, hour: 60, day: 1_440 }
export const dayMinutes = 1_440

/** What a follow-up comes to, by the words of the settings. */
export const taskResultNames: Readonly<Record<string, string>> = {
  ...{ won: '成交', interested: '有兴趣再约', notInterested: '没兴趣', notReached: '没联系上' },
  ...{ doNotDisturb: '要求勿扰', other: '其他' },
}

/** What becomes of a follow-up for somebody who has their day's number. */
export const whenFullWords = {
  passOn: '转给有名额的同事，都满了就等下个工作日',
  wait: '等他的下个工作日',
  fallBack: '不派，流程走另一条路',
} as const

/** How many places of a day are for urgent ones alone, where nothing is written. */
export const usuallyKept = (perDay: number): number => Math.min(5, Math.floor(perDay / 6))

/** `30 minutes` as minutes. */
export function minutesOf(value: unknown, other: number): number {
  const [, count, unit] = typeof value === 'string' ? (/^(\d+) (minute|hour|day)s?$/.exec(value) ?? []) : []
  return count === undefined || unit === undefined ? other : Number(count) * (unitMinutes[unit] ?? 1)
}

/** The channels that have caps and quiet hours of their own. */
export const cappedChannels = ['wecom', 'kf', 'miniprogram', 'popup', 'sms', 'email'] as const
export type CappedChannel = (typeof cappedChannels)[number]

/** What holds where nothing is written: Kelu's own. */
export const own = {
  perDay: 2,
  perWeek: 5,
  quiet: '22:00-08:00',
  quietOf: { sms: '20:00-09:00' } as Partial<Record<CappedChannel, string>>,
  workDays: [1, 2, 3, 4, 5, 6],
  workFrom: '09:00',
  workTo: '18:00',
  groupWindows: ['09:30', '16:30'],
  confirmUntil: '19:00',
  perSalesperson: 3,
  groupQuota: 'day',
  tasksPerDay: 30,
  whenFull: 'passOn',
  unpaidMinutes: 30,
  couponDays: 3,
  costs: { smsSegmentFen: 5, staffMinuteFen: 50, followUpMinutes: 10, sendMinutes: 1 },
  attribution: { windowDays: 30, sleepingDays: 90 },
  targets: { smsFailures: 1, manualSaved: 35, faster: 40, lift: 25 } as Readonly<Record<string, number>>,
  manual: {
    ...{ choiceMinutes: 0.5, wecomMinutes: 1, smsMinutes: 0.5, emailMinutes: 1 },
    ...{ miniprogramMinutes: 0.5, popupMinutes: 0.5, taskMinutes: 2, reactionMinutes: 240 },
  },
  leads: { mqlFlows: [] as string[], sqlResults: ['won', 'interested'] },
  reports: { daily: 'on', weekly: 1, at: '08:30', to: ['owner', 'analyst', 'lead'] },
  retention: { recordDays: 400, taskDays: 400, callbackDays: 30 },
  highAboveFen: 500_000,
  potentialUpTo: 3,
  rfm: {
    recencyDays: [30, 60, 90, 180],
    frequency: [6, 4, 3, 2],
    monetaryFen: [500_000, 200_000, 50_000, 20_000],
  },
}

/** The bounds of the scores 5, 4, 3 and 2; one that was emptied is null. */
export function boundsOf(rfm: Written, key: keyof typeof own.rfm): (number | null)[] {
  const written = rfm[key]
  return Array.isArray(written) ? written.map(numberOrNull) : own.rfm[key]
}

/** Who may get 日报 and 周报. */
export const reportRoleNames = { owner: '负责人', analyst: '经理', marketer: '市场', lead: '店长' } as const

export const weekdays = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日']

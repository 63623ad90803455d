/** The settings as they are written, as far as the form knows them; whatever else stands there is left as it is. */
export type Written = Record<string, unknown>

export interface SettingsForm {
  perDay: number
  perWeek: number
  smsPerDay: number | null
  smsPerWeek: number | null
  quietFrom: string
  quietTo: string
  smsQuietFrom: string
  smsQuietTo: string
  workDays: number[]
  workFrom: string
  workTo: string
  unpaidMinutes: number
  couponDays: number
  smsFen: number
  reviewPeople: number | null
  reviewCouponYuan: number | null
  reviewSettings: boolean
}

const part = (of: unknown, name: string): Written => {
  const value = of !== null && typeof of === 'object' ? Reflect.get(of, name) : undefined
  return value !== null && typeof value === 'object' ? (value as Written) : {}
}
const numberOr = (value: unknown, other: number): number => (typeof value === 'number' ? value : other)
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function windowOf(value: unknown, other: [string, string]): [string, string] {
  const [from, to] = typeof value === 'string' ? value.split('-') : []
  return from !== undefined && to !== undefined ? [from.trim(), to.trim()] : other
}

const unitMs: Record<string, number> = { minute: 1, hour: 60, day: 1_440 }

/** `30 minutes` as minutes. */
function minutesOf(value: unknown, other: number): number {
  const [, count, unit] = typeof value === 'string' ? (/^(\d+) (minute|hour|day)s?$/.exec(value) ?? []) : []
  return count === undefined || unit === undefined ? other : Number(count) * (unitMs[unit] ?? 1)
}

const dayMinutes = 1_440

/** What the form shows of what is written; what is not, by what holds then. */
export function formOf(written: Written): SettingsForm {
  const caps = part(written, 'caps')
  const sms = part(part(caps, 'channels'), 'sms')
  const quiet = part(written, 'quietHours')
  const [quietFrom, quietTo] = windowOf(quiet.all, ['22:00', '08:00'])
  const [smsQuietFrom, smsQuietTo] = windowOf(part(quiet, 'channels').sms, ['20:00', '09:00'])
  const work = part(written, 'workingHours')
  const reminders = part(written, 'reminders')
  const review = part(written, 'review')
  const couponFen = numberOrNull(review.couponFen)
  return {
    perDay: numberOr(caps.perDay, 2),
    perWeek: numberOr(caps.perWeek, 5),
    smsPerDay: numberOrNull(sms.perDay),
    smsPerWeek: numberOrNull(sms.perWeek),
    quietFrom,
    quietTo,
    smsQuietFrom,
    smsQuietTo,
    workDays: Array.isArray(work.days) ? (work.days as number[]) : [1, 2, 3, 4, 5, 6],
    workFrom: typeof work.from === 'string' ? work.from : '09:00',
    workTo: typeof work.to === 'string' ? work.to : '18:00',
    unpaidMinutes: minutesOf(reminders.unpaidOrder, 30),
    couponDays: Math.round(minutesOf(reminders.couponExpiring, 3 * dayMinutes) / dayMinutes),
    smsFen: numberOr(part(written, 'costs').smsSegmentFen, 5),
    reviewPeople: numberOrNull(review.people),
    reviewCouponYuan: couponFen === null ? null : couponFen / 100,
    reviewSettings: review.settings === true,
  }
}

/** The form written back; what it does not know stays. */
export function writtenOf(before: Written, form: SettingsForm): Written {
  const caps = part(before, 'caps')
  const channels = part(caps, 'channels')
  const quiet = part(before, 'quietHours')
  const sms = given({ perDay: form.smsPerDay, perWeek: form.smsPerWeek })
  const { sms: _, ...otherChannels } = channels
  const review = given({
    people: form.reviewPeople,
    couponFen: form.reviewCouponYuan === null ? null : Math.round(form.reviewCouponYuan * 100),
    settings: form.reviewSettings ? true : null,
  })
  const { review: __, ...rest } = before
  return {
    ...rest,
    caps: {
      ...caps,
      perDay: form.perDay,
      perWeek: form.perWeek,
      channels: { ...otherChannels, ...(Object.keys(sms).length > 0 && { sms }) },
    },
    quietHours: {
      ...quiet,
      all: `${form.quietFrom}-${form.quietTo}`,
      channels: { ...part(quiet, 'channels'), sms: `${form.smsQuietFrom}-${form.smsQuietTo}` },
    },
    workingHours: {
      ...part(before, 'workingHours'),
      days: [...form.workDays].sort((a, b) => a - b),
      from: form.workFrom,
      to: form.workTo,
    },
    reminders: {
      ...part(before, 'reminders'),
      unpaidOrder: `${form.unpaidMinutes} minutes`,
      couponExpiring: `${form.couponDays} days`,
    },
    costs: { ...part(before, 'costs'), smsSegmentFen: form.smsFen },
    ...(Object.keys(review).length > 0 && { review }),
  }
}

function given(fields: Record<string, unknown>): Written {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

const weekdays = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日']

/** What each part does, as one sentence. */
export function sentencesOf(form: SettingsForm) {
  const sms = [
    ...(form.smsPerDay === null ? [] : [`每天 ${form.smsPerDay} 条`]),
    ...(form.smsPerWeek === null ? [] : [`每周 ${form.smsPerWeek} 条`]),
  ]
  const review = [
    ...(form.reviewPeople === null ? [] : [`一次触达超过 ${form.reviewPeople} 人`]),
    ...(form.reviewCouponYuan === null ? [] : [`券面额超过 ¥${form.reviewCouponYuan}`]),
    ...(form.reviewSettings ? ['放宽触达的设置'] : []),
  ]
  return {
    caps: `每位客户每天最多收到 ${form.perDay} 条、每周 ${form.perWeek} 条营销消息${sms.length === 0 ? '' : `，其中短信${sms.join('、')}`}；满了的等下一天，或不发`,
    quiet: `${form.quietFrom} 到 ${form.quietTo} 不发营销消息，短信 ${form.smsQuietFrom} 到 ${form.smsQuietTo} 不发；客户当地时间，到点后补发`,
    work: `导购${form.workDays.map((day) => weekdays[day]).join('、')} ${form.workFrom} 到 ${form.workTo} 上班，待办的期限只算上班时间`,
    reminders: `下单 ${form.unpaidMinutes} 分钟没付款算「下单后未付款」；优惠券到期前 ${form.couponDays} 天算「快到期」`,
    costs: `每条短信按 ${form.smsFen} 分算费用，预估和群发都用它`,
    review: review.length === 0 ? '发布不用第二个人复核' : `${review.join('、')}，要第二个人复核才发布`,
  }
}

/** Where in the form a fault of what is written stands. */
const fields: [path: RegExp, field: keyof SettingsForm][] = [
  [/^caps\.channels\.sms\.perDay/, 'smsPerDay'],
  [/^caps\.channels\.sms/, 'smsPerWeek'],
  [/^caps\.perWeek/, 'perWeek'],
  [/^caps/, 'perDay'],
  [/^quietHours\.channels/, 'smsQuietFrom'],
  [/^quietHours/, 'quietFrom'],
  [/^workingHours\.days/, 'workDays'],
  [/^workingHours\.from/, 'workFrom'],
  [/^workingHours/, 'workTo'],
  [/^reminders\.coupon/, 'couponDays'],
  [/^reminders/, 'unpaidMinutes'],
  [/^costs/, 'smsFen'],
  [/^review\.people/, 'reviewPeople'],
  [/^review\.couponFen/, 'reviewCouponYuan'],
]

/** Each fault at its field; under `other` what is about something the form does not show. */
export function faultsByField(faults: readonly { path: string; sentence: string }[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { path, sentence } of faults) {
    found[fields.find(([pattern]) => pattern.test(path))?.[1] ?? 'other'] ??= sentence
  }
  return found
}

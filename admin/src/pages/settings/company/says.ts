import { channels } from '../../../design/channels.ts'
import type { CompanySection } from '../sections.ts'
import {
  boundsOf,
  cappedChannels,
  dayMinutes,
  groupSendQuotas,
  minutesOf,
  namesOf,
  numberOrNull,
  own,
  part,
  reportRoleNames,
  taskResultNames,
  textOr,
  timesOf,
  usuallyKept,
  type Written,
  weekdays,
  whenFullWords,
  windowOf,
} from './read.ts'
import { targetFields } from './target-fields.ts'

/** What a section says as a whole; `said`: what its parts say, by their place. */
type Says = (written: Written, said: Readonly<Record<string, string>>) => string

const says: Record<CompanySection, Says> = {
  caps(written) {
    const caps = part(written, 'caps')
    const all = `每位客户每天最多 ${caps.perDay ?? own.perDay} 条、每周 ${caps.perWeek ?? own.perWeek} 条营销消息`
    const ofChannels = cappedChannels.flatMap((channel) => {
      const cap = capText(part(part(caps, 'channels'), channel))
      return cap === null ? [] : [`${channels[channel].label}${cap}`]
    })
    const ofCategories = Object.entries(part(caps, 'categories')).flatMap(([name, cap]) => {
      const text = capText(cap)
      return text === null ? [] : [`「${name}」类${text}`]
    })
    const within = [...ofChannels, ...ofCategories]
    return within.length === 0 ? all : `${all}，其中${within.join('、')}`
  },

  quietHours(written) {
    const quiet = part(written, 'quietHours')
    const [from, to] = windowOf(quiet.all ?? own.quiet)
    const ofChannels = cappedChannels.flatMap((channel) => {
      const value = part(quiet, 'channels')[channel] ?? own.quietOf[channel]
      if (value === undefined) return []
      const [begins, ends] = windowOf(value)
      return [`${channels[channel].label} ${begins} 到 ${ends}`]
    })
    return [`${from} 到 ${to} 不发营销消息`, ...ofChannels].join('；')
  },

  workingHours(written) {
    const work = part(written, 'workingHours')
    const days = Array.isArray(work.days) ? work.days.map(Number) : own.workDays
    const names = days.map((day) => weekdays[day]).join('、')
    const off = Array.isArray(work.daysOff) ? work.daysOff.length : 0
    const hours = `${textOr(work.from, own.workFrom)} 到 ${textOr(work.to, own.workTo)}`
    return `${names} ${hours} 上班${off === 0 ? '' : `，另有 ${off} 天全公司休息`}`
  },

  followUps(written) {
    const followUps = part(written, 'followUps')
    const perDay = numberOrNull(followUps.perDay) ?? own.tasksPerDay
    const kept = numberOrNull(followUps.keptForUrgent) ?? usuallyKept(perDay)
    const whenFull = textOr(followUps.whenFull, own.whenFull) as keyof typeof whenFullWords
    const urgent = kept === 0 ? '' : `，最后 ${kept} 条只留给紧急的`
    return `每位导购每天最多接 ${perDay} 条新待办${urgent}；满了${whenFullWords[whenFull] ?? ''}`
  },

  groupSends(written) {
    const groupSends = part(written, 'groupSends')
    const windows = timesOf(groupSends.windows, own.groupWindows).join('、')
    const until = textOr(groupSends.confirmUntil, own.confirmUntil)
    const quota = textOr(groupSends.quota, own.groupQuota) as keyof typeof groupSendQuotas
    return `${windows} 请导购确认，每人每天最多 ${groupSends.perSalesperson ?? own.perSalesperson} 条，${until} 截止；每位客户${groupSendQuotas[quota] ?? ''}`
  },

  exclude(written, said) {
    const names = Object.keys(written.exclude === undefined ? {} : part(written, 'exclude'))
    if (written.exclude === undefined) return '按客旅自带的：投诉处理中、退款处理中、员工、分销商、勿扰'
    if (names.length === 0) return '没有人被排除'
    return names.map((name) => told(name, said[`exclude.${name}`])).join('、')
  },

  reminders(written) {
    const reminders = part(written, 'reminders')
    const minutes = minutesOf(reminders.unpaidOrder, own.unpaidMinutes)
    const days = Math.round(minutesOf(reminders.couponExpiring, own.couponDays * dayMinutes) / dayMinutes)
    return `下单 ${minutes} 分钟没付款算「下单后未付款」；优惠券到期前 ${days} 天算「快到期」`
  },

  costs(written) {
    const costs = { ...own.costs, ...part(written, 'costs') }
    return `每条短信按 ${costs.smsSegmentFen} 分算，导购一分钟按 ${costs.staffMinuteFen} 分算：跟进一次 ${costs.followUpMinutes} 分钟，发一次 ${costs.sendMinutes} 分钟`
  },

  targets(written) {
    const targets: Written = { ...own.targets, ...part(written, 'targets') }
    const set = targetFields.flatMap(({ key, name, better, unit }) => {
      const value = targets[key]
      if (typeof value !== 'number') return []
      const words = unit === 'yuan' ? `¥${value / 100}` : `${value}${unit}`
      return [`${name}${better === 'above' ? '至少' : '最多'} ${words}`]
    })
    return set.length === 0 ? '没有设目标' : set.join('、')
  },

  manual(written) {
    const manual = { ...own.manual, ...part(written, 'manual') }
    return `手工发一条企业微信 ${manual.wecomMinutes} 分钟、短信 ${manual.smsMinutes} 分钟，派一条待办 ${manual.taskMinutes} 分钟；从事情发生到做出反应 ${manual.reactionMinutes} 分钟`
  },

  leads(written) {
    const leads: Written = { ...own.leads, ...part(written, 'leads') }
    const listed = (of: unknown) => (Array.isArray(of) ? of.map(String) : [])
    const flows = listed(leads.mqlFlows)
    if (flows.length === 0) return '没有定义：写上哪些流程，走进去的人就算 MQL'
    const results = listed(leads.sqlResults).map((result) => taskResultNames[result] ?? result)
    return `走进 ${flows.join('、')} 的算 MQL；待办结果是 ${results.join('、')} 的算 SQL`
  },

  attribution(written) {
    const { windowDays, sleepingDays, leaveOut } = {
      ...{ ...own.attribution, leaveOut: [] },
      ...part(written, 'attribution'),
    }
    const without = Array.isArray(leaveOut) && leaveOut.length > 0 ? `，${leaveOut.length} 条消息不算` : ''
    return `付款前 ${windowDays} 天内的触达算数${without}；${sleepingDays} 天没买算沉睡`
  },

  wecom(written) {
    const wecom = part(written, 'wecom')
    const limit = numberOrNull(wecom.contactLimit)
    const groups = Array.isArray(wecom.foreignTagGroups) ? wecom.foreignTagGroups : []
    return [
      wecom.welcomes === 'other' ? '欢迎语由另一个系统发，客旅不发' : '欢迎语由客旅发',
      ...(groups.length === 0 ? [] : [`不碰标签组 ${groups.join('、')}`]),
      limit === null
        ? '没有填外部联系人的免费额度'
        : `外部联系人到 ${Math.floor(limit * 0.8)} 人（${limit} 的 80%）时提醒`,
    ].join('；')
  },

  retention(written) {
    const kept = { ...own.retention, ...part(written, 'retention') }
    return `行为、消息和走完的流程存 ${kept.recordDays} 天，完成的待办 ${kept.taskDays} 天，回调原文 ${kept.callbackDays} 天`
  },

  brands(written) {
    const brands = Object.values(part(written, 'brands')).map((brand) => {
      const { aliyun, tencent } = part(brand, 'smsSignature')
      const signatures = [...new Set([aliyun, tencent].filter((one) => one !== undefined))]
      const name = textOr(part({ brand }, 'brand').name, '')
      return signatures.length === 0 ? name : `${name}的短信签名是 ${signatures.join('、')}`
    })
    return brands.length === 0 ? '没有别的品牌：短信都用公司的签名' : brands.join('；')
  },

  reports(written) {
    const reports: Written = { ...own.reports, except: [], ...part(written, 'reports') }
    const { daily, weekly, at, to, except } = reports
    const sent = [
      ...(daily === 'off' ? [] : ['每天发日报']),
      ...(weekly === 'off' ? [] : [`${weekdays[Number(weekly)] ?? ''}发周报`]),
    ]
    const names = namesOf(to, reportRoleNames)
    if (sent.length === 0 || names.length === 0) return '不发日报，也不发周报'
    const without = Array.isArray(except) && except.length > 0 ? `，${except.length} 人不收` : ''
    return `${textOr(at, own.reports.at)} ${sent.join('、')}给${names.join('、')}${without}`
  },

  tiers(written) {
    const tiers = part(written, 'tiers')
    const fen = numberOrNull(tiers.highAboveFen) ?? own.highAboveFen
    const times = tiers.potentialUpTo ?? own.potentialUpTo
    return `近一年消费超过 ¥${fen / 100} 算高价值；买过 ${times} 次以内算潜力，再多算普通`
  },

  rfm(written) {
    const rfm = part(written, 'rfm')
    const days = boundsOf(rfm, 'recencyDays').join('、')
    const times = boundsOf(rfm, 'frequency').join('、')
    const yuan = boundsOf(rfm, 'monetaryFen').map((fen) => (fen === null ? '' : fen / 100))
    return `5、4、3、2 分：最近购买 ${days} 天以内；近一年 ${times} 次以上；超过 ¥${yuan.join('、')}`
  },

  review(written) {
    const review = part(written, 'review')
    const [people, couponFen] = [numberOrNull(review.people), numberOrNull(review.couponFen)]
    const refundFen = numberOrNull(review.refundFen)
    const wanted = [
      ...(people === null ? [] : [`一次触达超过 ${people} 人`]),
      ...(couponFen === null ? [] : [`券面额超过 ¥${couponFen / 100}`]),
      ...(review.settings === true ? ['放宽触达的设置'] : []),
    ]
    const publishing =
      wanted.length === 0 ? '发布不用另一位同事同意' : `${wanted.join('、')}，要另一位同事同意才发布`
    return refundFen === null ? publishing : `${publishing}；退款超过 ¥${refundFen / 100}，要两位同事同意`
  },
}

/** One sentence: what this section of the settings does. */
export function saysOf(
  section: CompanySection,
  written: Written,
  said: Readonly<Record<string, string>> = {},
): string {
  return says[section](written, said)
}

/** Null where nothing is capped. */
function capText(cap: unknown): string | null {
  const { perDay, perWeek } = (cap ?? {}) as Written
  const parts = [
    ...(typeof perDay === 'number' ? [`每天 ${perDay} 条`] : []),
    ...(typeof perWeek === 'number' ? [`每周 ${perWeek} 条`] : []),
  ]
  return parts.length === 0 ? null : parts.join('、')
}

/** 员工（有标签 员工）; what says no more than its name stands alone. */
function told(name: string, rule: string | undefined): string {
  return rule === undefined || rule === `有标签 ${name}` ? name : `${name}（${rule}）`
}

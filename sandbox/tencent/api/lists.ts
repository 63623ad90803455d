import { unixSeconds } from '../../clock.ts'
import type { SmsApproval } from '../../contract.ts'
import { CallRefusal, checkFields, isCount, isCounts, isText } from '../call.ts'
import type { TencentAction } from '../world.ts'

const maxEntries = 100
/** 审核通过且已生效, 审核中, 未通过. */
type Standing = SmsApproval | 'approved'
const statuses: Record<Standing, number> = { approved: 0, waiting: 1, refused: -1 }
const whyRefused = '资质不完整'
const reply = (approval: Standing) => (approval === 'refused' ? whyRefused : '')

const pageFields = {
  International: { is: isCount, needed: true },
  Limit: { is: isCount },
  Offset: { is: isCount },
} as const

/** DescribeSmsSignList: signatures by their ids, or all by page. */
export const describeSmsSignList: TencentAction = (given, { settings, clock }) => {
  checkFields(given, { ...pageFields, SignIdSet: { is: isCounts } })
  const all = Object.entries(settings.tencentSigns).map(([name, approval], at) => ({
    SignId: at + 1,
    International: 0,
    StatusCode: statuses[approval],
    ReviewReply: reply(approval),
    SignName: name,
    CreateTime: unixSeconds(clock.now()),
  }))
  return { DescribeSignListStatusSet: chosen(given, 'SignIdSet', all, ({ SignId }) => SignId) }
}

/** DescribeSmsTemplateList: templates by their numbers, or all by page. */
export const describeSmsTemplateList: TencentAction = (given, { settings, clock }) => {
  checkFields(given, { ...pageFields, TemplateIdSet: { is: isCounts } })
  const all = Object.entries(settings.tencentTemplates).map(([id, { text, approval }]) => {
    const standing: Standing = approval ?? 'approved'
    return {
      TemplateId: Number(id),
      International: 0,
      StatusCode: statuses[standing],
      ReviewReply: reply(standing),
      TemplateName: `模板${id}`,
      CreateTime: unixSeconds(clock.now()),
      TemplateContent: text,
    }
  })
  return { DescribeTemplateStatusSet: chosen(given, 'TemplateIdSet', all, ({ TemplateId }) => TemplateId) }
}

/** SmsPackagesStatistics: packages bought in a span that is over; none here. */
export const smsPackagesStatistics: TencentAction = (given, { settings, clock }) => {
  checkFields(given, {
    SmsSdkAppId: { is: isText, needed: true },
    Limit: { is: isCount, needed: true },
    Offset: { is: isCount, needed: true },
    BeginTime: { is: isText, needed: true },
    EndTime: { is: isText, needed: true },
  })
  if (given.SmsSdkAppId !== settings.tencentSdkAppId) {
    throw new CallRefusal('InvalidParameterValue.SdkAppIdNotExist', 'SdkAppId does not exist')
  }
  const [begin, end] = [hourOf(given.BeginTime), hourOf(given.EndTime)]
  if (begin === null || end === null || begin >= end || end > clock.now().getTime()) {
    throw new CallRefusal('InvalidParameterValue.BeginTimeVerifyFail', 'the span is not valid')
  }
  return { SmsPackagesStatisticsSet: [] }
}

function chosen<T>(given: Record<string, unknown>, set: string, all: T[], idOf: (one: T) => number): T[] {
  const ids = (given[set] as number[] | undefined) ?? []
  const limit = (given.Limit as number | undefined) ?? 10
  if (ids.length > maxEntries || limit > maxEntries) {
    throw new CallRefusal('InvalidParameterValue', 'at most 100 entries')
  }
  if (ids.length > 0) return all.filter((one) => ids.includes(idOf(one)))
  const offset = (given.Offset as number | undefined) ?? 0
  return all.slice(offset, offset + limit)
}

/** `yyyyMMddHH` of Asia/Shanghai as a moment; null when it is none. */
function hourOf(text: unknown): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})$/.exec(String(text))
  if (!match) return null
  const at = Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:00:00+08:00`)
  return Number.isNaN(at) ? null : at
}

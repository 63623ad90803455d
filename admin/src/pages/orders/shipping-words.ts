import type { Order } from './order-words.ts'

export type ShippingReport = NonNullable<Order['shipping']>

type Tone = 'good' | 'info' | 'attention' | 'quiet' | 'bad'

/** How far the report is. */
export const reportSteps: Record<ShippingReport['step'], { label: string; tone: Tone }> = {
  due: { label: '待上报', tone: 'attention' },
  reported: { label: '已上报', tone: 'good' },
  received: { label: '已确认收货', tone: 'good' },
  refunded: { label: '已退款，不用报', tone: 'quiet' },
  failed: { label: '没报上', tone: 'bad' },
}

/** What each code of the platform means for whoever has to do something. */
const codes: Record<string, string> = {
  '10060001': '微信还查不到这笔付款',
  '10060003': '微信那边已经改过一次，以微信后台为准',
  '10060012': '微信系统繁忙',
  '48001': '小程序还没有开通发货信息管理',
  '47001': '微信不认这份发货信息',
  'carrier.unknown': '微信不认识这家快递公司，请填它的全称',
  'contact.missing': '顺丰要收货人的手机号，这单没有，请换一家快递公司',
  notReceived: '报过以后 30 天没有确认收货',
}

/** What stands in the way; null when nothing does. */
export function reportTrouble({ step, code }: ShippingReport): string | null {
  if (code === null) return null
  const why = codes[code] ?? `微信答复 ${code}`
  if (step === 'failed') return `${why}。货款不会结算，请改好再报，或到小程序后台手工处理。`
  return step === 'due' ? `${why}，会自己再报。` : `${why}。`
}

export const correctionWhy: Record<Exclude<ShippingReport['corrects'], 'never'>, string> = {
  freely: '改好后马上再报一次。',
  once: '已经报过：微信只让改这一次。',
}

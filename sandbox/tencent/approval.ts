import type { SmsTemplate } from '../contract.ts'
import { refusalMark } from '../mainland-sms.ts'

/** What Tencent does not approve in marketing texts (cloud.tencent.com 382/39023). */
const refusedInMarketing: Record<string, RegExp> = {
  coupons: /优惠券|代金券|现金券|红包|满减券/,
  'a mini-program or official account': /小程序|公众号/,
  'exchange of points': /积分.{0,4}兑换|兑换.{0,4}积分/,
  questionnaires: /问卷|调研/,
  'invitations to register': /注册.{0,6}(?:领|送|即|有礼)|邀请.{0,4}注册/,
  'recall of users': /好久不见|好久没来|很久没|想你了|召回/,
  'adding WeChat or QQ': /(?:加|添加).{0,6}(?:微信|QQ)|微信号|QQ号/i,
}

/**
 * Refuses what the platform would not approve.
 * @throws Error naming the faulty setting
 */
export function approveTencentTemplate(id: string, { type, text }: SmsTemplate): void {
  const refuse = (why: string): never => {
    throw new Error(`settings.tencentTemplates.${id}: ${why}`)
  }
  if (!/^\d{4,12}$/.test(id)) refuse('a template is named by digits')
  const numbers = [...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number))
  if (numbers.some((number, at) => number !== at + 1)) refuse('variables are {1}, {2} … in a row')
  if (/\}\s*\{/.test(text)) refuse('two variables stand side by side')
  if (text.replace(/\{\d+\}/g, '').trim() === '') refuse('a template is not variables alone')
  if (/https?:\/\/\{/.test(text)) refuse('a link is not a variable')
  if (type === 'marketing' && !text.endsWith(refusalMark))
    refuse(`a marketing text must end with ${refusalMark}`)
  if (type !== 'marketing' && text.includes(refusalMark))
    refuse(`only a marketing text may say ${refusalMark}`)
  if (type !== 'marketing') return
  for (const [what, pattern] of Object.entries(refusedInMarketing)) {
    if (pattern.test(text)) refuse(`a marketing text about ${what}`)
  }
}

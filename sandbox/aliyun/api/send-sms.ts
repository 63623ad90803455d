import { randomInt } from 'node:crypto'
import { shanghaiHour } from '../../clock.ts'
import { mainlandPhone, segmentsOf } from '../../mainland-sms.ts'
import { required, SmsRefusal } from '../call.ts'
import { fillTemplate } from '../content.ts'
import { planReport } from '../reports.ts'
import type { SentSms } from '../state.ts'
import type { AliyunAction, AliyunWorld } from '../world.ts'

const maxPhones = 1_000
const maxOutIdBytes = 255
const marketingFromHour = 8
const marketingUntilHour = 22

/** SendSms: whether one bad number refuses the whole request is not documented; here it does. */
export const sendSms: AliyunAction = (query, world) => {
  const written = required(query, 'PhoneNumbers').split(',')
  const signName = required(query, 'SignName')
  const templateCode = required(query, 'TemplateCode')
  if (written.length > maxPhones) {
    throw new SmsRefusal('isv.MOBILE_COUNT_OVER_LIMIT', '手机号码数量超过限制')
  }
  const phones = written.map((phone) => {
    const digits = mainlandPhone(phone)
    if (!digits) throw new SmsRefusal('isv.MOBILE_NUMBER_ILLEGAL', '非法手机号')
    return digits
  })
  const { aliyunSignName, aliyunBrandSigns = [], smsSignature } = world.settings
  const isOwn = signName === aliyunSignName && smsSignature === undefined
  if (!isOwn && !aliyunBrandSigns.includes(signName)) {
    throw new SmsRefusal('isv.SMS_SIGNATURE_ILLEGAL', '该账号下找不到对应签名')
  }
  const known = Object.hasOwn(world.settings.smsTemplates, templateCode)
  const template = known ? world.settings.smsTemplates[templateCode] : undefined
  if (!template || template.approval !== undefined) {
    throw new SmsRefusal('isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板')
  }
  const outId = query.get('OutId') ?? ''
  if (Buffer.byteLength(outId) > maxOutIdBytes) {
    throw new SmsRefusal('isv.INVALID_PARAMETERS', '参数格式不正确: OutId')
  }
  const text = fillTemplate(signName, template.text, query.get('TemplateParam'))
  if (template.type === 'marketing') checkHour(world)
  const segments = segmentsOf(text)
  if (world.state.segmentsLeft < segments * phones.length) {
    throw new SmsRefusal('isv.AMOUNT_NOT_ENOUGH', '账户余额不足')
  }
  world.frequency.takeOfAccount(phones.length)
  for (const phone of phones) world.frequency.take(phone, templateCode, template.type)
  world.state.segmentsLeft -= segments * phones.length
  const bizId = `${randomInt(1e9, 1e10)}${randomInt(1e8, 1e9)}^0`
  for (const phone of phones) {
    const sentAt = world.clock.now()
    const sms: SentSms = {
      ...{ bizId, phone, templateCode, text, outId, sentAt, segments },
      status: 1,
      errCode: '',
    }
    world.state.sent.push(sms)
    carry(sms, template.type, query.get('TemplateParam') || '{}', world)
  }
  return { BizId: bizId }
}

/** Marketing goes out between 08:00 and 22:00 in Shanghai only. */
function checkHour({ clock }: AliyunWorld): void {
  const hour = shanghaiHour(clock.now())
  if (hour < marketingFromHour || hour >= marketingUntilHour) {
    throw new SmsRefusal('isv.SMS_CONTENT_ILLEGAL', '推广短信仅允许在08:00-22:00发送')
  }
}

/** What the carrier makes of it; the ledger knows receivers by their E.164 number. */
function carry(sms: SentSms, type: string, params: string, world: AliyunWorld): void {
  const fate = world.state.fates.get(sms.phone) ?? 'delivered'
  const delivery = {
    platform: 'aliyun' as const,
    kind: 'sms',
    receiver: `+86${sms.phone}`,
    ...(sms.outId !== '' && { ref: sms.outId }),
    content: { text: sms.text, templateCode: sms.templateCode, params: JSON.parse(params), bizId: sms.bizId },
  }
  const refused = type === 'marketing' && world.state.blacklist.has(sms.phone)
  if (refused || fate === 'undelivered') {
    world.ledger.lost(delivery, refused ? 'blacklist' : 'undelivered')
    planReport(sms, { ok: false, errCode: refused ? 'MOBILE_IN_BLACK' : 'MOBILE_NOT_ON_SERVICE' }, world)
    return
  }
  world.ledger.delivered(delivery)
  if (fate === 'delivered') planReport(sms, { ok: true, errCode: 'DELIVERED' }, world)
}

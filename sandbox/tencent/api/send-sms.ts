import { randomInt } from 'node:crypto'
import { shanghaiHour } from '../../clock.ts'
import { mainlandPhone, segmentsOf } from '../../mainland-sms.ts'
import { CallRefusal, checkFields, type Fields, isText, isTexts, NumberRefusal } from '../call.ts'
import { fillTemplate } from '../content.ts'
import { planReport } from '../reports.ts'
import type { SentSms } from '../state.ts'
import type { TencentAction, TencentWorld } from '../world.ts'

const maxPhones = 200
const maxContextBytes = 511
const marketingFromHour = 8
const marketingUntilHour = 22

const fields: Fields = {
  PhoneNumberSet: { is: isTexts, needed: true },
  SmsSdkAppId: { is: isText, needed: true },
  TemplateId: { is: isText, needed: true },
  SignName: { is: isText },
  TemplateParamSet: { is: isTexts },
  ExtendCode: { is: isText },
  SessionContext: { is: isText },
  SenderId: { is: isText },
}

interface Order {
  templateId: string
  signName: string
  values: string[]
  context: string
}

/** SendSms: what is wrong with the call refuses it whole, everything else is said of each number. */
export const sendSms: TencentAction = (given, world) => {
  checkFields(given, fields)
  const phones = given.PhoneNumberSet as string[]
  if (phones.length === 0) throw new CallRefusal('InvalidParameterValue', 'PhoneNumberSet is empty')
  if (phones.length > maxPhones) {
    throw new CallRefusal('LimitExceeded.PhoneNumberCountLimit', 'more than 200 phone numbers')
  }
  if (given.SmsSdkAppId !== world.settings.tencentSdkAppId) {
    throw new CallRefusal('InvalidParameterValue.SdkAppIdNotExist', 'SdkAppId does not exist')
  }
  const context = (given.SessionContext as string | undefined) ?? ''
  if (Buffer.byteLength(context) > maxContextBytes) {
    throw new CallRefusal('InvalidParameterValue', 'SessionContext takes less than 512 bytes')
  }
  const abroad = phones.filter((phone) => /^\+(?!86)\d+$/.test(phone)).length
  if (abroad > 0 && abroad < phones.length) {
    throw new CallRefusal(
      'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
      'mainland and other numbers in one call',
    )
  }
  const order: Order = {
    templateId: String(given.TemplateId),
    signName: (given.SignName as string | undefined) ?? '',
    values: (given.TemplateParamSet as string[] | undefined) ?? [],
    context,
  }
  return { SendStatusSet: phones.map((phone) => statusOf(phone, order, world)) }
}

function statusOf(written: string, order: Order, world: TencentWorld): Record<string, unknown> {
  const status = { PhoneNumber: written, SessionContext: order.context, IsoCode: 'CN' }
  try {
    const { serialNo, segments } = accept(written, order, world)
    return { ...status, SerialNo: serialNo, Fee: segments, Code: 'Ok', Message: 'send success' }
  } catch (error) {
    if (!(error instanceof NumberRefusal)) throw error
    return { ...status, SerialNo: '', Fee: 0, Code: error.code, Message: error.message }
  }
}

/** @throws NumberRefusal */
function accept(written: string, order: Order, world: TencentWorld): SentSms {
  const { settings, state, clock } = world
  const phone = mainlandPhone(written)
  if (!phone) throw new NumberRefusal('InvalidParameterValue.IncorrectPhoneNumber', 'incorrect phone number')
  const { templateId, signName, values, context } = order
  const sign = Object.hasOwn(settings.tencentSigns, signName) ? settings.tencentSigns[signName] : undefined
  if (sign !== 'approved') {
    throw new NumberRefusal(
      'FailedOperation.SignatureIncorrectOrUnapproved',
      'the signature is not approved or does not exist',
    )
  }
  const known = Object.hasOwn(settings.tencentTemplates, templateId)
  const template = known ? settings.tencentTemplates[templateId] : undefined
  if (!template || template.approval !== undefined) {
    throw new NumberRefusal(
      'FailedOperation.TemplateIncorrectOrUnapproved',
      'the template is not approved or does not exist',
    )
  }
  const text = fillTemplate(signName, template, values)
  if (template.type === 'marketing') checkMarketing(phone, world)
  const segments = segmentsOf(text)
  if (state.segmentsLeft < segments) {
    throw new NumberRefusal(
      'FailedOperation.InsufficientBalanceInSmsPackage',
      'the package balance is insufficient',
    )
  }
  world.frequency.take(phone, text)
  state.segmentsLeft -= segments
  const serialNo = `${randomInt(1e9, 1e10)}:${randomInt(1e9, 1e10)}`
  const sms = { serialNo, phone, templateId, signName, text, context, sentAt: clock.now(), segments }
  state.sent.push(sms)
  carry(sms, values, world)
  return sms
}

/** Marketing goes out between 08:00 and 22:00 in Shanghai only, and to nobody who refused it. */
function checkMarketing(phone: string, { clock, state }: TencentWorld): void {
  const hour = shanghaiHour(clock.now())
  if (hour < marketingFromHour || hour >= marketingUntilHour) {
    throw new NumberRefusal(
      'FailedOperation.MarketingSendTimeConstraint',
      'marketing messages are sent between 08:00 and 22:00',
    )
  }
  if (state.blacklist.has(phone)) {
    throw new NumberRefusal('FailedOperation.PhoneNumberInBlacklist', 'the number is in the blacklist')
  }
}

/** What the carrier makes of it; the ledger knows receivers by their E.164 number. */
function carry(sms: SentSms, values: string[], world: TencentWorld): void {
  const fate = world.state.fates.get(sms.phone) ?? 'delivered'
  const delivery = {
    platform: 'tencent' as const,
    kind: 'sms',
    receiver: `+86${sms.phone}`,
    ...(sms.context !== '' && { ref: sms.context }),
    content: { text: sms.text, templateId: sms.templateId, params: values, serialNo: sms.serialNo },
  }
  if (fate === 'undelivered') {
    world.ledger.lost(delivery, 'undelivered')
    planReport(sms, { status: 'FAIL', errmsg: 'MK:0001', description: '空号' }, world)
    return
  }
  world.ledger.delivered(delivery)
  if (fate === 'delivered') {
    planReport(sms, { status: 'SUCCESS', errmsg: 'DELIVRD', description: '用户短信送达成功' }, world)
  }
}

import type { SmsApproval } from '../../contract.ts'
import { required, SmsRefusal } from '../call.ts'
import type { AliyunAction } from '../world.ts'

/** 审核中, 通过, 未通过. */
const statuses: Record<SmsApproval | 'approved', number> = { waiting: 0, approved: 1, refused: 2 }
const why = { refused: '资质不完整' }

/** QuerySmsSign: one signature of the account. */
export const querySmsSign: AliyunAction = (query, { settings }) => {
  const name = required(query, 'SignName')
  if (name !== settings.aliyunSignName) {
    throw new SmsRefusal('isv.SMS_SIGNATURE_ILLEGAL', '该账号下找不到对应签名')
  }
  const approval = settings.smsSignature ?? 'approved'
  return { SignName: name, SignStatus: statuses[approval], Reason: approval === 'refused' ? why.refused : '' }
}

/** QuerySmsTemplate: one template of the account. */
export const querySmsTemplate: AliyunAction = (query, { settings }) => {
  const code = required(query, 'TemplateCode')
  const template = Object.hasOwn(settings.smsTemplates, code) ? settings.smsTemplates[code] : undefined
  if (!template) throw new SmsRefusal('isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板')
  const approval = template.approval ?? 'approved'
  return {
    TemplateCode: code,
    TemplateContent: template.text,
    TemplateStatus: statuses[approval],
    Reason: approval === 'refused' ? why.refused : '',
  }
}

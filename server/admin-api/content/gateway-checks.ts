import type { MessageDefinition } from '../../../domain/language/message.ts'
import { smsRefusalWords } from '../../../domain/language/message-checks.ts'
import { placeholdersIn } from '../../../domain/language/placeholders.ts'
import { smsMaxLength, smsParamLength } from '../../../domain/language/sms-segments.ts'
import type { Channel } from '../../../models/customer.ts'

export interface GatewayCheck {
  ok: 'yes' | 'no' | 'wait'
  says: string
  note: string
}

/** Whether the platform behind a channel takes the message, as far as that can be told before it is asked. */
export function gatewayChecks(
  message: MessageDefinition,
  channel: Channel,
  known: { signature: string; gateway: string; inUse: MessageDefinition | null },
): GatewayCheck[] {
  if (channel === 'sms') return ofSms(message, known)
  if (channel === 'miniprogram') return ofSubscription(message)
  if (channel === 'wecom')
    return [{ ok: 'wait', says: '企业群发尚未开通', note: '先写好备用渠道，目前会改走下一个渠道' }]
  return []
}

function ofSms(
  { purpose, content: { sms } }: MessageDefinition,
  { signature, gateway, inUse }: { signature: string; gateway: string; inUse: MessageDefinition | null },
): GatewayCheck[] {
  if (sms === undefined) return []
  const code = sms.templates[gateway]
  const before = inUse?.content.sms
  const isChanged = before !== undefined && before.templates[gateway] === code && before.text !== sms.text
  const isPlaceholder = code !== undefined && placeholdersIn(code).length > 0
  return [
    signature === ''
      ? { ok: 'no', says: '还没有短信签名', note: '在服务器设置里填签名' }
      : { ok: 'yes', says: `签名【${signature}】`, note: '由网关带上，不能改' },
    ...(purpose === 'marketing'
      ? [
          sms.text.endsWith(smsRefusalWords)
            ? ({ ok: 'yes', says: '退订语在结尾，一字不差', note: smsRefusalWords } as const)
            : ({ ok: 'no', says: '营销短信要以退订语结尾', note: smsRefusalWords } as const),
        ]
      : []),
    code === undefined
      ? { ok: 'no', says: '还没有模板编号', note: '填写审核通过的编号' }
      : isPlaceholder
        ? { ok: 'no', says: `${code} 是示例里的编号`, note: '换成自己审核通过的' }
        : isChanged
          ? { ok: 'wait', says: `模板 ${code} 要重新报审`, note: '改了字就不是原来那份' }
          : { ok: 'yes', says: `模板 ${code}`, note: '文字没有改过' },
    { ok: 'yes', says: `变量不超过 ${smsParamLength(gateway)} 字`, note: '更长的会截短' },
    { ok: 'yes', says: `全文不超过 ${smsMaxLength} 字`, note: '含签名和退订语' },
  ]
}

function ofSubscription({ content: { miniprogram } }: MessageDefinition): GatewayCheck[] {
  if (miniprogram === undefined) return []
  const isPlaceholder = placeholdersIn(miniprogram.template).length > 0
  return [
    isPlaceholder
      ? { ok: 'no', says: `${miniprogram.template} 是示例里的模板`, note: '换成小程序后台选用的模板 ID' }
      : { ok: 'yes', says: '模板 ID 已填', note: miniprogram.template },
    { ok: 'yes', says: '每订阅一次能收一条', note: '没有次数的人走下一个渠道' },
  ]
}

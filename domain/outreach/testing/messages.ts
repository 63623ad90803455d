import type { MessageDefinition } from '../../language/message.ts'

type Written = Partial<MessageDefinition> & Pick<MessageDefinition, 'content'>

/** A message of which a test states only what matters. */
export function aMessage(written: Written): MessageDefinition {
  return { id: 'm', name: '测试消息', purpose: 'marketing', prefer: 'auto', variables: {}, ...written }
}

export const sms = (text = '您好', params: Record<string, string> = {}) => ({
  sms: { text, templates: { aliyun: 'SMS_100001' }, params },
})

export const email = (html = '<p>你好</p>') => ({ email: { subject: '你好', html, text: '你好' } })

export const subscription = (data: Record<string, string> = { thing1: '到货了' }) => ({
  miniprogram: { template: 'tpl-1', page: 'pages/order', data },
})

export const popup = (to?: string) => ({ popup: { title: '欢迎回来', body: '券已到账', to } })

export const welcome = () => ({ welcome: { text: '你好，我是您的顾问', attach: [] } })

export const groupSend = () => ({ wecom: { text: '新品到店，欢迎来看看', attach: [] } })

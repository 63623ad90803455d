/** A message that goes by WeCom, and by SMS to those it does not reach. */
export const news = `
message: news
name: 新品通知
purpose: marketing
prefer: [wecom, sms]
variables:
  link: { link: "miniprogram:/pages/news" }
wecom: { text: "新品到店，欢迎来看看：{{link}}" }
sms:
  text: "新品到店：k.example/r/{{link}} 拒收请回复R"
  templates: { aliyun: SMS_100004 }
  params: { link: link }
`

/** Everybody who begins it gets that message. */
export const newsFlow = (id = 'flow', more = '') => `
journey: ${id}
name: 流程${id}
entry: { event: custom.begin, where: { prop: flow, is: ${id} } }
${more}
steps:
  tell: { send: { message: news, whenCapped: next day }, next: end }
`

/** That message to all members at one time. */
export const newsBroadcast = (id: string, at: string, send = '{ message: news }') => `
broadcast: ${id}
name: 中秋问候
to: { tag: 会员 }
send: ${send}
at: "${at}"
`

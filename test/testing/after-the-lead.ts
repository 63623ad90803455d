/** What follows a lead after some seconds, by SMS and in the mini-program: a worker's, for a web process only takes in and answers. */
export const afterTheLead = [
  {
    journey: 'soon-after-a-lead',
    name: '留资后不久',
    entry: { event: 'lead.submitted' },
    steps: {
      wait: { wait: '4 seconds', next: 'text' },
      text: { send: { message: 'second-text' }, next: 'subscription' },
      subscription: { send: { message: 'second-subscription' }, next: 'end' },
    },
  },
  {
    message: 'second-text',
    name: '资料补充',
    purpose: 'requested',
    prefer: ['sms'],
    variables: { link: { link: 'https://www.kelu.example/more' } },
    sms: {
      text: '您索取的补充资料：k.example/r/{{link}}',
      templates: { aliyun: 'SMS_200001' },
      params: { code: 'link' },
    },
  },
  {
    message: 'second-subscription',
    name: '资料提醒',
    purpose: 'requested',
    prefer: ['miniprogram'],
    miniprogram: {
      subscription: {
        template: 'tmpl-product-introduction',
        data: { thing1: '资料已备好', thing2: '点开看看' },
      },
    },
  },
]

/** What the gateway must have approved for it. */
export const afterTheLeadTemplates = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: ${code} is how the gateway writes a variable
  SMS_200001: { type: 'notification', text: '您索取的补充资料：k.example/r/${code}' },
} as const

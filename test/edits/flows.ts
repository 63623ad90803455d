/** The journeys that are edited; what an edit changes is drawn. */
export const flows = ['flow-a', 'flow-b', 'flow-c', 'flow-d'] as const
export type Flow = (typeof flows)[number]

export const messages = [
  {
    message: 'notice',
    name: '通知',
    purpose: 'requested',
    prefer: ['sms'],
    sms: { text: '您好', templates: { aliyun: 'SMS_100001' } },
  },
  {
    message: 'offer',
    name: '优惠',
    purpose: 'marketing',
    prefer: ['sms'],
    sms: { text: '有新优惠 拒收请回复R', templates: { aliyun: 'SMS_100002' } },
  },
]

export const batch = {
  batch: 'gift',
  name: '五十元券',
  kind: 'fixed',
  amountFen: 5_000,
  validity: '30 days',
  codes: { prefix: 'GF' },
  quantity: 100_000,
}

/** As its author might write it this time: other waits, other messages, steps more and steps less. */
export function writeFlow(flow: Flow, draw: (below: number) => number): object {
  const one = <T>(of: readonly T[]): T => of[draw(of.length)] as T
  const hasGift = draw(2) === 0
  const hasTag = draw(2) === 0
  return {
    journey: flow,
    name: `流程 ${flow}`,
    entry: { event: 'custom.begin', where: { prop: 'flow', is: flow }, key: 'n', again: 'always' },
    exit: [{ event: 'custom.leave' }],
    ...(draw(2) === 0 && { goal: { event: 'custom.answer', within: one(['3 days', '30 days']) } }),
    steps: {
      greet: {
        send: { message: one(['notice', 'offer']), whenCapped: one(['skip', 'next day']) },
        next: 'rest',
      },
      rest: { wait: one(['2 hours', '12 hours', '2 days']), next: 'answer' },
      answer: {
        waitFor: { event: 'custom.answer', within: one(['6 hours', '1 day', '3 days']) },
        yes: hasGift ? 'gift' : 'thank',
        no: hasTag ? 'mark' : 'remind',
      },
      ...(hasGift && { gift: { coupon: { batch: 'gift' }, next: 'thank' } }),
      thank: { send: { message: 'notice' }, next: 'end' },
      ...(hasTag && { mark: { tag: { add: ['没有回应'] }, next: 'remind' } }),
      remind: {
        send: { message: one(['notice', 'offer']), whenCapped: one(['skip', 'next day']) },
        next: 'later',
      },
      later: { wait: { for: one(['1 hour', '1 day']), between: '10:00-20:00' }, next: 'end' },
    },
  }
}

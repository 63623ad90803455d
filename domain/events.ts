/**
 * What a prop of an event holds: what may be asked of it follows from that (domain/language/value-types.ts). `texts` is a list
 * of texts, `items` the lines of an order, `group` a set of fields nothing but `exists` can ask about, `any` whatever was sent.
 */
export type PropType = 'text' | 'number' | 'boolean' | 'date' | 'texts' | 'items' | 'group' | 'any'
export type Props = Readonly<Record<string, PropType>>

const touch = {
  touchId: 'text',
  messageId: 'text',
  channel: 'text',
  journeyId: 'text',
  stepId: 'text',
  runId: 'text',
  purpose: 'text',
} as const satisfies Props
const order = {
  orderId: 'text',
  /** `kelu` of an order Kelu keeps itself; absent of the shop's. */
  system: 'text',
  amountFen: 'number',
  discountFen: 'number',
  freightFen: 'number',
  items: 'items',
  storeId: 'text',
  staffId: 'text',
  carrier: 'text',
  trackingNo: 'text',
} as const satisfies Props
const refund = { ...order, refundId: 'text', reason: 'text' } as const satisfies Props
/** What refunds have made of a paid order. */
const refundOutcome = {
  orderId: 'text',
  system: 'text',
  refundedFen: 'number',
  netFen: 'number',
} as const satisfies Props
const complaint = { complaintId: 'text', orderId: 'text', reason: 'text' } as const satisfies Props
const coupon = { batchId: 'text', code: 'text', amountFen: 'number', validUntil: 'date' } as const
const redemption = { ...coupon, orderId: 'text', storeId: 'text', staffId: 'text' } as const
const task = { taskId: 'text', staff: 'text' } as const
/** What somebody looked at is about; `promotion` where it offers something for less. */
const about = { category: 'text', topic: 'text', promotion: 'boolean' } as const
const run = { journeyId: 'text', versionId: 'text', runId: 'text' } as const
const change = { old: 'any', new: 'any' } as const

/** The events of Kelu, `thing.happened`, and the props each carries. A shop's own names travel as `custom.*`. */
const events = {
  'customer.created': { source: 'text' },
  'customer.merged': { from: 'text', changes: 'group' },
  'customer.tag_added': { tag: 'text', kind: 'text' },
  'customer.tag_removed': { tag: 'text', kind: 'text' },
  'customer.trait_changed': { trait: 'text', ...change },
  'customer.consent_changed': { channel: 'text', source: 'text', ...change },
  'customer.reach_changed': { channel: 'text', reason: 'text', oldReason: 'text', ...change },
  'customer.quiet_changed': { channel: 'text', who: 'text', by: 'text', from: 'text', ...change },
  'customer.owner_changed': change,
  'customer.profile_changed': { field: 'text', ...change },
  'customer.credits_changed': { template: 'text', ...change },
  'lead.submitted': { form: 'text', sourceChannel: 'text', consent: 'group' },
  'wecom.friend_added': { staff: 'text', state: 'text', addWay: 'number' },
  'wecom.friend_removed': { staff: 'text', by: 'text', reason: 'text' },
  'wecom.friend_transferred': { from: 'text', to: 'text' },
  'wecom.transfer_failed': { staff: 'text', reason: 'text' },
  'wecom.chat_joined': { chatId: 'text' },
  'wecom.chat_left': { chatId: 'text' },
  /** A customer wrote to 微信客服; `kind` is text, image, voice and so on. */
  'kf.message': { account: 'text', kind: 'text' },
  'miniprogram.entered': { scene: 'number', path: 'text' },
  'page.viewed': { path: 'text', ...about },
  'product.viewed': { productId: 'text', ...about },
  'cart.added': { productId: 'text', ...about },
  'popup.shown': touch,
  'popup.clicked': touch,
  'popup.dismissed': touch,
  'order.created': order,
  'order.unpaid': order,
  'order.paid': order,
  'order.shipped': order,
  'order.delivered': order,
  'order.received': order,
  'order.closed': { ...order, reason: 'text' },
  'order.refund_requested': refund,
  'order.refund_withdrawn': refund,
  'order.refunded': refund,
  'order.refunded_in_part': refundOutcome,
  'order.refunded_in_full': refundOutcome,
  'complaint.opened': complaint,
  'complaint.closed': { ...complaint, result: 'text' },
  'member.changed': {},
  'coupon.granted': coupon,
  'coupon.redeemed': redemption,
  'coupon.expiring': coupon,
  'message.sent': touch,
  'message.delivered': touch,
  'message.failed': { ...touch, reason: 'text' },
  'message.opened': touch,
  'message.clicked': { ...touch, link: 'text', topic: 'text', promotion: 'boolean' },
  'message.replied': touch,
  'message.unsubscribed': touch,
  'material.viewed': { messageId: 'text', title: 'text', link: 'text', staff: 'text', sharedBy: 'text' },
  'intent.reached': { score: 'number', reasons: 'texts' },
  'task.created': { ...task, title: 'text' },
  'task.accepted': task,
  'task.done': { ...task, result: 'text' },
  'task.corrected': { ...task, result: 'text' },
  'task.postponed': { ...task, until: 'date' },
  'task.passed_on': { ...task, to: 'text' },
  'task.waits': { ...task, until: 'date' },
  'task.turned_away': { ...task, title: 'text' },
  'task.overdue': { ...task, why: 'text' },
  /** Words a member sent into the chat with the customer, from what Kelu offered there. */
  'staff.words_sent': { staff: 'text', piece: 'text', messageId: 'text', part: 'text' },
  'segment.entered': { segment: 'text', because: 'text' },
  'segment.left': { segment: 'text', because: 'text' },
  'journey.entered': { ...run, holdout: 'boolean' },
  'journey.goal_met': { ...run, valueFen: 'number' },
  'journey.ended': { ...run, stepId: 'text', reason: 'text' },
} as const satisfies Record<string, Props>
export type EventName = keyof typeof events | `custom.${string}`

export const eventNames = Object.keys(events) as (keyof typeof events)[]

/** What a mini-program reports by itself carries whatever its makers put in, beside what is named above. */
const openEnded: ReadonlySet<string> = new Set([
  'miniprogram.entered',
  'page.viewed',
  'product.viewed',
  'cart.added',
])

/** The props an event carries by contract; `open` = it may carry others as well. */
export function propsOf(name: string): { props: Props; open: boolean } {
  const isKnown = Object.hasOwn(events, name)
  return {
    props: isKnown ? events[name as keyof typeof events] : {},
    open: !isKnown || openEnded.has(name),
  }
}

/** What one line of an order says (`items` of `order.*`). */
export const itemProps = {
  productId: 'text',
  name: 'text',
  category: 'text',
  quantity: 'number',
  priceFen: 'number',
} as const satisfies Props

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(events, name) || /^custom\.[a-z][a-z0-9_.]{0,60}$/.test(name)
}

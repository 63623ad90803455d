import { type eventNames, type Props, propsOf } from '../events.ts'

interface Kind {
  /** As the page calls it. */
  name: string
  /** What of the event is told. Ids, codes and amounts: nothing people typed, and nothing that says who somebody is. */
  tells: readonly string[]
}

const order = ['orderId', 'system', 'amountFen', 'storeId', 'staffId'] as const
const touch = ['touchId', 'messageId', 'channel', 'journeyId', 'stepId', 'runId', 'purpose'] as const
const run = ['journeyId', 'versionId', 'runId'] as const

/**
 * What receivers may be told of customers: events that come through the one door of events, so that each is told to every
 * receiver that wants it or stays open until it is.
 */
const customerKinds = {
  'customer.created': { name: '新客户', tells: ['source'] },
  'customer.merged': { name: '两位客户并成一位', tells: ['from'] },
  'customer.tag_added': { name: '打上标签', tells: ['tag', 'kind'] },
  'customer.tag_removed': { name: '去掉标签', tells: ['tag', 'kind'] },
  'customer.consent_changed': { name: '授权有变化', tells: ['channel', 'source', 'old', 'new'] },
  'customer.owner_changed': { name: '换了负责人', tells: ['old', 'new'] },
  'lead.submitted': { name: '提交表单', tells: ['form', 'sourceChannel'] },
  'wecom.friend_added': { name: '加了企业微信好友', tells: ['staff'] },
  'wecom.friend_removed': { name: '删了企业微信好友', tells: ['staff', 'by'] },
  'kf.message': { name: '客户在微信客服说话', tells: ['account', 'kind'] },
  'order.created': { name: '下单', tells: order },
  'order.paid': { name: '付款', tells: order },
  'order.shipped': { name: '发货', tells: [...order, 'carrier', 'trackingNo'] },
  'order.received': { name: '收货', tells: order },
  'order.closed': { name: '订单关闭', tells: order },
  'order.refunded': { name: '退款', tells: [...order, 'refundId'] },
  'coupon.granted': { name: '发券', tells: ['batchId', 'code', 'amountFen', 'validUntil'] },
  'coupon.redeemed': {
    name: '用券',
    tells: ['batchId', 'code', 'amountFen', 'orderId', 'storeId', 'staffId'],
  },
  'message.sent': { name: '消息已发出', tells: touch },
  'message.failed': { name: '消息没发成', tells: [...touch, 'reason'] },
  'message.replied': { name: '回复了消息', tells: touch },
  'message.clicked': { name: '点了消息里的链接', tells: touch },
  'message.unsubscribed': { name: '退订', tells: touch },
  'segment.entered': { name: '进入人群', tells: ['segment'] },
  'segment.left': { name: '离开人群', tells: ['segment'] },
  'journey.entered': { name: '进入流程', tells: [...run, 'holdout'] },
  'journey.goal_met': { name: '达成流程目标', tells: [...run, 'valueFen'] },
  'journey.ended': { name: '流程结束', tells: [...run, 'stepId', 'reason'] },
  'task.created': { name: '新任务', tells: ['taskId', 'staff'] },
  'task.accepted': { name: '接受任务', tells: ['taskId', 'staff'] },
  'task.done': { name: '完成任务', tells: ['taskId', 'staff', 'result'] },
  'task.overdue': { name: '任务逾期', tells: ['taskId', 'staff', 'why'] },
} as const satisfies Partial<Record<(typeof eventNames)[number], Kind>>

const alert = {
  alertId: 'text',
  /** Which figure, and of which share it counts as wrong (percent). */
  figure: 'text',
  percent: 'number',
  part: 'number',
  whole: 'number',
} as const satisfies Props

/** What receivers may be told of figures that are watched: each is told to every receiver that wants it (domain/alerts). */
const alertKinds = {
  'alert.rang': { name: '预警响了', tells: { ...alert, again: 'boolean', dueBy: 'date' } },
  'alert.recovered': { name: '预警恢复了', tells: alert },
  'alert.closed': {
    name: '预警关闭了',
    tells: { alertId: 'text', figure: 'text', percent: 'number', cause: 'text' },
  },
} as const satisfies Record<string, { name: string; tells: Props }>

export type CustomerKind = keyof typeof customerKinds
export type AlertKind = keyof typeof alertKinds
/** All of it, by name. */
export const kinds: Record<CustomerKind | AlertKind, { name: string }> = { ...customerKinds, ...alertKinds }
export const eventKinds = Object.keys(kinds) as (CustomerKind | AlertKind)[]

/** What a step of a flow tells a receiver, whatever that has chosen. */
export const flowCall = 'flow.called'
/** What somebody sends to see whether it arrives. */
export const trial = 'webhook.test'

export const isEventKind = (name: string): name is CustomerKind | AlertKind => Object.hasOwn(kinds, name)
export const isCustomerKind = (name: string): name is CustomerKind => Object.hasOwn(customerKinds, name)

/** What is told of an event of this kind, beside whom it is about, and what each of it holds. */
export function toldOf(kind: CustomerKind | AlertKind): Props {
  if (!isCustomerKind(kind)) return alertKinds[kind].tells
  const { props } = propsOf(kind)
  return Object.fromEntries(customerKinds[kind].tells.map((name) => [name, props[name] ?? 'any']))
}

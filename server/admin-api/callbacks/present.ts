import type { InboxPage, LookPlace, Outlook } from '../../../domain/inbox/read-back.ts'
import type { InboxRecord } from '../../../models/inbox.ts'
import { sentences } from '../core/sentences.ts'
import { maskPayload } from './mask-payload.ts'

const sources: Record<string, string> = {
  wecom: '企业微信',
  shop: '商城',
  lead: '小程序表单',
  wechat: '小程序消息推送',
  sms: '短信',
  mail: '退信和举报',
  in: '登记的系统',
}

const kinds: Record<string, string> = {
  'change_external_contact/add_external_contact': '添加好友',
  'change_external_contact/add_half_external_contact': '添加好友（免验证）',
  'change_external_contact/edit_external_contact': '修改客户资料',
  'change_external_contact/del_external_contact': '员工删除客户',
  'change_external_contact/del_follow_user': '客户删除员工',
  'change_external_contact/transfer_fail': '继承失败',
  template_card_event: '任务卡片按钮',
  trade_manage_order_settlement: '订单结算',
  subscribe_msg_popup_event: '订阅消息授权',
  subscribe_msg_change_event: '订阅消息设置变化',
  subscribe_msg_sent_event: '订阅消息送达结果',
  report: '送达回执',
  bounce: '邮件退信',
  complaint: '举报垃圾邮件',
  up: '客户回复短信',
  'order.created': '下单',
  'order.paid': '订单付款',
  'order.shipped': '订单发货',
  'order.delivered': '订单送达',
  'order.received': '订单收货',
  'order.closed': '订单关闭',
  'order.refund_requested': '申请退款',
  'order.refund_withdrawn': '撤回退款',
  'order.refunded': '退款完成',
  'coupon.redeemed': '优惠券核销',
  'complaint.opened': '投诉',
  'complaint.closed': '投诉处理完',
  'member.changed': '会员资料更新',
}

export function presentPage({ records, next }: InboxPage, payloadOf: (record: InboxRecord) => unknown) {
  return {
    items: records.map((record) => presentLine(record, payloadOf(record))),
    next: next && cursorOf(next),
  }
}

export function presentLine(record: InboxRecord, payload: unknown) {
  const { _id, source, kind, receivedAt, tries, dueAt, note } = record
  const state = stateOf(record)
  return {
    id: _id,
    source,
    sourceName: sources[source] ?? source,
    kind,
    kindName: kinds[kind] ?? (source === 'lead' ? `提交表单 ${kind}` : kind),
    about: aboutIn(maskPayload(payload)),
    receivedAt,
    state,
    tries,
    why: note === undefined ? null : whyOf(note),
    dueAt: state === 'waiting' ? dueAt : null,
  }
}

export function presentFailed(alike: number, outlook: Outlook) {
  return {
    alike,
    outlook: outlook.kind,
    mendedAt: outlook.kind === 'mended' ? outlook.at : null,
  }
}

export const presentPayload = (payload: unknown): string => JSON.stringify(payload, null, 2)

type ShownState = Exclude<InboxRecord['state'], 'received'> | 'waiting' | 'working'

/** Whoever has it in hand holds a lease; without one, after a try, it waits for the next. */
function stateOf({ state, lease, tries }: InboxRecord): ShownState {
  if (state !== 'received') return state
  return lease === null && tries > 0 ? 'waiting' : 'working'
}

function whyOf(note: string): string {
  const known = Object.entries(sentences).find(([code]) => code === note)?.[1]
  return known ?? `处理时出错（${note}），详情在日志里`
}

/** What tells one delivery from the next, in the order people look for it. */
const telling = ['phone', 'orderId', 'code', 'form', 'UserID', 'ExternalUserID', 'phone_number', 'biz_id']
const mostTold = 3

function aboutIn(payload: unknown): string[] {
  const found = new Map<string, string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, each] of Object.entries(value)) {
      if (typeof each === 'string' && telling.includes(key) && !found.has(key) && each !== '')
        found.set(key, each)
      else walk(each)
    }
  }
  walk(payload)
  return telling.flatMap((key) => found.get(key) ?? []).slice(0, mostTold)
}

const cursorOf = ({ part, at, skip }: LookPlace): string => `${part}.${at.getTime()}.${skip}`

/** The place a cursor names; null for anything else. */
export function placeOf(cursor: string): LookPlace | null {
  const [, part, ms, skip] = /^(failed|open|closed)\.(\d{1,16})\.(\d{1,9})$/.exec(cursor) ?? []
  if (part === undefined) return null
  return { part: part as LookPlace['part'], at: new Date(Number(ms)), skip: Number(skip) }
}

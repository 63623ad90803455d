import type { Channel } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { TaskResult } from '../../models/tasks.ts'
import { channelLabels, eventLabels, labelOf } from '../audience/labels.ts'
import type { ProfileField } from '../customers/changes.ts'
import { consentSource } from '../customers/consent-source.ts'
import type { QuietScope } from '../customers/quiet.ts'
import { quietEndWords, quietPlaceWords, scopeWords } from '../customers/quiet-words.ts'
import { momentText } from '../explanations/actual-words.ts'
import { runState } from '../journeys/state-words.ts'
import type { DefinitionKind } from '../language/definitions.ts'
import { resultWords } from '../sales/task-card.ts'
import { kindOfEvent } from './kinds.ts'
import type { LineLink, LineWords, TimelineLine, TimelineNames } from './lines.ts'

type Props = KeluEvent['props']
type Say = (props: Props, names: TimelineNames) => LineWords

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const money = (fen: unknown): string => (typeof fen === 'number' ? `¥${(fen / 100).toFixed(2)}` : '')
const quoted = (name: string): string => `「${name}」`
const joined = (...parts: string[]): string | undefined =>
  parts.filter((part) => part !== '').join(' · ') || undefined
const channelOf = (props: Props): string => labelOf(channelLabels, text(props.channel))

/** 玫瑰舒缓精华水 × 2、洁面乳 */
function itemsText({ items }: Props): string {
  if (!Array.isArray(items)) return ''
  const named = items.flatMap((item: Props) => {
    const name = text(item.name) || text(item.productId)
    const quantity = typeof item.quantity === 'number' && item.quantity > 1 ? ` × ${item.quantity}` : ''
    return name === '' ? [] : [`${name}${quantity}`]
  })
  const more = named.length > 3 ? ` 等 ${named.length} 件` : ''
  return `${named.slice(0, 3).join('、')}${more}`
}

const order =
  (verb: string): Say =>
  (props) => ({
    title: `${verb} ${money(props.amountFen)}`.trimEnd(),
    detail: joined(itemsText(props), props.orderId ? `订单 ${text(props.orderId)}` : ''),
  })
/** Whatever ends it: money given back, or the order closed. */
const ended =
  (verb: string): Say =>
  (props) => ({
    title: `${verb} ${money(props.amountFen)}`.trimEnd(),
    detail: joined(props.orderId ? `订单 ${text(props.orderId)}` : '', text(props.reason)),
  })
const coupon =
  (verb: string): Say =>
  (props, names) => ({
    title: `${verb}${quoted(names.definition('batch', text(props.batchId)))}`,
    detail: joined(
      props.code ? `券码 ${text(props.code)}` : '',
      props.validUntil instanceof Date ? `${momentText(props.validUntil)} 到期` : '',
    ),
  })
const message =
  (verb: string): Say =>
  (props, names) => ({ title: `${verb}${quoted(names.definition('message', text(props.messageId)))}` })
const task =
  (say: (staff: string, props: Props, names: TimelineNames) => LineWords): Say =>
  (props, names) =>
    say(props.staff ? names.staff(text(props.staff)) : '', props, names)

const partLabels: Record<string, string> = { text: '话术', link: '链接', miniprogram: '小程序卡片' }
const overdueWords: Record<string, string> = {
  overdue: '超时没人接受',
  unfinished: '超时没有做完',
  unreachable: '联系不上同事',
}
const kfKinds: Record<string, string> = {
  image: '图片',
  voice: '语音',
  video: '视频',
  file: '文件',
  location: '位置',
  link: '链接',
  business_card: '名片',
  miniprogram: '小程序卡片',
  msgmenu: '菜单',
}
const states: Record<string, string> = {
  granted: '同意',
  refused: '拒绝',
  reachable: '可触达',
  unreachable: '触达不到',
}

const says: Partial<Record<string, Say>> = {
  'customer.merged': () => ({ title: '与另一份档案合并成一位客户' }),
  'customer.tag_added': (props) => ({ title: `打上标签 ${text(props.tag)}` }),
  'customer.tag_removed': (props) => ({ title: `去掉标签 ${text(props.tag)}` }),
  'customer.consent_changed': (props) => ({
    title:
      props.channel === 'individualisation'
        ? `${props.new === 'refused' ? '关闭' : '打开'}个性化营销`
        : props.channel === 'guardian'
          ? `监护人${props.new === 'refused' ? '不同意' : '同意'}`
          : `${labelOf(states, text(props.new))}接收${channelOf(props)}`,
    detail: joined(consentSource(text(props.source))),
  }),
  'customer.reach_changed': (props) => ({ title: `${channelOf(props)}${labelOf(states, text(props.new))}` }),
  'customer.quiet_changed': (props, names) => ({
    title:
      props.new === null
        ? `不再勿扰：${scopeWords(props.channel as QuietScope)}`
        : `设为勿扰：${scopeWords(props.channel as QuietScope)}，${quietEndWords(props.new)}`,
    detail: props.by
      ? joined(
          props.who === 'staff' ? `导购 ${names.staff(text(props.by))}` : '',
          quietPlaceWords(props.from),
        )
      : props.new === null
        ? '到期'
        : undefined,
  }),
  'customer.owner_changed': (props, names) => ({
    title: props.new ? `归属到 ${names.staff(text(props.new))}` : '不再归属任何人',
    detail: props.old ? `原来是 ${names.staff(text(props.old))}` : undefined,
  }),
  'customer.profile_changed': (props) => ({
    title: `资料变化：${labelOf(profileFields, text(props.field))}`,
  }),
  'customer.credits_changed': (props) => ({
    title: `订阅消息还剩 ${Number(props.new ?? 0)} 次`,
    detail: joined(text(props.template)),
  }),
  'lead.submitted': (props) => ({
    title: `提交表单${props.form ? quoted(text(props.form)) : ''}`,
    detail: joined(text(props.sourceChannel)),
  }),
  'wecom.friend_added': (props, names) => ({
    title: `加 ${names.staff(text(props.staff))} 为好友`,
    detail: props.state ? `渠道码 ${text(props.state)}` : undefined,
  }),
  'wecom.friend_removed': (props, names) => ({
    title:
      props.by === 'staff'
        ? `${names.staff(text(props.staff))} 删除了好友`
        : `删除了好友 ${names.staff(text(props.staff))}`,
  }),
  'wecom.friend_transferred': (props, names) => ({
    title: `由 ${names.staff(text(props.to))} 接替 ${names.staff(text(props.from))}`,
  }),
  'wecom.transfer_failed': (props, names) => ({
    title: `没有由 ${names.staff(text(props.staff))} 接替`,
    detail: props.reason === 'customer_refused' ? '客户不愿意换人' : '接替的成员客户已满',
  }),
  'material.viewed': (props, names) => ({
    title: `看了《${text(props.title)}》`,
    detail: joined(`${names.staff(text(props.staff))} 发的`, props.sharedBy ? '别人转给她的' : ''),
  }),
  'kf.message': (props) => ({
    title: '在微信客服来消息',
    detail: props.kind === 'text' ? undefined : labelOf(kfKinds, text(props.kind)),
  }),
  'miniprogram.entered': (props) => ({ title: '进入小程序', detail: joined(text(props.path)) }),
  'page.viewed': (props) => ({ title: '浏览页面', detail: joined(text(props.path)) }),
  'product.viewed': (props) => ({ title: `看了商品 ${text(props.name) || text(props.productId)}` }),
  'cart.added': (props) => ({ title: `加入购物车 ${text(props.name) || text(props.productId)}` }),
  'order.created': order('下单'),
  'order.unpaid': order('下单后未付款'),
  'order.paid': order('付款'),
  'order.shipped': order('发货'),
  'order.delivered': order('送达'),
  'order.received': order('签收'),
  'order.closed': ended('订单关闭'),
  'order.refund_requested': ended('申请退款'),
  'order.refund_withdrawn': ended('撤销退款申请'),
  'order.refunded': ended('退款'),
  'complaint.opened': (props) => ({ title: '投诉', detail: joined(text(props.reason)) }),
  'complaint.closed': (props) => ({ title: '投诉处理完毕', detail: joined(text(props.result)) }),
  'coupon.granted': coupon('收到优惠券'),
  'coupon.redeemed': coupon('用掉优惠券'),
  'coupon.expiring': coupon('优惠券快到期'),
  'message.sent': message('发出'),
  'message.clicked': message('点开了链接，来自'),
  'message.replied': message('回复了'),
  'message.unsubscribed': message('退订，来自'),
  'popup.shown': message('看到弹窗'),
  'popup.clicked': message('点击弹窗'),
  'popup.dismissed': message('关闭弹窗'),
  'staff.words_sent': (props, names) => ({
    title: `${names.staff(text(props.staff))} 发到聊天${props.messageId ? quoted(names.definition('message', text(props.messageId))) : ''}`,
    detail: labelOf(partLabels, text(props.part)),
  }),
  'intent.reached': (props) => ({
    title: `意向分到 ${Number(props.score ?? 0)}`,
    detail: Array.isArray(props.reasons) ? joined(...props.reasons.map(text)) : undefined,
  }),
  'task.created': task((staff, props) => ({
    title: `生成待办${quoted(text(props.title))}`,
    detail: staff === '' ? undefined : `交给 ${staff}`,
  })),
  'task.accepted': task((staff) => ({ title: `${staff} 接受了待办` })),
  'task.done': task((staff, props) => ({
    title: `${staff} 完成了待办`,
    detail: props.result ? resultWords[props.result as TaskResult] : undefined,
  })),
  'task.postponed': task((staff, props) => ({
    title: `${staff} 把待办改期`,
    detail: props.until instanceof Date ? `到 ${momentText(props.until)}` : undefined,
  })),
  'task.passed_on': task((staff, props, names) => ({
    title: `${staff} 把待办转给 ${props.to ? names.staff(text(props.to)) : '别的同事'}`,
  })),
  'task.waits': task((staff, props) => ({
    title: '待办等下个工作日再派',
    detail: joined(
      `${staff} 当天的待办已满`,
      props.until instanceof Date ? `${momentText(props.until).slice(0, -6)} 再派` : '',
    ),
  })),
  'task.turned_away': task((staff, props) => ({
    title: `没有派出待办${quoted(text(props.title))}`,
    detail: joined(`${staff} 当天的待办已满`, '流程走了另一条路'),
  })),
  'task.overdue': task((staff, props) => ({
    title: '待办换人跟进',
    detail: joined(labelOf(overdueWords, text(props.why)), staff),
  })),
  'segment.entered': (props, names) => ({
    title: `进入人群包${quoted(names.definition('segment', text(props.segment)))}`,
  }),
  'segment.left': (props, names) => ({
    title: `离开人群包${quoted(names.definition('segment', text(props.segment)))}`,
  }),
  'journey.entered': (props, names) => ({
    title: `开始流程${quoted(names.definition('journey', text(props.journeyId)))}`,
    detail: props.holdout === true ? '在空白对照组，不发营销消息' : undefined,
  }),
  'journey.goal_met': (props, names) => ({
    title: `达成流程${quoted(names.definition('journey', text(props.journeyId)))}的目标`,
    detail: joined(money(props.valueFen)),
  }),
  'journey.ended': (props, names) => ({
    title: `离开流程${quoted(names.definition('journey', text(props.journeyId)))}`,
    detail: runState(text(props.reason)),
  }),
}

const profileFields: Record<ProfileField, string> = {
  nickname: '昵称',
  region: '地区',
  isTest: '测试账号',
  sourceChannel: '来源渠道',
  timeZone: '时区',
  phone: '手机',
  email: '邮箱',
  openid: '小程序',
  external: '企业微信',
  homeStore: '所属门店',
}

/** One event as a line; null for what is not told. */
export function eventLine(event: KeluEvent, names: TimelineNames): TimelineLine | null {
  const { _id: id, at, name, props } = event
  const kind = kindOfEvent(name)
  if (kind === null) return null
  const words = says[name]?.(props, names) ?? { title: labelOf(eventLabels, name) }
  const source = sourceOf(name)
  const of = subjectOf(event, names)
  return {
    id,
    at,
    kind,
    what: name,
    ...words,
    ...(isChannel(props.channel) && { channel: props.channel }),
    ...(of && { of }),
    ...(source !== undefined && { source }),
  }
}

/** Definitions an event may name, by the prop that does. */
const subjects: readonly [prop: string, kind: DefinitionKind][] = [
  ['journeyId', 'journey'],
  ['segment', 'segment'],
  ['batchId', 'batch'],
]

function subjectOf({ props, cause }: KeluEvent, names: TimelineNames): LineLink | undefined {
  for (const [prop, kind] of subjects) {
    const id = text(props[prop])
    if (id !== '') return { kind, id, name: names.definition(kind, id) }
  }
  return journeyOfCause(cause, names)
}

/** The flow whose step changed something: it causes by `<journey>:<customer>:…:<step>:<visit>`. */
export function journeyOfCause(cause: string | undefined, names: TimelineNames): LineLink | undefined {
  const id = /^([^:]+):c_[^:]+:.*:\d+$/.exec(cause ?? '')?.[1]
  if (id === undefined) return undefined
  const name = names.definition('journey', id)
  return name === id ? undefined : { kind: 'journey', id, name }
}

function sourceOf(name: string): string | undefined {
  if (name.startsWith('miniprogram.') || /^(page|product|cart|popup)\./.test(name)) return '小程序'
  return name.startsWith('wecom.') ? '企业微信' : undefined
}

const isChannel = (value: unknown): value is Channel =>
  typeof value === 'string' && Object.hasOwn(channelLabels, value)

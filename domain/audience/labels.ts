import type { Channel } from '../../models/customer.ts'
import type { eventNames } from '../events.ts'

/** What people call events, props and channels. A name that is not here is shown as written. */
export const eventLabels: Readonly<Record<string, string>> = {
  'customer.created': '建档',
  'customer.merged': '档案合并',
  'customer.tag_added': '打上标签',
  'customer.tag_removed': '去掉标签',
  'customer.trait_changed': '属性变化',
  'customer.consent_changed': '授权变化',
  'customer.reach_changed': '触达状态变化',
  'customer.owner_changed': '归属变化',
  'lead.submitted': '提交表单',
  'wecom.friend_added': '加企业微信好友',
  'wecom.friend_removed': '删除企业微信好友',
  'wecom.transfer_failed': '继承失败',
  'wecom.chat_joined': '进群',
  'wecom.chat_left': '退群',
  'miniprogram.entered': '进入小程序',
  'page.viewed': '浏览页面',
  'product.viewed': '浏览商品',
  'cart.added': '加入购物车',
  'popup.shown': '看到弹窗',
  'popup.clicked': '点击弹窗',
  'popup.dismissed': '关闭弹窗',
  'order.created': '下单',
  'order.paid': '购买',
  'order.shipped': '发货',
  'order.received': '签收',
  'order.refunded': '退款',
  'coupon.granted': '获得优惠券',
  'coupon.redeemed': '使用优惠券',
  'message.sent': '收到消息',
  'message.delivered': '消息送达',
  'message.failed': '消息发送失败',
  'message.opened': '打开消息',
  'message.clicked': '点击消息链接',
  'message.replied': '回复消息',
  'message.unsubscribed': '退订',
  'intent.reached': '达到高意向',
  'task.created': '生成跟进任务',
  'task.accepted': '接受跟进',
  'task.done': '完成跟进',
  'task.postponed': '跟进改期',
  'task.passed_on': '转交跟进',
  'task.overdue': '跟进超时',
  'segment.entered': '进入分群',
  'segment.left': '离开分群',
  'journey.entered': '进入旅程',
  'journey.goal_met': '达成旅程目标',
  'journey.ended': '离开旅程',
} satisfies Record<(typeof eventNames)[number], string>

export const propLabels: Record<string, string> = {
  amountFen: '金额（分）',
  productId: '商品编号',
  name: '名称',
  category: '品类',
  quantity: '数量',
  priceFen: '单价（分）',
  form: '表单',
  sourceChannel: '来源渠道',
  state: '渠道码',
  staff: '员工',
  link: '链接',
  reason: '原因',
}

/** Traits that say when something last happened, and what it is: `30 天未登录` reads better than a date. */
export const lastTimeTraits: Record<string, string> = { lastSeenAt: '登录', lastOrderAt: '购买' }

export const channelLabels: Record<Channel, string> = {
  welcome: '好友欢迎语',
  wecom: '企业微信',
  miniprogram: '小程序消息',
  popup: '小程序弹窗',
  sms: '短信',
  email: '邮件',
}

export const labelOf = (labels: Record<string, string>, name: string): string =>
  Object.hasOwn(labels, name) ? (labels[name] ?? name) : name

import { channelName, endInWords, type Names, reasonInWords, staffName, timeSeenFrom } from './words.ts'

type Props = Record<string, unknown>

/** `at` is the line's own time, ISO. */
type Sentence = (props: Props, names: Names, at: string) => string | null

const text = (value: unknown): string => String(value ?? '')
const channel = (props: Props): string => channelName(text(props.channel))
const message = (props: Props, names: Names): string => `「${names.message(text(props.messageId))}」`
const staff = (props: Props): string => staffName(text(props.staff))

const overdueInWords: Record<string, string> = {
  unreachable: '联系不上，换人跟进',
  unfinished: '接受后没有按时完成，转给同事并告知经理',
}

/**
 * How each kind of line reads, causes before effects: in this order one person's lines of one moment are told. A kind
 * that is not here is not part of the story.
 */
export const sentences: Record<string, Sentence> = {
  'wecom.friend_added': (props) => `添加了${staff(props)}为企业微信好友`,
  'wecom.friend_removed': (props) => `删除了好友${staff(props)}`,
  'lead.submitted': ({ sourceChannel }) => `提交了表单（${text(sourceChannel)}）`,
  'miniprogram.entered': () => '进入小程序',
  'cart.added': () => '把商品加入购物车',
  'order.paid': ({ amountFen }) => `付款 ¥${(Number(amountFen) / 100).toFixed(2)}`,
  'order.delivered': () => '收到了商品',
  'order.refunded': ({ amountFen }) => `收到退款 ¥${(Number(amountFen) / 100).toFixed(2)}`,
  'coupon.redeemed': ({ code, storeId }) =>
    storeId === undefined ? `用掉优惠券 ${text(code)}` : `到店用掉优惠券 ${text(code)}`,
  'order.refund_requested': ({ reason }) => (reason ? `申请退款（${text(reason)}）` : '申请退款'),
  'complaint.opened': ({ reason }) => (reason ? `投诉：${text(reason)}` : '投诉'),
  'complaint.closed': ({ result }) => (result ? `投诉处理完毕：${text(result)}` : '投诉处理完毕'),
  'message.clicked': (props) => `点击了${channel(props)}里的链接`,
  'message.opened': (props) => `打开了${channel(props)}`,
  'message.unsubscribed': (props) => `退订了${channel(props)}`,
  'customer.merged': () => '两份档案确认是同一人，已合并',
  'segment.entered': ({ segment }, names) => `进入分群「${names.segment(text(segment))}」`,
  'intent.reached': ({ score, reasons }) =>
    `意向分达到 ${text(score)}（${(reasons as string[]).join('、')}）`,
  'customer.tag_added': ({ tag }) => (tag === '高意向' ? '被标记为「高意向」' : null),
  'journey.goal_met': ({ journeyId }, names) => `★ 达成旅程「${names.journey(text(journeyId))}」的目标`,
  'journey.ended': ({ journeyId, reason }, names) =>
    reason === 'completed' ? null : `${endInWords(text(reason))}旅程「${names.journey(text(journeyId))}」`,
  'coupon.granted': ({ code }) => `收到优惠券 ${text(code)}`,
  'message.fell_back': (props, names) =>
    `↷ ${channel(props)}${message(props, names)}发不出：${reasonInWords(text(props.reason))}，改用${channelName(text(props.next))}`,
  'customer.reach_changed': (props) =>
    props.new === 'unreachable' ? `记下：${channel(props)}联系不上` : null,
  'message.put_off': (props, names, at) =>
    `◷ ${channel(props)}${message(props, names)}推迟：${reasonInWords(text(props.reason))}，${timeSeenFrom(at, text(props.until))} 再发`,
  'message.skipped': (props, names) =>
    `○ ${channel(props)}${message(props, names)}不发：${reasonInWords(text(props.reason))}`,
  'message.sent': (props, names) => `← ${channel(props)}：${message(props, names)}已发出`,
  'message.failed': (props, names) =>
    `× ${channel(props)}：${message(props, names)}未送达（${reasonInWords(text(props.reason))}）`,
  'task.created': ({ title }) => `→ 生成跟进任务「${text(title)}」`,
  'task.passed_on': (props) => `→ ${staff(props)}把任务转交给同事`,
  'task.overdue': (props) =>
    `→ ${staff(props)}${overdueInWords[text(props.why)] ?? '超时未接受，转给同事并告知经理'}`,
  'told.card': (props) => `→ ${staff(props)}收到企业微信任务卡片`,
  'told.sms': (props) => `→ 企业微信联系不上${staff(props)}，任务改用短信通知`,
  'told.reminderSms': (props) => `→ ${staff(props)}还没有接受，再用短信提醒一次`,
  'task.accepted': (props) => `→ ${staff(props)}接受了任务`,
  'task.postponed': (props) => `→ ${staff(props)}和客户另约了时间`,
  'task.done': (props) => `→ ${staff(props)}完成了任务`,
}

import { DateTime } from 'luxon'
import type { StoryLine } from './protocol.ts'

type Props = Record<string, unknown>

const channelNames: Record<string, string> = {
  wecom: '企业微信',
  miniprogram: '小程序订阅消息',
  popup: '小程序弹窗',
  sms: '短信',
  email: '邮件',
}
const skipReasons: Record<string, string> = {
  dayCapFull: '当天已到上限',
  weekCapFull: '本周已到上限',
  noConsent: '未同意接收营销信息',
  noIdentity: '没有这个渠道的联系方式',
  holdout: '在对照组',
}
const text = (value: unknown): string => String(value ?? '')
const channel = (props: Props): string => channelNames[text(props.channel)] ?? text(props.channel)

/** How each kind of event reads; a kind that is not here is not part of the story. */
const sentences: Record<string, (props: Props) => string | null> = {
  'wecom.friend_added': ({ staff }) => `添加了 ${text(staff)} 为好友`,
  'wecom.friend_removed': ({ staff }) => `删除了好友 ${text(staff)}`,
  'lead.submitted': ({ sourceChannel }) => `提交了表单（${text(sourceChannel)}）`,
  'miniprogram.entered': () => '进入小程序',
  'cart.added': () => '把商品加入购物车',
  'order.paid': ({ amountFen }) => `付款 ¥${(Number(amountFen) / 100).toFixed(2)}`,
  'coupon.granted': ({ code }) => `收到优惠券 ${text(code)}`,
  'message.sent': (props) => `← ${channel(props)}：「${text(props.messageId)}」已发出`,
  'message.failed': (props) =>
    `× ${channel(props)}：「${text(props.messageId)}」未送达（${text(props.reason)}）`,
  'message.clicked': (props) => `点击了${channel(props)}里的链接`,
  'message.opened': (props) => `打开了${channel(props)}`,
  'message.unsubscribed': (props) => `退订了${channel(props)}`,
  'customer.reach_changed': (props) => reachChanged(props),
  'customer.merged': () => '两份档案确认是同一人，已合并',
  'customer.tag_added': ({ tag, name, value }) =>
    text(tag ?? name ?? value) === '高意向' ? '被标记为「高意向」' : null,
  'intent.reached': ({ score, reasons }) =>
    `意向分达到 ${text(score)}（${(reasons as string[]).join('、')}）`,
  'segment.entered': ({ segment, segmentId }) => `进入分群 ${text(segment ?? segmentId)}`,
  'task.created': ({ title }) => `→ 生成跟进任务「${text(title)}」`,
  'task.accepted': ({ staff }) => `→ ${text(staff)} 接受了任务`,
  'task.done': ({ staff }) => `→ ${text(staff)} 完成了任务`,
  'task.passed_on': ({ staff }) => `→ ${text(staff)} 把任务转交给同事`,
  'task.overdue': ({ staff, why }) =>
    why === 'unreachable'
      ? `→ ${text(staff)} 联系不上，换人跟进`
      : `→ ${text(staff)} 超时未接受，已转给同事并告知经理`,
  'journey.ended': ({ journeyId, reason }) =>
    reason === 'completed' ? null : `离开旅程 ${text(journeyId)}（${text(reason)}）`,
  'journey.goal_met': ({ journeyId }) => `★ 达成旅程目标 ${text(journeyId)}`,
}

/** Whether the story has words for an event. */
export const hasWords = ({ name }: { name: string }): boolean => Object.hasOwn(sentences, name)

function reachChanged({ channel: name, to, state, reason }: Props): string | null {
  const now = typeof to === 'object' && to !== null ? text((to as Props).state) : text(state ?? to)
  if (!now.includes('unreachable')) return null
  return `${channelNames[text(name)] ?? text(name)} 无法触达${reason ? `（${text(reason)}）` : ''}`
}

export interface Teller {
  tell(line: StoryLine): void
  say(line: string): void
}

/** Prints the story, one line an event, a heading a day. */
export function createTeller(print: (line: string) => void): Teller {
  let day = ''
  return {
    tell({ at, name, nickname, props }) {
      const sentence = sentences[name]?.(props)
      if (!sentence) return
      const local = DateTime.fromISO(at, { zone: 'Asia/Shanghai' }).setLocale('zh-CN')
      const today = local.toFormat('M月d日 cccc')
      if (today !== day) {
        day = today
        print(`\n── ${today} ──`)
      }
      print(`${local.toFormat('HH:mm')}  ${nickname}  ${sentence}`)
    },
    say: print,
  }
}

/** Why somebody was not messaged, in words. */
export function reasonInWords(reason: string): string {
  return skipReasons[reason] ?? reason
}

import type { Decision, Touch } from '../../../models/touch.ts'
import { quietEndWords, quietPlaceWords } from '../../customers/quiet-words.ts'
import { doNotDisturb } from '../gates/do-not-disturb.ts'
import { finalDecision } from './decisions.ts'

/** Reasons as a marketer reads them; what is not listed is shown as it is. */
const reasons: Record<string, string> = {
  notForCustomers: '这是发给员工的消息，不发给客户',
  noIdentity: '没有该渠道的联系方式',
  noWelcomeCode: '不是新加好友，没有可用的欢迎语机会',
  codeExpired: '欢迎语已超过 20 秒的有效时间',
  kfNoMessage: '客户 48 小时内没有给微信客服发过消息',
  kfFull: '客户上次来消息之后已经发了 5 条，等客户再来消息',
  kfTaken: '接待人员正在微信客服里和客户聊',
  kfEnded: '这次微信客服会话已经结束，等客户再来消息',
  kfRejected: '客户在微信里拒收了这个客服账号的消息',
  kfAccountGone: '微信客服账号已删除',
  kfAppClosed: '微信客服应用已关闭',
  kfNoChannels: '微信客服没有绑定视频号',
  kfUnverified: '微信客服的主体没有认证',
  kfLost: '微信客服没有送到，平台没说原因',
  awaitingStaff: '等待员工在企业微信里确认发送',
  groupSendWindow: '等到下一个群发时段，再请员工确认发送',
  missedWindow: '没赶上这个群发时段，等下一个',
  senderAway: '客户的好友员工当天都不上班',
  confirmationsFull: '员工当天要确认的群发已满',
  wecomQuotaFull: '客户收到的企业微信群发已达到上限',
  pastTheirDay: '员工确认的时间超出了客户当地的这一天',
  notPicked: '员工发送时没有选这位客户',
  notFriend: '客户已不是这位员工的企业微信好友',
  senderRefused: '员工无法使用企业微信群发',
  saidAlready: '同一条群发里已经有这位客户',
  expired: '员工没有在期限内确认发送',
  cancelled: '已取消，员工不必再确认发送',
  handedOver: '员工的工作正在交接，改由同事或其他渠道发',
  unreachable: '该渠道联系不上客户',
  noFriend: '客户已不是企业微信好友',
  refused: '客户已拒收该渠道的营销信息',
  noGuardian: '客户未满 14 岁，没有监护人同意，不发营销信息',
  individualisationOff: '客户关闭了个性化营销，不发营销信息',
  doNotDisturb: '客户要求勿扰，不发营销信息',
  noConsent: '客户未同意通过该渠道接收营销信息',
  tooLate: '已过消息的有效时间，不再发送',
  holdout: '客户在对照组，不发送营销信息',
  journeyEnded: '旅程已结束，不再需要发送',
  moved: '客户已移到流程的另一个版本，由那个版本决定发不发',
  marketingHeld: '全部营销已暂停',
  journeyPaused: '流程已暂停，恢复后再发',
  placeholder: '消息里还有示例模板的占位内容，换成您自己的之前不会发送',
  messageRetired: '消息已停用',
  noContent: '消息没有写该渠道的内容',
  noTemplate: '消息没有当前短信网关的模板编号',
  noSignature: '消息的品牌没有当前短信网关的签名',
  noMiniProgram: '消息的品牌有自己的小程序，但没有配置它的 AppSecret，所以没用别的小程序代发',
  smsTooLong: '短信超过 500 字',
  badTemplate: '消息模板写错了',
  'link.unsafe': '链接地址不被允许',
  quietHours: '现在是免打扰时段，等到开放时段再发',
  noCredit: '客户没有剩余的订阅消息次数',
  providerBusy: '发送通道繁忙，稍后再发',
  dayCapFull: '今天的触达次数已满',
  weekCapFull: '本周的触达次数已满',
  channelDayCapFull: '该渠道今天的触达次数已满',
  channelWeekCapFull: '该渠道本周的触达次数已满',
  noSuchCustomer: '客户已不存在',
  noChannel: '没有可用的渠道',
  quota: '平台额度已用完',
  content: '平台拒绝了消息内容',
  configuration: '渠道配置有误，需要管理员处理',
  off: '该渠道没有开通',
  retriesExhausted: '多次重试后仍未发出',
  retryLater: '平台要求稍后重试',
  awaitingReceipt: '平台没有答复，正在等待回执',
  answerLost: '平台没有答复，无法确认是否送达',
  neverArrived: '平台没有收到，重新发送',
  accepted: '平台已接收',
}

/** One sentence on where a touch stands and why (zh-CN): the answer to "why was this customer not messaged?". */
export function explainTouch(touch: Touch): string {
  const last = finalDecision(touch) ?? touch.decisions.at(-1)
  if (!last) return '尚未处理'
  const why = `${reasonText(last.reason)}${causeOf(touch, last)}`
  if (last.verdict === 'sent') return '已发送'
  if (last.verdict === 'unknown') return `结果未知：${why}`
  if (touch.state === 'failed') return `发送失败：${why}`
  if (touch.state === 'expired') return `已过期：${why}`
  if (touch.state === 'skipped') return `未发送：${why}`
  return `等待中：${why}`
}

/** Why a channel is closed stands on the decision of its gate; the one that ends the touch repeats only the reason. */
function causeOf(touch: Touch, { reason, channel }: Decision): string {
  const closing = touch.decisions.filter(
    (decision) => decision.reason === reason && decision.channel === channel,
  )
  if (reason === doNotDisturb) return quietCause(closing.findLast(({ gate }) => gate === doNotDisturb))
  const causes = closing.map(({ inputs }) => inputs?.why)
  const cause = causes.findLast((why) => typeof why === 'string')
  return cause ? `（${reasonText(cause)}）` : ''
}

function quietCause(decision: Decision | undefined): string {
  const { quietUntil, from } = decision?.inputs ?? {}
  return decision ? `（${quietEndWords(quietUntil)}，来自${quietPlaceWords(from)}）` : ''
}

/** A reason in words, also one that names a variable or a field. */
export function reasonText(reason: string): string {
  const [kind, name] = reason.split(':')
  if (kind === 'missingVariable') return `变量 ${name} 没有值，也没有默认值`
  if (kind === 'linkInVariable') return `变量 ${name} 里含有链接，短信网关不允许`
  if (kind === 'excluded') return `不打扰：${name}，不发营销信息`
  if (kind === 'categoryDayCapFull') return `「${name}」类消息今天的次数已满`
  if (kind === 'categoryWeekCapFull') return `「${name}」类消息本周的次数已满`
  if (kind === 'precedence') return `触达次数不够，让优先级更高的流程 ${name} 先发，之后再看`
  if (kind === 'silentDay') return `${name}是静默日，不发营销信息，等到之后再发`
  if (kind === 'badValue') return `字段 ${name} 的内容不符合平台要求`
  return reasons[reason] ?? bounceText(reason) ?? reason
}

const smtpCode = /^(?:\d{3} )?(\d\.\d{1,3}\.\d{1,3})$|^[245]\d{2}$/

/** What a mail server answered, by its code; null for a code of others. */
function bounceText(code: string): string | null {
  const match = smtpCode.exec(code)
  if (!match) return code === 'bounced' ? '邮件被退回' : null
  const [, status = code] = match
  if (/^5\.1\./.test(status) || /^55[013]$/.test(status)) return `邮箱不存在（${code}）`
  if (/^\d\.2\.2$/.test(status) || status === '552' || status === '452') return `对方邮箱已满（${code}）`
  return `对方的邮件服务器没有收下（${code}）`
}

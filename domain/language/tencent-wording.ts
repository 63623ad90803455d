import { hint } from './hint.ts'
import type { MessageDefinition } from './message.ts'

interface Fault {
  path: (string | number)[]
  message: string
}

/** What Tencent does not approve in a marketing text, by what it is about (cloud.tencent.com 382/39023, "短信审核标准"). */
const refusedSubjects: { about: string; pattern: RegExp }[] = [
  { about: '推广优惠券、红包', pattern: /优惠券|代金券|现金券|抵用券|满减券|红包|领券|用券/ },
  { about: '推广小程序', pattern: /小程序/ },
  { about: '推广公众号', pattern: /公众号|服务号/ },
  { about: '积分兑换', pattern: /积分.{0,6}(?:兑|换|抵)|(?:兑换|抵扣).{0,6}积分/ },
  { about: '问卷调查', pattern: /问卷|调查|调研/ },
  {
    about: '邀请注册',
    pattern: /(?:立即|马上|免费|点击|邀请.{0,4})注册|注册.{0,6}(?:领|送|得|享|有礼)|邀请.{0,4}入会/,
  },
  {
    about: '召回老用户',
    pattern: /(?:好久|许久|很久)(?:不见|没来|没见|未来|未见)|想你了|想念您|等您回来|回来看看|召回|唤醒/,
  },
  {
    about: '加微信、加 QQ',
    pattern: /(?:加|添加).{0,6}(?:微信|企微|QQ|好友)|微信号|(?:微信|QQ|福利)群|[加进入]群/i,
  },
  { about: '金融', pattern: /贷款|借款|借钱|理财|股票|基金|保险/ },
  { about: '游戏、博彩', pattern: /游戏|手游|彩票|博彩/ },
  { about: '交友', pattern: /交友|相亲/ },
]

const refusalWords = '拒收请回复R'
const output = /\{\{-?\s*([^}|\s]+)[^}]*\}\}/g
const otherwise = '或删去 templates 里的 tencent'

/** What Tencent refuses of an SMS that has a template there; nothing for one that has none. */
export function tencentFaults({
  purpose,
  content: { sms },
}: Pick<MessageDefinition, 'purpose' | 'content'>): Fault[] {
  if (sms?.templates.tencent === undefined) return []
  const wording = purpose === 'marketing' ? marketingFaults(sms.text) : noticeFaults(sms.text)
  return [...wording, ...shapeFaults(sms.text), ...orderFaults(sms)]
}

function marketingFaults(text: string): Fault[] {
  const faults = refusedSubjects.flatMap(({ about, pattern }) => {
    const word = pattern.exec(text)?.[0]
    const expected = `腾讯云批准的营销短信（不能${about}，「${word}」过不了审）`
    return word === undefined ? [] : [textFault(expected, `换个说法，${otherwise}`)]
  })
  if (!/会员|用户/.test(text)) {
    faults.push(textFault('称呼会员的营销短信（腾讯云只批准发给会员的）', `写上「尊敬的会员」，${otherwise}`))
  }
  return faults
}

function noticeFaults(text: string): Fault[] {
  if (!text.includes(refusalWords)) return []
  return [
    textFault(
      `不带“${refusalWords}”的通知短信（腾讯云只让营销短信带）`,
      '删去它；是营销就写 purpose: marketing',
    ),
  ]
}

/** A template of Tencent is text with {1}, {2} … in it. */
function shapeFaults(text: string): Fault[] {
  const faults: Fault[] = []
  if (/\}\}\s*\{\{/.test(text)) {
    faults.push(
      textFault('变量之间有文字（腾讯云不批准两个变量连在一起）', `在两个变量之间加上字，${otherwise}`),
    )
  }
  if (text.replace(output, '').replace(refusalWords, '').trim() === '') {
    faults.push(textFault('变量之外还有文字（腾讯云不批准只有变量的模板）', `写上正文，${otherwise}`))
  }
  return faults
}

/** Values go by place, so the params stand in the order in which the text has its variables. */
function orderFaults({ text, params }: { text: string; params: Record<string, string> }): Fault[] {
  const inText = [...new Set([...text.matchAll(output)].map(([, name]) => name ?? ''))]
  const given = Object.values(params)
  const wanted = inText.filter((name) => given.includes(name))
  const placed = given.filter((name) => inText.includes(name))
  if (wanted.join() === placed.join()) return []
  const expected = `params 按变量在正文里的顺序写（${wanted.join('、')}）：腾讯云的 {1}、{2} 按位置取值`
  return [{ path: ['sms', 'params'], message: hint(expected, '调换 params 的顺序') }]
}

function textFault(expected: string, todo: string): Fault {
  return { path: ['sms', 'text'], message: hint(expected, todo) }
}

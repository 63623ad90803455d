import type { AnswerOf } from '../../api/operations.ts'
import { money } from '../../design/numbers.ts'
import type { Tone, WholeDay } from './day-words.ts'

export type Row = WholeDay['differences'][number]
export type Difference = AnswerOf<'get', '/reconciliation/differences/{id}'>
export type Choice = Difference['choices'][number]

const abouts: Record<Row['about'], string> = {
  payment: '收款',
  refund: '退款',
  account: '资金',
  bill: '账单',
}

/** 退款 50000708…1942: what a row is about. */
export const refInWords = ({ about, ref }: Pick<Row, 'about' | 'ref'>): string =>
  `${abouts[about]} ${shortened(ref)}`

/** Numbers of the platform have 28 digits: both ends tell them apart. */
export function shortened(number: string): string {
  return number.length <= 24 ? number : `${number.slice(0, 8)}…${number.slice(-4)}`
}

export function stateInWords({ state, settledAs }: Pick<Row, 'state' | 'settledAs'>): {
  label: string
  tone: Tone
} {
  if (state === 'open') return { label: '要人看', tone: 'attention' }
  if (state === 'chased') return { label: '自动在追', tone: 'info' }
  const labels: Record<NonNullable<Row['settledAs']>, string> = {
    agreed: '对上了',
    booked: '已补上',
    givenBack: '已退回',
    recorded: '已记下',
    elsewhere: '别的店的',
    noted: '已处理',
  }
  return { label: labels[settledAs ?? 'noted'], tone: 'good' }
}

/** 退款 ¥120.00，账单有，客旅没有 */
export function titleOf({ about, fen, says }: Row): string {
  return `${abouts[about]}${fen === null ? '' : ` ${money(fen)}`}，${says}`
}

/** What most likely happened. */
export function guessInWords({ guess, fen }: Pick<Difference, 'guess' | 'fen'>): string | null {
  switch (guess.kind) {
    case 'noticeLost':
      return '像是支付通知没送到：微信收了钱，客旅还不知道。'
    case 'paidLate':
      return '像是关单以后客户才付成：这笔钱应该退给客户。'
    case 'noOrder':
      return '单号是客旅的格式，这里却没有这笔订单：像是另一套客旅，或者重装以前收的。'
    case 'otherShop':
      return '像是同一个商户号下别的店的：单号不是客旅的格式。'
    case 'midnight':
      return '时间紧挨零点：像是记在了前一天或后一天的账单里。'
    case 'answerLost':
      return '像是请求到了微信、答复没回来：退款单号不变，再问也不会退两次。'
    case 'standsStill':
      return '微信一直没有给出结果，单号和金额都没有动。'
    case 'byHand':
      return guess.item === null
        ? '像是有人在微信商户平台手工退的：退款单号不是客旅的格式。'
        : `像是有人在微信商户平台手工退的：退款单号不是客旅的格式，金额${fen === null ? '' : '正好'}是「${guess.item}」一件。`
    case 'unclear':
      return null
  }
}

/** What may be decided, and what it does. */
export function choiceInWords(choice: Choice, { own, fen }: Pick<Difference, 'own' | 'fen'>) {
  const amount = fen === null ? '这笔钱' : money(fen)
  const words: Record<Choice, { title: string; does: string; verb: string }> = {
    ask: {
      title: '再问一次微信',
      does: '微信确认了才记；没确认就什么都不改',
      verb: '再问一次',
    },
    giveBack: {
      title: `把 ${amount} 退给客户`,
      does: '先向微信确认真的付了，再原路退回；订单保持关闭，库存和券不动',
      verb: `退回 ${amount}`,
    },
    record: {
      title: own === null ? '记成退款' : `记成订单 ${own.no.slice(-6)} 的退款`,
      does: `先向微信查这笔退款；营收减 ${amount}，标签和意向重算，库存不动`,
      verb: '记下这笔退款',
    },
    goOn: { title: '继续这笔退款', does: '用同一个退款单号再请求，不会退两次', verb: '继续退款' },
    elsewhere: {
      title: '是别的店的',
      does: '以后再对这一天也不再算差异；两边的数变了会再提出来',
      verb: '标为别的店的',
    },
    noted: {
      title: '已经在别处处理好',
      does: '只记下你写的话，不动钱，也不改订单',
      verb: '标为已处理',
    },
    leave: { title: '先搁着，写一句为什么', does: '还算要人看的差异', verb: '先搁着' },
  }
  return words[choice]
}

/** Whether a word has to be written with it. */
export const needsNote = (choice: Choice): boolean =>
  choice === 'elsewhere' || choice === 'noted' || choice === 'leave'

const steps: Record<Difference['course'][number]['what'], string> = {
  found: '对账发现不一样',
  foundAgain: '又不一样了，重新提出来',
  asked: '问了微信，还没有结果',
  left: '先搁着',
  agreed: '再对时对上了',
  booked: '微信确认，已补记',
  givenBack: '关单后才付成，已原路退回',
  recorded: '记成了这笔订单的退款',
  elsewhere: '标为别的店的',
  noted: '标为已处理',
}

/** What WeChat Pay's answers are called. */
const answers: Record<string, string> = {
  paid: '微信说已付',
  unpaid: '微信说没付',
  closed: '微信说已关闭',
  notOrdered: '微信没有这笔订单',
  notFound: '微信没有这笔退款',
  pending: '微信说在退',
  done: '微信说已退到',
  abnormal: '微信说退不进客户的账户',
  flagged: '两边的数不一样，没有记',
  again: '已重新请求',
}
export const answerInWords = (said: string): string => answers[said] ?? `微信说 ${said}`

/** 问了微信，还没有结果（微信没有这笔退款）；what a person wrote stands as it is. */
export function stepInWords({ what, note }: Difference['course'][number]): string {
  if (note === null) return steps[what]
  const isWritten = what === 'left' || what === 'elsewhere' || what === 'noted'
  return isWritten ? `${steps[what]}：${note}` : `${steps[what]}（${answerInWords(note)}）`
}

/** Which side says what; money as money. */
export function sideInWords(side: Row['ours']): string {
  if (side === null || side === 0) return '没有'
  return typeof side === 'number' ? money(side) : side
}

const orderSteps = { open: '还没付', paid: '付', closed: '已关闭' } as const
/** 付 ¥259.00 */
export const ownInWords = ({ step, totalFen }: NonNullable<Difference['own']>): string =>
  `${orderSteps[step]} ${money(totalFen)}`

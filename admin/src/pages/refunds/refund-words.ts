import type { AnswerOf } from '../../api/operations.ts'

export type Refund = AnswerOf<'get', '/refunds'>['items'][number]

export const looks = [
  {
    look: 'requested',
    label: '等处理',
    empty: '没有等处理的退款',
    why: '客户在小程序里申请退款后，会出现在这里',
  },
  {
    look: 'pending',
    label: '退款中',
    empty: '没有正在退的',
    why: '同意以后，微信原路退回，一般几分钟内完成',
  },
  { look: 'stuck', label: '停住了', empty: '没有停住的退款', why: '微信退不下去、要人处理的，会出现在这里' },
  { look: 'closed', label: '已结束', empty: '还没有结束的退款', why: '退完的、没同意的，都在这里' },
] as const
export type Look = (typeof looks)[number]['look']

export const lookFrom = (value: unknown): Look =>
  looks.find(({ look }) => look === value)?.look ?? 'requested'

const states: Record<
  Refund['state'],
  { label: string; tone: 'good' | 'info' | 'attention' | 'bad' | 'quiet' }
> = {
  requested: { label: '等处理', tone: 'attention' },
  refused: { label: '没同意', tone: 'quiet' },
  pending: { label: '退款中', tone: 'info' },
  done: { label: '已退', tone: 'good' },
  failed: { label: '没退成', tone: 'bad' },
}

/** How it stands, as a chip says it. */
export const stateOf = ({ state, trouble }: Pick<Refund, 'state' | 'trouble'>) =>
  trouble === null ? states[state] : ({ label: '停住了', tone: 'bad' } as const)

export const refundLink = ({ no, refundNo }: Pick<Refund, 'no' | 'refundNo'>): string =>
  `/refunds/${encodeURIComponent(no)}/${encodeURIComponent(refundNo)}`

const troubles: Record<string, string> = {
  NOT_ENOUGH: '商户号余额不够，充值后继续',
  ABNORMAL: '客户的银行卡退不进去，换个方式退',
  USER_ACCOUNT_ABNORMAL: '客户的微信账户退不进去，改用别的方式退',
}
/** Why it stands still, and what to do. */
export const troubleWords = (code: string): string => troubles[code] ?? `微信说 ${code}，查清后继续`

/** Who agreed, and who is still missing. */
export function approvalWords({ approvals, needsTwo, isMine }: Refund): string | null {
  if (!needsTwo) return null
  const names = approvals.map(({ byName }) => byName).join('、')
  if (names === '') return '超过复核金额，要两位同事都同意'
  return isMine ? '你已同意，还差另一位同事' : `${names} 已同意，还差你`
}

/** What agreeing will do, in one sentence. */
export function consequence(
  { needsTwo, approvals, fen, customer }: Refund,
  money: (fen: number) => string,
): string {
  const last = `${money(fen)} 由微信原路退给 ${customer.name}，不能撤回`
  return needsTwo && approvals.length === 0 ? `超过复核金额：还要另一位同事同意，才会把 ${last}` : last
}

/** What happened to it and what comes next, in its order. */
export function courseOf(refund: Refund): { says: string; at: string }[] {
  const { at, begunBy, approvals, sentAt, acceptedAt, doneAt, nextAt } = refund
  const told = [
    { says: begunBy === null ? '申请退款' : `${begunBy} 发起退款`, at },
    ...approvals
      .filter(({ byName }) => byName !== begunBy)
      .map((one) => ({ says: `${one.byName} 同意`, at: one.at })),
    { says: '向微信请求', at: sentAt },
    { says: '微信受理', at: acceptedAt },
    { says: '退到客户', at: doneAt },
  ].flatMap(({ says, at: when }) => (when === null ? [] : [{ says, at: when }]))
  const inOrder = told.sort((a, b) => a.at.localeCompare(b.at))
  return nextAt === null ? inOrder : [...inOrder, { says: '接下来：问微信退到没有', at: nextAt }]
}

import type { AnswerOf } from '../../../api/operations.ts'
import { type Columns, csvOf } from '../../../design/csv.ts'
import { yuan } from '../../../design/numbers.ts'

export type Credit = AnswerOf<'get', '/credit'>
export type CreditRow = Credit['items'][number]

export const storeText = ({ store, department }: CreditRow): string => store?.name ?? department
/** Of whom only the till told, their number there. */
export const nameText = ({ name, userid }: CreditRow): string => name ?? `${userid}（名单里没有）`

/** 80.5% · –: how well somebody answered, of the days there were chats. */
export function replyText({ wecom }: CreditRow): string {
  return wecom === null || wecom.replyPercent === null ? '–' : `${Math.round(wecom.replyPercent * 10) / 10}%`
}

const columns = (credit: Pick<Credit, 'from' | 'to'>): Columns<CreditRow> => [
  ['开始', () => credit.from],
  ['结束', () => credit.to],
  ['导购', nameText],
  ['账号', ({ userid }) => userid],
  ['部门', ({ department }) => department],
  ['门店', ({ store }) => store?.name ?? null],
  ['门店编码', ({ store }) => store?.code ?? null],
  ['发出（人次）', ({ sends }) => sends],
  ['点开（人次）', ({ clicks }) => clicks],
  ['做完待办', ({ tasks }) => tasks],
  ['订单', ({ orders }) => orders],
  ['金额（元，已减退款）', ({ fen }) => yuan(fen)],
]

/** For whoever works commission out. */
export const creditAsCsv = (credit: Credit): string => csvOf(columns(credit), credit.items)

import type { AnswerOf } from '../../api/operations.ts'
import { figure } from '../../design/numbers.ts'
import { daysText } from '../../design/periods.ts'

type Report = AnswerOf<'get', '/reports'>['items'][number]
export type Told = AnswerOf<'get', '/reports/{id}'>['deliveries'][number]

export const kindNames: Record<Report['kind'], string> = { daily: '日报', weekly: '周报' }

/** 日报 12月1日 · 周报 11月23日–11月29日 */
export const titleOf = ({ kind, from, to }: Pick<Report, 'kind' | 'from' | 'to'>): string =>
  `${kindNames[kind]} ${daysText({ from, to })}`

/** 发到 12 人，1 人没发到 */
export function toldText({ state, told }: Pick<Report, 'state' | 'told'>): string {
  if (state === 'making') return '正在发'
  if (told === null) return '发完了'
  const sent = told.sent === 0 ? '没有人收到' : `发到 ${figure(told.sent, '人')}`
  if (told.sent === 0 && told.not === 0) return '没有人要收'
  return told.not === 0 ? sent : `${sent}，${figure(told.not, '人')}没发到`
}

export const stateTones: Record<Told['state'], 'good' | 'bad' | 'attention' | 'info'> = {
  sending: 'info',
  waiting: 'attention',
  sent: 'good',
  refused: 'bad',
  unknown: 'attention',
  noAccount: 'attention',
  noStore: 'attention',
}

/** Who leads a 门店 nobody is told of; null where all have somebody. */
export function withoutLeadText(names: readonly string[]): string | null {
  if (names.length === 0) return null
  const some = names.slice(0, 3).join('、')
  return `${some}${names.length > 3 ? `等 ${names.length} 家门店` : ''}没有收得到日报的店长，到「门店」里写上`
}

import { Check, EditPen } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { AnswerOf } from '../../api/operations.ts'
import { channels } from '../../design/channels.ts'
import { type Columns, csvOf } from '../../design/csv.ts'
import { figure, money, rate, yuan } from '../../design/numbers.ts'

export type Attribution = AnswerOf<'get', '/attribution'>
export type ContentRow = Attribution['contents'][number]
export type AttributedOrder = AnswerOf<'get', '/attribution/orders'>['items'][number]
export type Model = keyof ContentRow['byModel']
type ContactChannel = ContentRow['channel']

export const modelNames: Record<Model, string> = {
  first: '首次触达',
  last: '末次触达',
  linear: '线性平均',
}
export const models = Object.keys(modelNames) as Model[]
export const isModel = (name: unknown): name is Model => typeof name === 'string' && name in modelNames

/** The channels of messages, and what salespeople do. */
export const contactChannels: Record<ContactChannel, { label: string; icon: Component; colour: string }> = {
  ...channels,
  followUp: { label: '跟进待办', icon: Check, colour: 'var(--second)' },
  words: { label: '导购会话', icon: EditPen, colour: 'var(--wecom)' },
}

export const groupNames: Record<AttributedOrder['group'], string> = {
  new: '新客首单',
  potential: '潜力会员',
  regular: '常规会员',
  high: '高价值会员',
  returning: '沉睡后回来的',
}

export const weekdayNames = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日']

/** Contents by what the chosen model gives them; what was given nothing by what it cost. */
export function inOrder(rows: readonly ContentRow[], model: Model): ContentRow[] {
  const [fen, cost] = [
    (row: ContentRow) => row.byModel[model].fen,
    (row: ContentRow) => row.byModel[model].costFen ?? 0,
  ]
  return rows.toSorted((a, b) => fen(b) - fen(a) || cost(b) - cost(a) || (a.content < b.content ? -1 : 1))
}

/** ¥21.52 an order; what was spent where no order came of it; – where nothing was, or where it cannot be told. */
export function costText({ orders, costFen }: { orders: number; costFen: number | null }): string {
  if (costFen === null || costFen === 0) return '–'
  return orders === 0 ? `花了 ${money(costFen)}，没有订单` : money(Math.round(costFen / orders))
}

/** What all of it cost; null where it cannot be told. */
export function totalOf({ contents, touched }: Attribution, model: Model) {
  const costs = contents.map(({ byModel }) => byModel[model].costFen)
  const costFen = costs.includes(null) ? null : costs.reduce<number>((sum, fen) => sum + (fen ?? 0), 0)
  return { orders: touched.orders, costFen }
}

/** In one sentence: where the models tell the most different stories. */
export function findingText({ touched, disagreement, contents }: Attribution): string {
  if (touched.orders === 0) return '这些天的订单之前都没有触达'
  if (disagreement === null)
    return contents.filter(({ onTheWay }) => onTheWay > 0).length > 1
      ? '三种算法说的一样：订单之前都只碰过一次'
      : '三种算法说的一样：所有订单都来自同一种触达'
  const { row, more, less, differFen } = disagreement
  const label = contactChannels[row.channel].label
  return `「${row.name}」（${label}）差得最多：${modelNames[less.model]}比${modelNames[more.model]}少算 ${money(differFen)}`
}

export function severalText({ touched, severalContacts }: Attribution): string | null {
  if (touched.orders === 0) return null
  return `碰过客户两次以上的订单有 ${figure(severalContacts, '单')}，占 ${rate(severalContacts, touched.orders)}，这些单看线性平均更公平。`
}

interface CsvRow {
  table: string
  name: string
  channel?: string
  id?: string
  byModel: Record<Model, { orders: number; fen: number; costFen?: number | null }>
  count?: number | null
}

const same = ({ orders, fen }: { orders: number; fen: number }): CsvRow['byModel'] => {
  const sum = { orders, fen }
  return { first: sum, last: sum, linear: sum }
}

function rowsOf({ contents, groups, stores, weekdays, untouched }: Attribution): CsvRow[] {
  return [
    ...inOrder(contents, 'linear').map(({ channel, content: id, name, byModel, count }) => ({
      ...{ table: '渠道 × 内容', name, channel: contactChannels[channel].label, id, byModel, count },
    })),
    ...groups.map(({ group, ...sum }) => ({ table: '分层', name: groupNames[group], byModel: same(sum) })),
    ...stores.map(({ name, code, ...sum }) => ({
      ...{ table: '门店', name, byModel: same(sum), ...(code !== null && { id: code }) },
    })),
    ...weekdays.map(({ weekday, ...sum }) => ({
      ...{ table: '星期', name: weekdayNames[weekday] ?? '', byModel: same(sum) },
    })),
    { table: '没碰过任何触达', name: '没碰过任何触达', byModel: same(untouched) },
  ]
}

/** All tables one below the other, for spreadsheets. */
export function attributionAsCsv(attribution: Attribution): string {
  const cost = ({ byModel }: CsvRow) => {
    const { costFen } = byModel.linear
    return costFen === undefined || costFen === null ? null : yuan(costFen)
  }
  const columns: Columns<CsvRow> = [
    ['开始', () => attribution.from],
    ['结束', () => attribution.to],
    ['表', ({ table }) => table],
    ['名称', ({ name }) => name],
    ['渠道', ({ channel }) => channel ?? null],
    ['编号', ({ id }) => id ?? null],
    ...models.flatMap((model): Columns<CsvRow>[number][] => [
      [`${modelNames[model]}（元，已减退款）`, ({ byModel }) => yuan(byModel[model].fen)],
      [`${modelNames[model]}（单）`, ({ byModel }) => byModel[model].orders],
    ]),
    ['发出或完成（次）', ({ count }) => count ?? null],
    ['成本（元，线性平均）', cost],
  ]
  return csvOf(columns, rowsOf(attribution))
}

import type { AnswerOf } from '../api/operations.ts'

/** What a rule may name, as the server tells it. */
export type Vocabulary = AnswerOf<'get', '/vocabulary'>
export type Field = Pick<Vocabulary['events'][number]['props'][number], 'name' | 'label' | 'type'>
export type FieldType = Field['type']

/** What one line of an order says. */
export const itemFields: Field[] = [
  { name: 'productId', label: '商品编号', type: 'text' },
  { name: 'name', label: '名称', type: 'text' },
  { name: 'category', label: '品类', type: 'text' },
  { name: 'quantity', label: '数量', type: 'number' },
  { name: 'priceFen', label: '单价（分）', type: 'number' },
]

/** The channels of a lasting relation: a welcome is none. */
export const lasting = (vocabulary: Vocabulary) => vocabulary.channels.filter(({ id }) => id !== 'welcome')

/** Of a value of a run: any event may have brought it. */
export function runProps({ events }: Vocabulary): Field[] {
  const all = events.flatMap(({ props }) => props)
  return [...new Map(all.map((prop) => [prop.name, prop])).values()].filter(
    ({ type }) => type !== 'items' && type !== 'group',
  )
}

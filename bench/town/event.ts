import type { KeluEvent } from '../../models/event.ts'
import { drawn } from './numbers.ts'

type Props = (chance: number, id: string) => KeluEvent['props']

/** What people do, and which share of it is of that kind. */
const kinds: readonly (readonly [number, { name: string; props: Props }])[] = [
  [0.4, { name: 'miniprogram.entered', props: () => ({ scene: 1001, path: 'pages/index/index' }) }],
  [0.62, { name: 'page.viewed', props: () => ({ path: 'pages/list/list' }) }],
  [0.88, { name: 'product.viewed', props: (chance) => ({ productId: `p${Math.floor(chance * 200)}` }) }],
  [0.93, { name: 'cart.added', props: (chance) => ({ productId: `p${Math.floor(chance * 200)}` }) }],
  [
    1,
    {
      name: 'order.paid',
      props: (chance, id) => ({ orderId: id, amountFen: 5_000 + Math.floor(chance * 50_000), items: [] }),
    },
  ],
]

/** The `number`th thing this customer did, some time between these two moments. */
export function eventOf(
  customerId: string,
  number: number,
  between: { from: number; until: number },
  chance: () => number,
): KeluEvent {
  const at = new Date(Math.floor(between.from + chance() * (between.until - between.from)))
  const _id = `bench:${customerId}:${number}`
  const { name, props } = drawn(chance(), kinds)
  return { _id, customerId, name, at, receivedAt: at, props: props(chance(), _id), source: 'bench' }
}

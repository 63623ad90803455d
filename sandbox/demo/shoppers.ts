import type { Sandbox } from '../contract.ts'
import { newBuyer } from './buyers.ts'
import { join, minutesAfter, slot } from './deeds.ts'
import { merge } from './expectation.ts'
import type { Role, RoleDeed, Script } from './role.ts'

/** What the mini-program sells: each is one sku of its name. */
export const goods = [
  { id: 'serum-30', name: '保湿精华 30ml', category: '护肤', priceFen: 29_900, onHand: 500 },
  { id: 'sunscreen-50', name: '清透防晒乳 50ml', category: '护肤', priceFen: 15_900, onHand: 300 },
  { id: 'tea-gift', name: '西湖龙井礼盒', category: '礼盒', priceFen: 26_800, onHand: 200 },
] as const

/** Days of the story on which parcels go out, and on which money that was asked back is decided about. */
export const shippingDays = [2, 3, 4, 17, 18, 19]
export const refundDays = [20, 21, 22]

const firstOf = ({ n }: Pick<Script, 'n'>): number => (n % 3) + 1
/** After the coupon for first buyers, fourteen days behind the first order, has come. */
const secondOf = (script: Pick<Script, 'n'>): number => firstOf(script) + 15
const asksMoneyBack = ({ n }: Pick<Script, 'n'>): boolean => n % 2 === 0

/** Numbers of what they bought, by the key their phone gave the order. */
type Bought = Map<string, string>

function purchase(
  { person, at, n }: Script,
  bought: Bought,
  what: { key: string; day: number; coupon?: 'best' },
): RoleDeed {
  const { key, day, coupon } = what
  const skuId = goods[n % goods.length]?.id ?? goods[0].id
  return {
    at: at(day, slot(n, 10)),
    what: `${person.nickname} 在小程序下单付款`,
    async perform(sandbox: Sandbox) {
      await sandbox.openMiniprogram({ person: person.name })
      const lines = [{ skuId, quantity: 2 }]
      const clientKey = `${key}-${person.name}`
      const { no } = await sandbox.buyInMiniprogram({ person: person.name, clientKey, lines, coupon })
      bought.set(key, no)
    },
  }
}

/** M2 in the mini-program's own shop: buys, pays by WeChat, and comes back with the coupon for first buyers; some ask money back. */
export const shopper: Role = {
  name: 'shopper',
  share: 5,
  deeds(script) {
    const { person, at, n } = script
    const bought: Bought = new Map()
    const [first, second] = [firstOf(script), secondOf(script)]
    return [
      ...join(script, first - 1, slot(n, 9)),
      purchase(script, bought, { key: 'first', day: first }),
      {
        at: at(first + 3, slot(n, 10)),
        what: `${person.nickname} 确认收货`,
        async perform(sandbox) {
          await sandbox.openMiniprogram({ person: person.name })
          await sandbox.sayReceived({ person: person.name, no: bought.get('first') ?? '' })
        },
      },
      purchase(script, bought, { key: 'second', day: second, coupon: 'best' }),
      ...(asksMoneyBack(script)
        ? [
            {
              // Not while the coupon of the growing is on its way: nobody gets marketing while money is asked back.
              at: at(second + 4, minutesAfter(slot(n, 10), 5)),
              what: `${person.nickname} 申请退一部分款`,
              async perform(sandbox: Sandbox) {
                const wish = { no: bought.get('second') ?? '', fen: 5_000, reason: '外盒压坏了' }
                await sandbox.openMiniprogram({ person: person.name })
                await sandbox.askMoneyBack({ person: person.name, ...wish })
              },
            } satisfies RoleDeed,
          ]
        : []),
    ]
  },
  expect: () =>
    merge(newBuyer, {
      goals: { 'new-buyer-activation': 1 },
      // The second order makes them grow: a coupon, and as they do not buy a third time one reason more.
      touches: { 'sms.delivered': 2 },
      runs: { 'growth-care.completed': 1 },
    }),
}

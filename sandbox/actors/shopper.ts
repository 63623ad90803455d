import type { CashierCall } from '../contract.ts'
import type { People } from '../people.ts'
import type { FrontEnd } from './front-end.ts'
import type { createPayers } from './payer.ts'

interface Basket {
  lines: { skuId: string; quantity: number }[]
  couponCode?: string
}

/** People who buy in the mini-program, as its pages lead them: look, choose a coupon, order, type the password. */
export function createShoppers(deps: {
  people: People
  frontEnd: FrontEnd
  requestPayment: ReturnType<typeof createPayers>['requestPayment']
}) {
  const { people, frontEnd, requestPayment } = deps

  /** Their best coupon that can be used now; none = undefined. */
  async function bestCoupon(person: string): Promise<string | undefined> {
    interface Held {
      code: string
      amountFen: number
      state: string
      isUsableHere: boolean
    }
    const { coupons } = await frontEnd.asked<{ coupons: Held[] }>(person, 'GET', '/coupons')
    return coupons
      .filter(({ state, isUsableHere }) => isUsableHere && (state === 'granted' || state === 'returned'))
      .sort((a, b) => b.amountFen - a.amountFen)[0]?.code
  }

  const orderPath = (no: string, what = ''): string => `/orders/${encodeURIComponent(no)}${what}`

  return {
    async buyInMiniprogram(input: {
      person: string
      clientKey: string
      lines: Basket['lines']
      coupon?: 'best'
    }) {
      const { person, clientKey, lines } = input
      const couponCode = input.coupon === 'best' ? await bestCoupon(person) : undefined
      if (input.coupon === 'best' && couponCode === undefined)
        throw new Error(`${person} has no coupon to use`)
      const basket: Basket = { lines, ...(couponCode !== undefined && { couponCode }) }
      const { totalFen } = await frontEnd.asked<{ totalFen: number }>(
        person,
        'POST',
        '/orders/preview',
        basket,
      )
      const { name, phone } = people.person(person)
      const address = { name, phone, region: '浙江省 杭州市 西湖区', detail: '文三路 1 号' }
      const wish = { ...basket, clientKey, totalFen, address }
      const { no } = await frontEnd.asked<{ no: string }>(person, 'POST', '/orders', wish)
      const parameters = await frontEnd.asked<CashierCall>(person, 'POST', orderPath(no, '/pay'), {})
      const paid = await requestPayment({ person: people.person(person).name, parameters })
      if (paid.kind === 'refused') throw new Error(`${person} could not pay ${no}: ${paid.reason}`)
      return { no, totalFen }
    },

    async sayReceived({ person, no }: { person: string; no: string }) {
      await frontEnd.asked(person, 'POST', orderPath(no, '/received'), {})
    },

    async askMoneyBack({
      person,
      no,
      ...wish
    }: {
      person: string
      no: string
      reason: string
      fen?: number
    }) {
      return frontEnd.asked<{ refundNo: string }>(person, 'POST', orderPath(no, '/refunds'), wish)
    },
  }
}

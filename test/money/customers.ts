import type { Kelu, Order } from '../../miniprogram-sdk/kelu.ts'
import { type Patiently, refusalOf } from './patience.ts'
import type { Phone } from './phones.ts'

/** What somebody does with an order. */
export type Fate = 'keep' | 'cancel' | 'leave the cashier' | 'let it lie' | 'want all back' | 'want some back'

export interface Purchase {
  phone: Phone
  fate: Fate
  /** Whether they use the coupon they were given. */
  withCoupon: boolean
  /** Its number, once it is placed. */
  no?: string
}

export const isPaidIn = (fate: Fate): boolean =>
  fate === 'keep' || fate === 'want all back' || fate === 'want some back'

/** Of what was paid. */
export const someFen = 4_321

/** Orders at the price they are shown, with the coupon they hold where they use one. */
async function place(app: Kelu, patiently: Patiently, skuId: string, withCoupon: boolean): Promise<Order> {
  const held = withCoupon ? await patiently(() => app.coupons()) : []
  const couponCode = held.find(({ isUsableHere, state }) => isUsableHere && state === 'granted')?.code
  if (withCoupon && couponCode === undefined) throw new Error('nobody gave them a coupon')
  const cart = { lines: [{ skuId, quantity: 1 }], ...(couponCode !== undefined && { couponCode }) }
  const { totalFen } = await patiently(() => app.preview(cart))
  return patiently(() => app.createOrder({ ...cart, totalFen }))
}

/** Goes to the cashier until it was open, or the order is paid. */
async function goToCashier(app: Kelu, patiently: Patiently, no: string): Promise<void> {
  const refusal = await refusalOf(patiently(() => app.pay(no)))
  if (refusal !== null && refusal !== 'order.paid') throw new Error(`${no} cannot be paid: ${refusal}`)
}

/** One of many who want the last ones at the same moment: the number of their order, or null when it was sold out. */
export async function race({ open, patiently }: Phone, skuId: string): Promise<string | null> {
  const app = await open()
  let no: string | null = null
  const refusal = await refusalOf(
    place(app, patiently, skuId, false).then((order) => {
      no = order.no
    }),
  )
  if (refusal !== null && refusal !== 'product.short') throw new Error(`a racer was refused: ${refusal}`)
  if (no !== null) await goToCashier(app, patiently, no)
  return no
}

export async function askForCoupon({ open, patiently }: Phone): Promise<void> {
  const app = await open()
  // Its answer tells the phone what time it is in this story.
  await patiently(() => app.coupons())
  app.track('custom.asked_for_coupon')
  await patiently(async () => {
    await app.flush()
    if (app.waiting() > 0) throw new Error('nobody has heard it yet')
  })
}

/** Orders, and goes on as far as they do that day. */
export async function buy(purchase: Purchase, skuId: string): Promise<void> {
  const { phone, fate, withCoupon } = purchase
  const { patiently } = phone
  const app = await phone.open()
  const { no } = await place(app, patiently, skuId, withCoupon)
  purchase.no = no
  phone.atCashier = isPaidIn(fate) ? 'pays' : 'leaves'
  if (isPaidIn(fate) || fate === 'leave the cashier') await goToCashier(app, patiently, no)
  if (fate === 'cancel' || fate === 'leave the cashier') await patiently(() => app.cancel(no))
}

export async function askMoneyBack({ phone, fate, no }: Purchase): Promise<void> {
  if (no === undefined || (fate !== 'want all back' && fate !== 'want some back')) return
  const app = await phone.open()
  const wish = { reason: '不合适', ...(fate === 'want some back' && { fen: someFen }) }
  await phone.patiently(() => app.refund(no, wish))
}

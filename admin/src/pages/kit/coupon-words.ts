import type { AnswerOf } from '../../api/operations.ts'

export type CouponFigures = AnswerOf<'get', '/coupons/{id}/figures'>
export type CouponState = keyof CouponFigures['states']

/** In the order a coupon goes through them. */
export const couponStates: { state: CouponState; label: string; means: string }[] = [
  { state: 'granted', label: '可用', means: '发到客户手里，还没用' },
  { state: 'locked', label: '占用中', means: '被一笔还没付的订单占着' },
  { state: 'redeemed', label: '已核销', means: '用掉了' },
  { state: 'returned', label: '已退回', means: '订单退了，券回到客户手里，还能用' },
  { state: 'expired', label: '已过期', means: '到期没用' },
]
export const stateLabel = (state: CouponState): string =>
  couponStates.find((one) => one.state === state)?.label ?? state

/** Which coupons a list shows. */
export interface CouponLook {
  state: CouponState
  /** Of redeemed ones; empty = the shop did not say. */
  store?: string
  seller?: string
}

/** What the list is called: 已核销 · 西湖店 · 李雷 */
export function lookTitle(look: CouponLook, { redeemedBy }: Pick<CouponFigures, 'redeemedBy'>): string {
  if (look.store === undefined) return stateLabel(look.state)
  const row = redeemedBy.find(
    ({ store, seller }) => (store?.id ?? '') === look.store && (seller?.id ?? '') === look.seller,
  )
  return [stateLabel(look.state), row?.store?.name ?? '没报门店', row?.seller?.name ?? '没报导购'].join(' · ')
}

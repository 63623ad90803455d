import type { CouponGrant, CouponStore } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import { localTime } from '../local-time.ts'
import { csvLine, csvMark } from '../spreadsheet/csv.ts'
import { standingOf } from './coupon-states.ts'

/** More than the people of one page have. */
const mostOfPage = 50_000

const standings: Record<ReturnType<typeof standingOf>, string> = {
  granted: '未使用',
  locked: '占用中',
  redeemed: '已使用',
  returned: '已退回',
  expired: '已过期',
}

/** The coupons of these people as CSV, one row each; headers are those an import knows. */
export async function* couponTable(
  pages: AsyncIterable<Customer[]>,
  deps: {
    coupons: Pick<CouponStore, 'grantsOf'>
    contactOf: (customer: Customer) => { phone?: string }
    now: Date
  },
): AsyncGenerator<string> {
  const { coupons, contactOf, now } = deps
  yield csvMark +
    csvLine([
      ...['客旅客户号', '手机号', '批次编号', '券名称', '券码', '状态', '面额（元）', '门槛（元）'],
      ...['生效时间', '到期时间', '发放时间', '使用时间', '使用的订单'],
    ])
  for await (const people of pages) {
    const holders = new Map(people.flatMap((one) => [one._id, ...one.mergedFrom].map((id) => [id, one])))
    const grants = await coupons.grantsOf([...holders.keys()], mostOfPage)
    yield grants.map((grant) => csvLine(cellsOf(grant, holders.get(grant.customerId)))).join('')
  }

  function cellsOf(grant: CouponGrant, holder: Customer | undefined): string[] {
    return [
      holder?._id ?? grant.customerId,
      (holder && contactOf(holder).phone) ?? '',
      grant.batchId,
      grant.name ?? '',
      grant.code,
      standings[standingOf(grant, now)],
      yuan(grant.amountFen),
      yuan(grant.thresholdFen),
      time(grant.validFrom),
      time(grant.validUntil),
      time(grant.grantedAt),
      time(grant.redeemedAt),
      grant.order?.slice(grant.order.indexOf(':') + 1) ?? '',
    ]
  }
}

const yuan = (fen: number | undefined): string => (fen === undefined ? '' : (fen / 100).toFixed(2))
const time = (at: Date | undefined): string => (at ? localTime(at).toFormat('yyyy-MM-dd HH:mm:ss') : '')

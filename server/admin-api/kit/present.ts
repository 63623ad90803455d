import type { MonthDay } from '../../../domain/calendar/month.ts'
import type { CouponBatchDefinition } from '../../../domain/language/coupon-batch.ts'
import { describeDuration } from '../../../domain/language/duration.ts'
import { localTime } from '../../../domain/local-time.ts'
import type { CouponStock } from '../../../models/coupons.ts'

export function presentBatch(
  batch: CouponBatchDefinition,
  { next, free, pending }: CouponStock,
  { redeemed, byShop }: { redeemed: number; byShop: number },
) {
  // A number taken for a grant that is not stored yet was given to nobody so far.
  const given = next - free.length - pending.length
  return {
    id: batch.id,
    ...(batch.codes.kind === 'shop'
      ? { quantity: null, left: null }
      : { quantity: batch.quantity, left: Math.max(0, batch.quantity - next + free.length) }),
    given: batch.codes.kind === 'shop' ? byShop : given,
    redeemed,
    amountFen: batch.amountFen,
    thresholdFen: batch.thresholdFen ?? null,
    validity: validityInWords(batch.validity),
  }
}

export function presentDay({ day, festivals, silent, official, runs }: MonthDay) {
  return {
    day,
    festivals: [...festivals],
    silent,
    official,
    runs: runs.map(({ journey, time }) => ({
      id: journey.id,
      name: journey.name,
      time,
      kind: journey.writtenAs ?? ('journey' as const),
    })),
  }
}

function validityInWords(validity: CouponBatchDefinition['validity']): string {
  if (validity.kind === 'after') return `领取后 ${describeDuration(validity.ms)}内`
  const day = (iso: string) => localTime(new Date(iso)).toFormat('yyyy年M月d日')
  return `${day(validity.from)} 至 ${day(validity.until)}`
}

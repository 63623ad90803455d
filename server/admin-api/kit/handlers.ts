import { missingYears } from '../../../domain/calendar/missing-years.ts'
import { monthOf } from '../../../domain/calendar/month.ts'
import { yearOf } from '../../../domain/calendar/year.ts'
import type { Clock } from '../../../domain/clock.ts'
import { calendarInForce } from '../../../domain/definitions/calendar-in-force.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { calendarSchema } from '../../../domain/language/calendar.ts'
import { isoDay } from '../../../domain/local-time.ts'
import type { CouponStore } from '../../../models/coupons.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { kit as contract } from './contract.ts'
import { presentBatch, presentDay } from './present.ts'

/** What marketers lay out beside flows: coupons, the calendar; as it is in use, with its figures. */
export function createKitHandlers(deps: {
  published: Pick<Published, 'snapshot'>
  coupons: Pick<CouponStore, 'stockNow' | 'countRedeemed' | 'countGranted'>
  clock: Clock
}): Handlers<typeof contract> {
  const { published, coupons, clock } = deps

  return {
    async stock() {
      const batches = published.snapshot().registry.couponBatches
      const items = batches.map(async (batch) => {
        const [stock, redeemed, all] = await Promise.all([
          coupons.stockNow(batch.id),
          coupons.countRedeemed(batch.id),
          coupons.countGranted(batch.id),
        ])
        return presentBatch(batch, stock, { redeemed, byShop: all })
      })
      return { items: await Promise.all(items) }
    },

    year({ body: { year, edited } }) {
      const inUse = published.snapshot().registry.calendars
      const read = edited && calendarSchema.safeParse(edited.structure)
      const calendars = read?.success ? [...inUse.filter(({ id }) => id !== edited?.id), read.data] : inUse
      return {
        year,
        today: isoDay(clock.now()),
        isDraft: read?.success === true,
        missing: missingYears(calendars, clock.now()),
        days: yearOf(year, calendars).map((day) => ({ ...day, festivals: [...day.festivals] })),
      }
    },

    async month({ params }) {
      const snapshot = published.snapshot()
      const days = monthOf(params.month, calendarInForce(snapshot), snapshot.registry.journeys)
      return { today: isoDay(clock.now()), days: days.map(presentDay) }
    },
  }
}

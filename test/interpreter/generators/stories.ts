import fc from 'fast-check'
import type { Somebody } from '../written.ts'
import { journey } from './journeys.ts'
import { someone } from './people.ts'

/** A journey and the people who meet it. */
export const story = journey.chain((one) => {
  const isOnDate = 'trait' in one.entry
  return fc.record({
    journey: fc.constant(one),
    people: fc
      .array(someone(one.entry), { minLength: 1, maxLength: 12, size: 'max' })
      // A daily look at dates goes by the clocks of the company.
      .map((people) => (isOnDate ? people.map(({ timeZone: _, ...rest }): Somebody => rest) : people)),
  })
})

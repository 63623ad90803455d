import { createConfirmRates } from '../../domain/broadcasts/confirm-rates.ts'
import { expectedOf } from '../../domain/broadcasts/expected.ts'
import { planOf } from '../../domain/broadcasts/plan.ts'
import { calendarInForce } from '../../domain/definitions/calendar-in-force.ts'
import { wireForecast } from '../../server/wiring/forecast.ts'
import type { GroupSendWorld } from './world.ts'

/** What the product says beforehand of a published 群发: people by the channel it ends on, `none` for nobody's. */
export async function forecastOf(world: GroupSendWorld, broadcast: string): Promise<Record<string, number>> {
  const { connection, clock, kelu } = world
  const { published, stores } = kelu
  const plan = planOf(
    published.registry.journey(broadcast),
    calendarInForce(published.snapshot()),
    clock.now(),
  )
  if (plan === null) throw new Error(`${broadcast} is no 群发`)
  const { sample } = wireForecast({
    connection,
    stores,
    published,
    customers: kelu.customers,
    foresee: kelu.outreach.foresee,
    storesOfPeople: async () => ({ codeOf: () => undefined }),
    clock,
    realClock: clock,
  })
  const rates = await createConfirmRates({ stores, clock, realClock: clock })()
  const { figures, total } = await sample(plan)
  const expected = expectedOf(figures, rates)
  const times = total / figures.people
  const found = Object.fromEntries(Object.entries(expected).map(([way, { people }]) => [way, people * times]))
  // Who waits for another day has got it by nothing when the outcome is looked at.
  const waiting = Object.values(figures.later).reduce((sum, { people }) => sum + people, 0)
  return { ...found, none: (found.none ?? 0) + waiting * times }
}

/** What really became of it. */
export async function outcomeOf(world: GroupSendWorld, broadcast: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const { journeyId, sentAt, channel } of await world.touches()) {
    if (journeyId !== broadcast) continue
    const way = sentAt === undefined ? 'none' : (channel ?? 'none')
    found[way] = (found[way] ?? 0) + 1
  }
  return found
}

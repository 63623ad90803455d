import { expect, it } from 'vitest'
import { seededNumbers } from '../../test/kill/plan.ts'
import { proofSize } from '../../test/testing/proof-size.ts'
import { dealtAsMeant } from './statistics/sample-ratio.ts'
import { peopleToTell } from './statistics/time-to-tell.ts'
import { everMisses, isEverApart } from './testing/looked-at-daily.ts'
import { dayOf, daysOf, type Town } from './testing/random-days.ts'

const alpha = 0.05
const rounds = 2_000
const times = (count: number) => Array.from({ length: count })

// Few people, rare goals, uneven arms and a hold-out: where what holds "for large counts" breaks.
it.each<Town>([
  { perDay: 20, rateA: 0.12, rateB: 0.12, shareOfB: 0.5 },
  { perDay: 6, rateA: 0.03, rateB: 0.03, shareOfB: 0.5 },
  { perDay: 40, rateA: 0.3, rateB: 0.3, shareOfB: 0.1 },
  { perDay: 100, rateA: 0.5, rateB: 0.5, shareOfB: 0.5 },
])(
  'an A/A test of 2,000 rounds, looked at on each of 90 days, keeps the promised rate: $perDay a day, rate $rateA',
  (town) => {
    const random = seededNumbers(town.perDay)
    const wrong = times(rounds).filter(() => isEverApart(daysOf(town, 90, random), alpha)).length
    console.info(`${wrong} of ${rounds} were told of a difference that is none (${town.perDay} a day)`)
    expect(wrong / rounds).toBeLessThanOrEqual(alpha)
  },
)

it('whoever looks daily sees an interval without the true difference as seldom as promised', () => {
  const random = seededNumbers(3)
  const some = proofSize({ short: 200, long: rounds })
  const town = { perDay: 30, rateA: 0.12, rateB: 0.16, shareOfB: 0.5 }
  const looks = [...Array(30).keys()]
  const missed = times(some).filter(() =>
    everMisses(daysOf(town, 30, random), { truth: 0.04, looks, alpha }),
  ).length
  expect(missed / some).toBeLessThanOrEqual(alpha)
})

it.each<{ what: string; town: Town }>([
  { what: 'ten points', town: { perDay: 40, rateA: 0.12, rateB: 0.22, shareOfB: 0.5 } },
  { what: 'a tenth more', town: { perDay: 700, rateA: 0.3, rateB: 0.33, shareOfB: 0.5 } },
  { what: 'ten points over a hold-out', town: { perDay: 60, rateA: 0.1, rateB: 0.2, shareOfB: 0.9 } },
])('a planted lift of $what is found in the time it said, four times in five', ({ town }) => {
  const random = seededNumbers(17)
  const some = 1_000
  const { rateA: rate, rateB, shareOfB, perDay } = town
  const days = Math.ceil(peopleToTell({ rate, difference: rateB - rate, shareOfB }, alpha) / perDay)
  const found = times(some).filter(() => isEverApart(daysOf(town, days, random), alpha)).length
  console.info(`${found} of ${some} found it within the ${days} days that were said`)
  expect(found / some).toBeGreaterThan(0.8 - 3 * Math.sqrt((0.8 * 0.2) / some))
})

it('the alarm over two groups rings for people dealt as meant as seldom as it says, looked at daily', () => {
  const random = seededNumbers(23)
  const rang = times(rounds).filter(() => {
    const people: [number, number] = [0, 0]
    return times(60).some(() => {
      const { a, b } = dayOf({ perDay: 20, rateA: 0, rateB: 0, shareOfB: 0.5 }, random)
      people[0] += a.people
      people[1] += b.people
      return dealtAsMeant([{ people, shares: [0.5, 0.5] }]) <= alpha
    })
  }).length
  expect(rang / rounds).toBeLessThanOrEqual(alpha)
})

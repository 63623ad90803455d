import { expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aCustomer } from '../audience/testing/people.ts'
import type { Rule } from '../language/rule.ts'
import { nothingAhead } from '../outreach/gates/ahead.ts'
import { createForecast } from './forecast.ts'

const now = new Date('2026-03-02T02:00:00Z')
const plan = {
  id: 'spring',
  name: '春',
  to: { kind: 'tag', tag: '会员' } as unknown as Rule,
  send: { kind: 'send', message: 'hi', channels: ['sms'] } as never,
  at: now,
  holdout: 0,
}

/** A store of so many, of whom some from all over it can be looked at: every third is meant. */
function forecastOf(size: number, looked: number, meant: (n: number) => boolean) {
  const some = Array.from({ length: looked }, (_, n) =>
    aCustomer({
      _id: `c_${String(n).padStart(5, '0')}`,
      tags: meant(n) ? [{ name: '会员', kind: 'manual', at: now }] : [],
    }),
  )
  const isMeant = ({ tags }: Customer) => tags.length > 0
  let readAll = 0
  const forecast = createForecast({
    audience: {
      async *pages() {
        readAll += 1
        yield some.filter(isMeant).map(({ _id }) => _id)
      },
      crowds: () => {
        throw new Error('nobody goes on with them')
      },
      holdsFor: async (_, customers) => new Set(customers.filter(isMeant).map(({ _id }) => _id)),
    },
    surveyor: {
      size: async () => size,
      async *sample() {
        for (let at = 0; at < some.length; at += 40) yield some.slice(at, at + 40)
      },
    },
    customers: {
      findMany: async (ids) =>
        new Map(some.filter(({ _id }) => ids.includes(_id)).map((customer) => [customer._id, customer])),
    },
    foresee: async (_, customers) => customers.map(() => ({ kind: 'sent', channel: 'sms', segments: 1 })),
    aheadOf: async () => ({ among: async () => nothingAhead }),
    storesOfPeople: async () => ({ codeOf: ({ homeStore }) => homeStore }),
    message: () => ({ id: 'hi' }) as never,
    realClock: { now: () => now },
  })
  return { sample: () => forecast.sample(plan), readAll: () => readAll }
}
const everyThird = (n: number) => n % 3 === 0

it('of very many customers some from all over the store tell about how many are meant', async () => {
  const { sample, readAll } = forecastOf(600_000, 1_200, everyThird)
  expect(await sample()).toMatchObject({ total: 200_000, figures: { people: 400 } })
  expect(readAll()).toBe(0)
})

it('where too few of them are meant, and where there are not so many, everybody is asked', async () => {
  const rare = forecastOf(600_000, 1_200, (n) => n % 100 === 0)
  expect(await rare.sample()).toMatchObject({ total: 12, figures: { people: 12 } })
  const small = forecastOf(1_200, 1_200, everyThird)
  expect(await small.sample()).toMatchObject({ total: 400, figures: { people: 400 } })
  expect([rare, small].map(({ readAll }) => readAll())).toEqual([1, 1])
})

it('is told again for a while without looking again', async () => {
  const { sample, readAll } = forecastOf(1_200, 1_200, everyThird)
  await sample()
  await sample()
  expect(readAll()).toBe(1)
})

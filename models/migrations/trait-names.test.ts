import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { hotPathOf } from '../collection.ts'
import { customerSchema, type TraitValue } from '../customer.ts'
import { traitNames } from './2026-11-29-trait-names.ts'
import { upgradeStore } from './migrate.ts'

let db: TestDatabase
beforeEach(async () => {
  db = await testDatabase()
})
afterEach(() => db.drop())

const at = (text: string) => new Date(text)
const customers = () => hotPathOf(db.connection, customerSchema)
const store = (_id: string, traits: Record<string, TraitValue>, more: object = {}) =>
  customers().insertOne({ _id, rev: 3, traits, ...more } as never)
const upgrade = () => upgradeStore(db.connection, [traitNames], 'me')

it('customers keep their cycle and the day of the next order under the present names', async () => {
  await store('c_1', {
    purchaseCycleDays: 30,
    nextOrderAt: at('2026-04-02T18:30:00+08:00'),
    lastOrderAt: at('2026-03-03T18:30:00+08:00'),
    lastSeenAt: at('2026-03-05T09:00:00+08:00'),
    skin: '干性',
  })
  await upgrade()
  expect((await customers().findOne({ _id: 'c_1' }))?.traits).toEqual({
    cycleDays: 30,
    nextOrderOn: at('2026-04-02T00:00:00+08:00'),
    lastOrderAt: at('2026-03-03T18:30:00+08:00'),
    lastSeenAt: at('2026-03-05T09:00:00+08:00'),
    lastInteractionAt: at('2026-03-05T09:00:00+08:00'),
    skin: '干性',
    tier: 'none',
  })
})

it('who has orders is due for a look at them; who was read before is not written over', async () => {
  await store('c_1', {}, { orders: [{ id: 'o', at: at('2026-03-03T18:30:00+08:00'), fen: 100 }] })
  await upgrade()
  const stored = await customers().findOne({ _id: 'c_1' })
  expect(stored).toMatchObject({ refreshAt: new Date(0), rev: 4 })
  expect(stored?.traits).not.toHaveProperty('tier')
})

it('one that was cut off goes on after what it kept, and one page done twice is as done once', async () => {
  const many = Array.from({ length: 1_100 }, (_, n) => ({
    _id: `c_${String(n).padStart(4, '0')}`,
    rev: 3,
    traits: { purchaseCycleDays: n },
  }))
  await customers().insertMany(many as never)
  const kept: string[] = []
  const dying = {
    after: null,
    async keep(after: string) {
      if (kept.length === 1) throw new Error('died')
      kept.push(after)
    },
  }
  await expect(traitNames.run(db.connection, dying)).rejects.toThrow('died')
  await traitNames.run(db.connection, {
    after: kept[0] ?? null,
    keep: async (after) => void kept.push(after),
  })
  expect(kept).toEqual(['c_0499', 'c_0999', 'c_1099'])
  const all = await customers().find().sort({ _id: 1 }).toArray()
  expect(all.map(({ traits }) => traits.cycleDays)).toEqual(all.map((_, n) => n))
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { migrations as released } from './index.ts'
import { type Migration, NewerStoreError, upgradeStore } from './migrate.ts'

let db: TestDatabase
let done: string[]
beforeEach(async () => {
  db = await testDatabase()
  done = []
})
afterEach(() => db.drop())

const noting = (id: string): Migration => ({ id, run: async () => void done.push(id) })
const first = noting('2027-01-01-first')
const second = noting('2027-02-01-second')
const meta = () => db.connection.collection<{ _id: string }>('meta')
const upgrade = (migrations: readonly Migration[], by = 'me') => upgradeStore(db.connection, migrations, by)

/** Counts from 1 to 6 in steps it keeps, and dies once at 4. */
function counting() {
  let dead = false
  const migration: Migration = {
    id: '2027-03-01-counting',
    async run(_connection, progress) {
      for (let n = Number(progress.after ?? 0) + 1; n <= 6; n += 1) {
        if (n === 4 && !dead) {
          dead = true
          throw new Error('died')
        }
        done.push(String(n))
        await progress.keep(String(n))
      }
    },
  }
  return migration
}

it('a store goes through each migration once, in order, and through later ones later', async () => {
  expect((await upgrade([first])).applied).toEqual([first.id])
  expect((await upgrade([first, second])).applied).toEqual([second.id])
  expect((await upgrade([first, second])).applied).toEqual([])
  expect(done).toEqual([first.id, second.id])
})

it('processes that start at once do it once, and all wait until it is done', async () => {
  const slow: Migration = {
    id: '2027-01-01-slow',
    async run(_, progress) {
      for (let n = 0; n < 20; n += 1) await progress.keep(String(n))
      done.push('slow')
    },
  }
  const ends = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (by) => {
      const { applied } = await upgrade([slow], by)
      return { applied: applied.length, seen: done.length }
    }),
  )
  expect(done).toEqual(['slow'])
  expect(ends.map(({ applied }) => applied).sort()).toEqual([0, 0, 0, 1])
  expect(ends.map(({ seen }) => seen)).toEqual([1, 1, 1, 1])
})

it('one that was cut off goes on after what it kept', async () => {
  const migration = counting()
  await expect(upgrade([first, migration])).rejects.toThrow('died')
  expect((await upgrade([first, migration], 'another')).applied).toEqual([migration.id])
  expect(done).toEqual([first.id, '1', '2', '3', '4', '5', '6'])
})

it('what a killed process left is taken up when its lease is over', async () => {
  const over = { by: 'killed', until: new Date(Date.now() - 1) }
  await meta().insertOne({ _id: 'schema', applied: [], lease: over } as never)
  expect((await upgrade([first])).applied).toEqual([first.id])
})

it('who was overtaken writes nothing more', async () => {
  const overtaken: Migration = {
    id: '2027-01-01-overtaken',
    async run(_, progress) {
      await meta().updateOne({ _id: 'schema' }, { $set: { 'lease.by': 'another' } })
      await progress.keep('1')
    },
  }
  await expect(upgrade([overtaken])).rejects.toThrow('another process has taken over')
  const state = await meta().findOne({ _id: 'schema' })
  expect(state).toMatchObject({ applied: [], lease: { by: 'another' } })
  expect(state).not.toHaveProperty('progress')
})

it('a store of a newer release is refused by both names, and stays as it is', async () => {
  await upgrade([first, second])
  const before = await meta().findOne({ _id: 'schema' })
  const refusal = await upgrade([first]).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(NewerStoreError)
  expect(refusal).toMatchObject({ store: second.id, program: first.id })
  expect(await meta().findOne({ _id: 'schema' })).toEqual(before)
})

it('the released ones are dated, in order, and each there once', () => {
  const ids = released.map(({ id }) => id)
  for (const id of ids) expect(id).toMatch(/^\d{4}-\d\d-\d\d-[a-z0-9-]+$/)
  expect(ids).toEqual([...new Set(ids)].sort())
})

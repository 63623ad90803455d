import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { hotPathOf } from '../collection.ts'
import { customerSchema } from '../customer.ts'
import { registrationTags } from './2026-11-30-registration-tags.ts'
import { upgradeStore } from './migrate.ts'

let db: TestDatabase
beforeEach(async () => {
  db = await testDatabase()
})
afterEach(() => db.drop())

const customers = () => hotPathOf(db.connection, customerSchema)
const store = (_id: string, registeredAt: Date, tags: object[] = []) =>
  customers().insertOne({ _id, rev: 3, tags, profile: { registeredAt } } as never)

it('everybody is tagged with the month they registered in, as the shop counts it, and nobody is told', async () => {
  const last = new Date('2026-01-31T23:59:59+08:00')
  const first = new Date('2026-02-01T00:00:00+08:00')
  await store('c_1', last, [{ name: '地区:上海', kind: 'base', at: last }])
  await store('c_2', first)
  await upgradeStore(db.connection, [registrationTags], 'me')
  expect(await customers().findOne({ _id: 'c_1' })).toMatchObject({
    rev: 4,
    tags: [
      { name: '地区:上海', kind: 'base', at: last },
      { name: '注册:2026年1月', kind: 'base', at: last },
    ],
  })
  expect((await customers().findOne({ _id: 'c_2' }))?.tags).toEqual([
    { name: '注册:2026年2月', kind: 'base', at: first },
  ])
  expect(await db.connection.collection('events').countDocuments()).toBe(0)
})

it('a page that is done twice is as done once', async () => {
  await store('c_1', new Date('2026-01-31T23:59:59+08:00'))
  const keep = async () => {}
  await registrationTags.run(db.connection, { after: null, keep })
  await registrationTags.run(db.connection, { after: null, keep })
  expect((await customers().findOne({ _id: 'c_1' }))?.tags).toHaveLength(1)
})

import { hostname } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { createProcessStore } from './processes.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const processes = createProcessStore(db.connection)

it('a killed container that comes back under its old host name and pid does not stand in its own way', async () => {
  await processes.announce({ id: 'before the kill', role: 'all', shared: false })
  await db.connection
    .collection('processes')
    .updateOne({ _id: 'before the kill' as never }, { $set: { since: new Date(Date.now() - 86_400_000) } })
  await processes.announce({ id: 'after it', role: 'all', shared: false })
  expect(await processes.others('after it')).toEqual([])
  await processes.leave('after it')
})

it('two in one operating system process are two', async () => {
  await processes.announce({ id: 'one', role: 'all', shared: true })
  await processes.announce({ id: 'two', role: 'all', shared: true })
  expect((await processes.others('one')).map(({ id }) => id)).toContain('two')
  for (const id of ['one', 'two']) await processes.leave(id)
})

it('a process on another machine that said lately that it lives is another one', async () => {
  await processes.announce({ id: 'there', role: 'all', shared: false })
  await db.connection
    .collection('processes')
    .updateOne({ _id: 'there' as never }, { $set: { host: `not ${hostname()}` } })
  expect((await processes.others('here')).map(({ id }) => id)).toEqual(['there'])
})

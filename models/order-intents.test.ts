import { afterAll, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { createOrderIntentStore } from './order-intents.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const intents = createOrderIntentStore(db.connection)
const longAgo = new Date('2020-03-02T09:00:00Z')
const dayMs = 86_400_000

async function begun(_id: string): Promise<string> {
  await intents.begin({ _id, no: _id, hash: 'h', state: 'taking', customerId: 'c', dueAt: longAgo })
  return _id
}
const purgeAtOf = async (_id: string) => (await intents.find(_id))?.purgeAt

it('is never forgotten while something is left to do, however long ago it was begun', async () => {
  const taken = await begun('taken')
  const refused = await begun('refused')
  expect(await purgeAtOf(taken)).toBeUndefined()
  await intents.decide(taken, 'taken')
  await intents.decide(refused, 'undoing')
  await intents.refuse(refused, longAgo)
  expect([await purgeAtOf(taken), await purgeAtOf(refused)]).toEqual([undefined, undefined])
  await intents.finish(taken)
  await intents.close(refused)
  for (const one of [taken, refused]) {
    expect((await purgeAtOf(one))?.getTime()).toBeGreaterThan(Date.now() + 59 * dayMs)
  }
})

import { afterAll, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { createMaterialReadingStore } from '../../../models/material-readings.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import { createKeepReadings, readingsOf } from './readings.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const store = createMaterialReadingStore(db.connection)
const hear = createKeepReadings(store)
const minute = (n: number) => new Date(Date.parse('2026-03-02T10:00:00+08:00') + n * 60_000)

function read(n: number, staff: string, messageId: string, more: { isTest?: boolean; name?: string } = {}) {
  const { isTest = false, name = 'material.viewed' } = more
  // Three at a time in one moment, as after an outage.
  const props = { staff, messageId, title: '换季护肤三步', link: 'link', ...(n % 2 && { sharedBy: 'c_0' }) }
  const event = { _id: `radar:${String(n).padStart(3, '0')}`, name, at: minute(Math.floor(n / 3)), props }
  return hear(event as unknown as KeluEvent, { _id: `c_${n}`, isTest } as Customer)
}
async function all(staff: 'everybody' | string[], messageId?: string): Promise<string[]> {
  const found: string[] = []
  for (let after: { at: Date; id: string } | null = null; ; ) {
    const page = await readingsOf(store, { staff, messageId }, { after, limit: 4 })
    found.push(...page.map(({ customerId }) => customerId))
    const last = page.at(-1)
    if (last === undefined) return found
    after = { at: last.at, id: last._id }
  }
}

it('lists who read what of whom, each reading once, the newest first, however the pages fall', async () => {
  const staffOf = ['LiLei', 'hanmei', 'wang']
  const pieceOf = (n: number) => (n % 4 === 0 ? 'article' : 'poster')
  for (let n = 0; n < 30; n += 1) await read(n, staffOf[n % 3] as string, pieceOf(n))
  await read(7, 'hanmei', 'poster')
  await read(40, 'lilei', 'article', { isTest: true })
  await read(41, 'lilei', 'article', { name: 'message.clicked' })
  // By the rule: the later minute first, within one the lower id.
  const order = Array.from({ length: 30 }, (_, n) => n).sort(
    (a, b) => Math.floor(b / 3) - Math.floor(a / 3) || a - b,
  )
  const expected = (is: (n: number) => boolean) => order.filter(is).map((n) => `c_${n}`)
  expect(await all('everybody')).toEqual(expected(() => true))
  expect(await all('everybody', 'article')).toEqual(expected((n) => n % 4 === 0))
  expect(await all(['lilei'])).toEqual(expected((n) => n % 3 === 0))
  expect(await all(['LILEI', 'wang', 'wang'], 'poster')).toEqual(expected((n) => n % 3 !== 1 && n % 4 !== 0))
  expect(await all([])).toEqual([])
  const [newest] = await readingsOf(store, { staff: ['lilei'] }, { after: null, limit: 1 })
  expect(newest).toMatchObject({ staff: 'lilei', title: '换季护肤三步', sharedBy: 'c_0' })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createAuditLogHandlers } from './handlers.ts'

let world: AdminWorld
beforeEach(async () => {
  world = await adminWorld((ground) => ({
    contract: { auditLog: contract.auditLog },
    handlers: { auditLog: createAuditLogHandlers(ground) },
  }))
})
afterEach(() => world.close())

it('tells the latest first, page by page, and by whom, what or on what', async () => {
  const zhou = { memberId: 'zhou', name: '周敏', address: '203.0.113.7' }
  for (let n = 1; n <= 5; n++) {
    await world.auditLog.record(n === 3 ? { memberId: 'kelu' } : zhou, {
      action: n % 2 === 0 ? 'journey.paused' : 'journey.published',
      on: `journey:m${n}`,
      details: { n },
    })
  }
  const cookie = await world.as('operator')
  const ask = async (query: string) => (await world.call('GET', `/audit-log?${query}`, { cookie })).body
  const numbers = (page: { items: { details: { n: number } }[] }) =>
    page.items.map(({ details }) => details.n)

  const first = await ask('limit=2')
  expect(first.items[0]).toEqual({
    id: expect.any(String),
    by: 'zhou',
    byName: '周敏',
    action: 'journey.published',
    on: 'journey:m5',
    at: world.realClock.now().toISOString(),
    address: '203.0.113.7',
    details: { n: 5 },
  })
  const second = await ask(`limit=2&after=${first.next}`)
  const third = await ask(`limit=2&after=${second.next}`)
  expect([numbers(first), numbers(second), numbers(third), third.next]).toEqual([[5, 4], [3, 2], [1], null])
  expect(numbers(await ask('by=zhou&action=journey.published'))).toEqual([5, 1])
  expect(numbers(await ask('on=journey:m2'))).toEqual([2])
})

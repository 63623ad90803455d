import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

describe('the log is a chain (B13)', () => {
  const zhou = { memberId: 'zhou', name: '周敏' }
  const deed = (n: number) => ({
    action: 'journey.paused',
    on: `journey:m${n}`,
    details: { n, since: new Date(0) },
  })
  const proof = async () =>
    (await world.call('GET', '/audit-log-proof', { cookie: await world.as('owner') })).body
  const log = () => world.connection.collection('auditLog')

  it('whose places are each taken once, however many write at a time', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => world.auditLog.record(zhou, deed(n))))
    expect(await proof()).toEqual({
      entries: 40,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      brokenAt: null,
    })
    const places = (await log().find().sort({ _id: 1 }).toArray()).map(({ _id }) => String(_id))
    expect(places[0]).toBe('~000000000001')
    expect(places.at(-1)).toBe('~000000000040')
  })

  it.each([
    [
      'changed',
      () => log().updateOne({ _id: '~000000000002' as never }, { $set: { by: 'nobody' } }),
      '~000000000002',
    ],
    [
      'changed inside',
      () => log().updateOne({ _id: '~000000000002' as never }, { $set: { 'details.n': 9 } }),
      '~000000000002',
    ],
    ['taken out', () => log().deleteOne({ _id: '~000000000002' as never }), '~000000000003'],
    [
      'given a hash of somebody’s own',
      () => log().updateOne({ _id: '~000000000001' as never }, { $set: { hash: 'f'.repeat(64) } }),
      '~000000000001',
    ],
  ])('and tells where an entry was %s', async (_, tamper, place) => {
    for (let n = 1; n <= 4; n++) await world.auditLog.record(zhou, deed(n))
    await tamper()
    expect(await proof()).toMatchObject({ brokenAt: place })
  })

  it('goes on behind entries of before there was one', async () => {
    await log().insertOne({
      _id: '01J000000000000000000000AA' as never,
      by: 'zhou',
      action: 'x',
      at: new Date(0),
    })
    await world.auditLog.record(zhou, deed(1))
    expect(await proof()).toMatchObject({ entries: 1, brokenAt: null })
    const cookie = await world.as('operator')
    const { items } = (await world.call('GET', '/audit-log?limit=5', { cookie })).body
    expect(items.map(({ id }: { id: string }) => id)).toEqual(['~000000000001', '01J000000000000000000000AA'])
  })

  it('leaves as a file, nothing in it a formula, and that is noted', async () => {
    await world.auditLog.record({ ...zhou, name: '=1+1' }, deed(1))
    const cookie = await world.as('owner')
    const { status, body } = await world.call('POST', '/audit-log-file', { cookie, body: {} })
    expect(status).toBe(200)
    const [head, first, second] = body.trim().split('\r\n')
    expect(head).toContain('指纹')
    expect(first).toContain(`'=1+1`)
    expect(first).toMatch(/[0-9a-f]{64}/)
    expect(second).toContain('auditLog.exported')
    expect(
      (await world.call('POST', '/audit-log-file', { cookie: await world.as('marketer'), body: {} })).status,
    ).toBe(403)
  })
})

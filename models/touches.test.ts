import { afterAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { createMemoryTouches } from './memory/touches.ts'
import type { Touch } from './touch.ts'
import { createTouchStore, whenReleased } from './touches.ts'

const db = await testDatabase()
afterAll(() => db.drop())

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute))
const aTouch = (_id: string, more: Partial<Touch> = {}): Touch => ({
  _id,
  customerId: 'c',
  messageId: 'm',
  purpose: 'marketing',
  state: 'planned',
  rev: 0,
  attempts: [],
  decisions: [],
  links: {},
  createdAt: at(0),
  isTest: false,
  ...more,
})

describe.each([
  ['in the store', createTouchStore(db.connection)],
  ['in memory', createMemoryTouches()],
])('the ledger of touches %s', (_, touches) => {
  const ids = (found: Touch[]) => found.map(({ _id }) => _id)

  it('lets whoever comes first stand', async () => {
    expect(await touches.insert(aTouch('first'))).toBe(true)
    expect(await touches.insert(aTouch('first', { messageId: 'other' }))).toBe(false)
    expect(await touches.find('first')).toEqual(aTouch('first'))
    expect(await touches.find('nobody')).toBeNull()
  })
  it('says by which decision a touch stands, and keeps that where nothing was decided', async () => {
    const decided = (reason: string) => ({ at: at(1), gate: 'consent', verdict: 'skip' as const, reason })
    const touch = aTouch('standing', { decisions: [decided('first')] })
    await touches.insert(touch)
    expect((await touches.find('standing'))?.standsBy).toEqual({ gate: 'consent', reason: 'first' })
    const next = await touches.advance(touch, { decisions: [decided('first'), decided('last')] })
    expect(next?.standsBy).toEqual({ gate: 'consent', reason: 'last' })
    await touches.advance(next ?? touch, { state: 'skipped' })
    expect((await touches.find('standing'))?.standsBy).toEqual({ gate: 'consent', reason: 'last' })
  })
  it('moves a touch on once, sets what is given, removes what is null and keeps what is undefined', async () => {
    const touch = aTouch('moved', { dueAt: at(1), sweepAt: at(2), opens: 1 })
    await touches.insert(touch)
    const changes = { state: 'sending', dueAt: null, opens: undefined } as const
    const moves = await Promise.all(
      [1, 2, 3].map(() => touches.advance(touch, { ...changes, signals: ['s'] })),
    )
    const { dueAt: _, ...kept } = touch
    const moved = { ...kept, state: 'sending', signals: ['s'], rev: 1 }
    expect(moves.filter((move) => move !== null)).toStrictEqual([moved])
    expect(await touches.find('moved')).toStrictEqual(moved)
    expect(await touches.advance(touch, { state: 'sent' })).toBeNull()
  })
  it('is not changed by what is done to a touch that was read', async () => {
    await touches.insert(aTouch('read'))
    const read = await touches.find('read')
    read?.decisions.push({ at: at(0), gate: 'g', verdict: 'pass', reason: 'r' })
    expect((await touches.find('read'))?.decisions).toEqual([])
  })
  it('counts what machines opened and moves nothing else', async () => {
    await touches.insert(aTouch('opened'))
    await touches.countMachineOpen('opened')
    await touches.countMachineOpen('opened')
    expect(await touches.find('opened')).toEqual(aTouch('opened', { machineOpens: 2 }))
  })
  it('finds those that were attempted at a moment, to the millisecond', async () => {
    const attempt = (ms: number) => ({
      ref: 'r#1',
      channel: 'email' as const,
      at: new Date(at(50).getTime() + ms),
    })
    await touches.insert(aTouch('then', { attempts: [attempt(1), attempt(7)] }))
    await touches.insert(aTouch('later', { attempts: [attempt(8)] }))
    expect(ids(await touches.attemptedAt(attempt(7).at))).toEqual(['then'])
    expect(await touches.attemptedAt(attempt(6).at)).toEqual([])
  })
  it('finds what is due, earliest first, up to the limit', async () => {
    for (const minute of [3, 1, 2, 9]) await touches.insert(aTouch(`due${minute}`, { sweepAt: at(minute) }))
    await touches.insert(aTouch('never'))
    const due = ids(await touches.dueForSweep(at(3), 10)).filter((id) => id.startsWith('due'))
    expect(due).toEqual(['due1', 'due2', 'due3'])
    expect(await touches.dueForSweep(at(3), 1)).toHaveLength(1)
  })
  it('finds what earlier publications hold, which is never due by time', async () => {
    for (const heldBy of [3, 4, 5])
      await touches.insert(aTouch(`held${heldBy}`, { sweepAt: whenReleased, heldBy }))
    const found = ids(await touches.heldBefore(5, 10))
    expect(found.sort()).toEqual(['held3', 'held4'])
    expect(await touches.heldBefore(5, 1)).toHaveLength(1)
    expect(await touches.dueForSweep(new Date(Date.UTC(2999, 0)), 100)).not.toContainEqual(
      expect.objectContaining({ _id: 'held3' }),
    )
  })
  it('finds the pop-ups that wait, oldest first, twenty at most, and none that was closed before it was placed', async () => {
    for (let n = 25; n >= 0; n -= 1) {
      const popupState = n === 0 ? 'shown' : 'waiting'
      const state = n === 1 ? 'skipped' : 'sent'
      await touches.insert(aTouch(`pop${n}`, { customerId: 'popups', popupState, state, createdAt: at(n) }))
    }
    const asked = {
      customerId: 'popups',
      purpose: 'requested',
      popupState: 'waiting',
      state: 'sent',
    } as const
    await touches.insert(aTouch('asked', { ...asked, createdAt: at(59) }))
    const found = ids(await touches.waitingPopups(['popups', 'x'], ['requested', 'marketing']))
    expect(found).toEqual(Array.from({ length: 20 }, (_, n) => `pop${n + 2}`))
    expect(ids(await touches.waitingPopups(['popups', 'x'], ['requested']))).toEqual(['asked'])
  })
  it('finds the touches of customers and of a state, newest first', async () => {
    for (const n of [1, 3, 2])
      await touches.insert(aTouch(`of${n}`, { customerId: `of${n % 2}`, state: 'failed', createdAt: at(n) }))
    expect(ids(await touches.ofCustomers(['of0', 'of1'], 10))).toEqual(['of3', 'of2', 'of1'])
    expect(ids(await touches.ofCustomers(['of1'], 1))).toEqual(['of3'])
    expect(ids(await touches.inState('failed', 2))).toEqual(['of3', 'of2'])
  })
})

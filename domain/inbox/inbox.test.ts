import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createInboxStore, type InboxStore } from '../../models/inbox.ts'
import { mendIndexes } from '../../models/indexes.ts'
import { type MovableClock, movableClock } from '../../test/setup/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/setup/database.ts'
import { createSealing } from '../customers/sealing.ts'
import { DomainError } from '../errors.ts'
import { silentLog } from '../log.ts'
import { createInbox, type InboxHandler, retryDelayMs } from './inbox.ts'

let db: TestDatabase
let store: InboxStore
let clock: MovableClock
let counted: string[]
const sealer = createSealing({ data: [{ kid: 'k', key: randomBytes(32) }], blindIndex: randomBytes(32) })

beforeEach(async () => {
  db = await testDatabase()
  store = createInboxStore(db.connection)
  await mendIndexes(db.connection)
  clock = movableClock()
  counted = []
})
afterEach(async () => {
  vi.useRealTimers()
  await db.drop()
})

function inboxWith(test: InboxHandler) {
  const count = (_source: string, outcome: string) => counted.push(outcome)
  return createInbox({ store, sealer, clock, log: silentLog, handlers: { test }, count })
}
const record = (_id = 'test:1') => ({
  _id,
  source: 'test',
  kind: 'thing',
  at: clock.now(),
  payload: { phone: '138' },
})

describe('inbox', () => {
  it('hands the payload to the handler of its source and closes the record', async () => {
    const seen: unknown[] = []
    const inbox = inboxWith(async (payload) => {
      seen.push(payload)
      return 'done'
    })
    expect(await inbox.accept(record())).toBe('new')
    await inbox.process('test:1')
    expect(seen).toEqual([{ phone: '138' }])
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 1, lease: null })
    expect(counted).toEqual(['new', 'done'])
  })

  it('accepts one id once, and does a closed record no second time', async () => {
    let runs = 0
    const inbox = inboxWith(async () => {
      runs++
      return 'done'
    })
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => inbox.accept(record())))
    expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1)
    await inbox.process('test:1')
    await inbox.process('test:1')
    expect(runs).toBe(1)
  })

  it('is worked on by one at a time', async () => {
    let runs = 0
    const inbox = inboxWith(async () => {
      runs++
      return 'done'
    })
    await inbox.accept(record())
    await Promise.all(Array.from({ length: 10 }, () => inbox.process('test:1')))
    expect(runs).toBe(1)
  })

  it('is taken up by the sweep after the lease of a process that died', async () => {
    const inbox = inboxWith(async () => 'done')
    await inbox.accept(record())
    await store.claim('test:1', 'of-the-dead', clock.now(), new Date(clock.now().getTime() + 60_000))
    expect(await inbox.sweep()).toBe(0)
    clock.advance(60_000)
    expect(await inbox.sweep()).toBe(1)
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 2 })
  })

  it('stays in the hands of a living process, however long its turn takes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    let runs = 0
    let begin = () => {}
    let end = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const slow = inboxWith(async () => {
      runs++
      begin()
      await new Promise<void>((resolve) => (end = resolve))
      return 'done'
    })
    await slow.accept(record())
    const working = slow.process('test:1')
    await begun
    clock.advance(7_000)
    await vi.advanceTimersByTimeAsync(7_000)
    await vi.waitFor(async () =>
      expect(await store.due(new Date(clock.now().getTime() + 7_000), 1)).toEqual([]),
    )
    clock.advance(60_000)
    expect(await store.due(clock.now(), 1)).toEqual(['test:1'])
    await slow.sweep()
    expect(runs).toBe(1)
    end()
    await working
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 1 })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not kept by whoever has lost it, or is done with it', async () => {
    await inboxWith(async () => 'done').accept(record())
    const [now, later] = [clock.now(), new Date(clock.now().getTime() + 60_000)]
    await store.claim('test:1', 'mine', now, now)
    await store.keep(new Map([['test:1', 'of another']]), later)
    expect(await store.due(now, 1)).toEqual(['test:1'])
    await store.keep(new Map([['test:1', 'mine']]), later)
    expect(await store.due(now, 1)).toEqual([])
  })

  it('left behind with many others is taken up together with them, not after them', async () => {
    const begun: string[] = []
    let end = () => {}
    const gate = new Promise<void>((resolve) => (end = resolve))
    const inbox = inboxWith(async (_, { _id }) => {
      begun.push(_id)
      await gate
      return 'done'
    })
    const ids = Array.from({ length: 50 }, (_, n) => `test:${n}`)
    for (const id of ids) await inbox.accept(record(id))
    const sweeping = inbox.sweep()
    await vi.waitFor(() => expect(begun).toHaveLength(ids.length))
    end()
    expect(await sweeping).toBe(ids.length)
  })

  it('cannot be closed by somebody whose lease was lost', async () => {
    await inboxWith(async () => 'done').accept(record())
    const until = new Date(clock.now().getTime() + 60_000)
    await store.claim('test:1', 'slow', clock.now(), until)
    await store.claim('test:1', 'next', until, new Date(until.getTime() + 60_000))
    expect(await store.close('test:1', 'slow', 'done')).toBe(false)
    expect(await store.find('test:1')).toMatchObject({ state: 'received', lease: 'next' })
  })

  it('is tried again after growing delays, and kept as failed when it never works', async () => {
    const inbox = inboxWith(() => Promise.reject(new DomainError('platform.unavailable')))
    await inbox.accept(record())
    await inbox.process('test:1')
    expect(await inbox.nextDueAt()).toEqual(new Date(clock.now().getTime() + 5_000))
    clock.advance(4_999)
    expect(await inbox.sweep()).toBe(0)
    for (let tries = 1; tries < 24; tries++) {
      clock.advance(retryDelayMs(tries))
      await inbox.sweep()
    }
    expect(await store.find('test:1')).toMatchObject({
      state: 'failed',
      tries: 24,
      note: 'platform.unavailable',
    })
    expect(counted.at(-1)).toBe('failed')
    expect(await inbox.nextDueAt()).toBeNull()
  })

  it('is tried again when the refusal says so, and not only after the usual delay', async () => {
    let runs = 0
    const inbox = inboxWith(async () => {
      runs += 1
      if (runs < 4) {
        throw new DomainError('platform.unavailable', { until: new Date(clock.now().getTime() + 1_000) })
      }
      return 'done'
    })
    await inbox.accept(record())
    await inbox.process('test:1')
    for (let second = 0; second < 3; second++) {
      clock.advance(1_000)
      await inbox.sweep()
    }
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 4 })
  })

  it('of a process that died in its hands is taken up within eight seconds: a welcome code lives twenty', async () => {
    let finish = () => {}
    const inbox = inboxWith(() => new Promise((resolve) => (finish = () => resolve('done'))))
    await inbox.accept(record())
    const dying = inbox.process('test:1')
    await expect.poll(async () => (await store.find('test:1'))?.tries).toBe(1)
    clock.advance(8_000)
    const next = inboxWith(async () => 'done')
    expect(await next.sweep()).toBe(1)
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 2 })
    finish()
    await dying
  })

  it('gives up at once on a record that is wrong in itself', async () => {
    const inbox = inboxWith(() => Promise.reject(new DomainError('identity.malformed')))
    await inbox.accept(record())
    await inbox.process('test:1')
    expect(await store.find('test:1')).toMatchObject({ state: 'failed', tries: 1 })
  })

  it('keeps what it does not understand, counted', async () => {
    const inbox = inboxWith(async () => 'ignored')
    await inbox.accept(record())
    await inbox.process('test:1')
    expect(await store.countByState()).toEqual({ received: 0, done: 0, failed: 0, ignored: 1 })
  })

  it('never lets an open record expire, and a closed one after 30 days', async () => {
    const inbox = inboxWith(async () => 'done')
    await inbox.accept(record())
    expect((await store.find('test:1'))?.expiresAt).toBeUndefined()
    await inbox.process('test:1')
    const expiresAt = (await store.find('test:1'))?.expiresAt?.getTime() ?? 0
    expect((expiresAt - Date.now()) / 86_400_000).toBeCloseTo(30, 2)
  })

  it('holds no payload in clear', async () => {
    await inboxWith(async () => 'done').accept(record())
    expect(JSON.stringify(await store.find('test:1'))).not.toContain('138')
  })

  it('refuses a source nobody handles, before anything is acknowledged', async () => {
    const inbox = inboxWith(async () => 'done')
    await expect(inbox.accept({ ...record(), source: 'other' })).rejects.toThrow('no handler')
  })
})

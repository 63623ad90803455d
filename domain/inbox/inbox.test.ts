import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createInboxStore, type InboxStore } from '../../models/inbox.ts'
import { mendIndexes } from '../../models/indexes.ts'
import { type MovableClock, movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { commandsDuring } from '../../test/testing/store-commands.ts'
import { createSealing } from '../customers/sealing.ts'
import { DomainError } from '../errors.ts'
import { silentLog } from '../log.ts'
import {
  createInbox,
  type InboxHandler,
  type NewInboxRecord,
  retryDelayMs,
  type UrgentInboxHandler,
} from './inbox.ts'

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

let processes = 0
function inboxWith(test: InboxHandler | UrgentInboxHandler, workerId = `worker-${++processes}`) {
  const count = (_source: string, outcome: string) => counted.push(outcome)
  return createInbox({ store, sealer, clock, log: silentLog, handlers: { test }, count, workerId })
}
/** Accepted by a process that has no free hand. */
function stored(...records: NewInboxRecord[]) {
  const busy = inboxWith(async () => 'done')
  busy.stop()
  return Promise.all(records.map((each) => busy.accept(each)))
}
const later = (ms: number) => new Date(clock.now().getTime() + ms)
const dueIn = async (ms: number) => (await store.due(later(ms), clock.now(), 10)).map(({ _id }) => _id)
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
    await stored(record())
    await store.claim('test:1', 'of-the-dead', clock.now(), later(60_000))
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
    await vi.waitFor(async () => expect(await dueIn(7_000)).toEqual([]), 60_000)
    clock.advance(60_000)
    expect(await dueIn(0)).toEqual(['test:1'])
    await slow.sweep()
    expect(runs).toBe(1)
    end()
    await working
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 1 })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not kept by whoever has lost it, or is done with it', async () => {
    await stored(record())
    await store.claim('test:1', 'mine', clock.now(), clock.now())
    await store.keep(['test:1'], 'of another', later(60_000))
    expect(await dueIn(0)).toEqual(['test:1'])
    await store.keep(['test:1'], 'mine', later(60_000))
    expect(await dueIn(0)).toEqual([])
  })

  it('cannot be closed by somebody whose lease was lost', async () => {
    await stored(record())
    await store.claim('test:1', 'slow', clock.now(), later(60_000))
    await store.claim('test:1', 'next', later(60_000), later(120_000))
    expect(await store.close(['test:1'], 'slow', 'done')).toBe(0)
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

  it('of a process known to be dead is free at once, of a living one not, and what is due later keeps its time', async () => {
    const unending = () => new Promise<never>(() => undefined)
    for (const [worker, id] of [
      ['dead', 'test:1'],
      ['living', 'test:2'],
    ] as const) {
      const inbox = inboxWith(unending, worker)
      await inbox.accept(record(id))
      void inbox.process(id)
    }
    await stored(record('test:3'))
    await store.claim('test:3', 'next', clock.now(), later(1))
    await store.postpone('test:3', 'next', later(60_000), 'away')

    const next = inboxWith(async () => 'done', 'next')
    expect(await next.sweep()).toBe(0)
    expect(await next.freeBut(['living', 'next'])).toBe(1)
    expect(await next.sweep()).toBe(1)
    expect(await store.find('test:1')).toMatchObject({ state: 'done', tries: 2 })
    expect(await store.find('test:2')).toMatchObject({ state: 'received', lease: 'living' })
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

describe('the way of a record', () => {
  it('is one insert and one close while a hand is free, and many at once share them', async () => {
    const inbox = inboxWith(async () => 'ignored')
    const through = async (...ids: string[]) => {
      await Promise.all(ids.map((id) => inbox.accept(record(id)).then(() => inbox.process(id))))
    }
    expect(await commandsDuring(db.connection, () => through('test:1'))).toEqual([
      'insert inbox',
      'update inbox',
    ])
    const many = Array.from({ length: 50 }, (_, n) => `test:many:${n}`)
    const commands = await commandsDuring(db.connection, () => through(...many))
    expect(commands.length).toBeLessThanOrEqual(10)
    expect(await store.countByState()).toMatchObject({ ignored: 51, received: 0 })
  })

  it('of a kind nothing follows from is one insert, and kept as long as any that is closed', async () => {
    const handle = async () => Promise.reject(new Error('must not be asked'))
    const inbox = inboxWith({ handle, urgent: handle, ignores: (kind) => kind === 'thing' })
    const outcomes: string[] = []
    const commands = await commandsDuring(db.connection, async () => {
      for (const _ of [1, 2]) {
        outcomes.push(await inbox.accept(record()))
        if (outcomes.length === 1) await inbox.process('test:1')
      }
    })
    expect(outcomes).toEqual(['new', 'repeat'])
    expect(commands).toEqual(['insert inbox', 'insert inbox'])
    expect(counted).toEqual(['new', 'ignored', 'repeat'])
    expect(await store.find('test:1')).toMatchObject({ state: 'ignored', expiresAt: expect.any(Date) })
    expect(await dueIn(3_600_000)).toEqual([])
  })

  it('tells apart what is new and what came before, also when both arrive in one group', async () => {
    const inbox = inboxWith(async () => 'done')
    await inbox.accept(record('test:0'))
    const ids = ['test:1', 'test:0', 'test:1', 'test:2']
    expect(await Promise.all(ids.map((id) => inbox.accept(record(id))))).toEqual([
      'new',
      'repeat',
      'repeat',
      'new',
    ])
  })

  it('never lies later than it was heard, whatever the clock of its sender says', async () => {
    await stored({ ...record(), at: later(300_000) }, { ...record('test:2'), at: later(-300_000) })
    expect((await store.find('test:1'))?.at).toEqual(clock.now())
    expect((await store.find('test:2'))?.at).toEqual(later(-300_000))
  })

  it('writes the leases of those in hand again only when they are about to end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const ends: (() => void)[] = []
    const inbox = inboxWith(() => new Promise((resolve) => ends.push(() => resolve('done'))))
    for (const id of ['test:1', 'test:2']) await inbox.accept(record(id))
    const working = ['test:1', 'test:2'].map((id) => inbox.process(id))
    const keepsDuring = (ms: number) =>
      commandsDuring(db.connection, async () => {
        clock.advance(ms)
        await vi.advanceTimersByTimeAsync(ms)
      })
    expect(await keepsDuring(2_000)).toEqual([])
    expect(await keepsDuring(2_000)).toEqual(['update inbox'])
    await vi.waitFor(async () => expect(await dueIn(7_000)).toEqual([]), 60_000)
    for (const end of ends) end()
    await Promise.all(working)
  })
})

describe('a process told to end', () => {
  it('takes up nothing more, ends what it began, and leaves the rest to others at once', async () => {
    let end = () => {}
    const begun: string[] = []
    const ending = inboxWith(async (_, { _id }) => {
      begun.push(_id)
      await new Promise<void>((resolve) => (end = resolve))
      return 'done'
    })
    const ids = Array.from({ length: 20 }, (_, n) => `test:${n}`)
    for (const id of ids) await ending.accept(record(id))
    const working = ids.map((id) => ending.process(id))
    await vi.waitFor(() => expect(begun).toHaveLength(8), 60_000)
    ending.stop()
    await stored(record('test:later'))
    expect(await ending.sweep()).toBe(0)
    await Promise.all(working.slice(8))
    const left = [...ids.slice(8), 'test:later']
    const due = await store.due(clock.now(), clock.now(), 50)
    expect(due.map(({ _id }) => _id).toSorted()).toEqual(left.toSorted())
    const others: string[] = []
    const next = inboxWith(async (_, { _id, tries }) => {
      others.push(_id)
      expect(tries).toBe(1)
      return 'done'
    })
    await next.sweep()
    expect(others.toSorted()).toEqual(left.toSorted())
    expect(begun).toHaveLength(8)
    void end
  })
})

describe('what cannot wait', () => {
  it('goes before the rest of everybody, the newest first, and what is too late waits with the rest', async () => {
    const told: string[] = []
    let [openOne, openAll] = [() => {}, () => {}]
    const one = new Promise<void>((resolve) => (openOne = resolve))
    const gate = new Promise<void>((resolve) => (openAll = resolve))
    const inbox = inboxWith({
      async urgent(_, { _id }) {
        told.push(`urgent ${_id}`)
        await (_id === 'test:early:0' ? one : gate)
        return _id
      },
      async handle(_, { _id }, begun) {
        told.push(`${begun === _id ? 'rest' : 'all'} ${_id}`)
        return 'done'
      },
    })
    const urgentRecord = (id: string, ms: number) => ({ ...record(id), urgentUntil: later(ms) })
    // As many as begin at once, then three who must wait: one of them for too long.
    const early = Array.from({ length: 32 }, (_, n) => urgentRecord(`test:early:${n}`, 20_000))
    const all = [
      ...early,
      urgentRecord('test:a', 5_000),
      urgentRecord('test:b', 20_000),
      urgentRecord('test:c', 20_000),
    ]
    const working: Promise<void>[] = []
    for (const each of all) {
      await inbox.accept(each)
      working.push(inbox.process(each._id))
    }
    await vi.waitFor(() => expect(told).toHaveLength(32), 60_000)
    clock.advance(6_000)
    // One place first: of two who are taken up at once the store may answer either first.
    openOne()
    await vi.waitFor(() => expect(told).toContain('urgent test:c'), 60_000)
    openAll()
    await Promise.all(working)
    const urgent = told.filter((each) => each.startsWith('urgent')).slice(32)
    expect(urgent).toEqual(['urgent test:c', 'urgent test:b'])
    expect(told.filter((each) => each.startsWith('rest'))).toHaveLength(34)
    expect(await dueIn(0)).toEqual(['test:a'])
    await inbox.sweep()
    expect(told.at(-1)).toBe('all test:a')
    expect(await store.countByState()).toMatchObject({ done: 35, received: 0 })
  })

  it('is looked for first when a death left more than a page', async () => {
    const old = Array.from({ length: 120 }, (_, n) => ({ ...record(`test:${n}`), payload: n }))
    await stored(...old)
    clock.advance(1_000)
    await stored({ ...record('test:urgent'), urgentUntil: later(20_000) })
    const first: string[] = []
    const inbox = inboxWith({
      urgent: async (_, { _id }) => void first.push(_id),
      handle: async () => 'done',
    })
    await inbox.sweep()
    expect(first).toEqual(['test:urgent'])
    expect(await store.find('test:urgent')).toMatchObject({ state: 'done' })
  })
})

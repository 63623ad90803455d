import { afterAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { createCouponStore } from './coupons.ts'
import { createDefinitionStore } from './definitions.ts'
import { createEntryStore } from './entries.ts'
import { createEventStore } from './events.ts'
import { createIdentityStore } from './identities.ts'
import { createJobTimes } from './job-times.ts'
import { createJourneyStore } from './journeys.ts'
import { createKeyStore } from './keys.ts'
import { createLinkStore } from './links.ts'
import { createSessionStore } from './sessions.ts'
import { createStaffStore } from './staff.ts'
import { createTaskStore, type Task } from './tasks.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute))

describe('coupons', () => {
  const coupons = createCouponStore(db.connection)
  const grant = (cause: string, code: string) => ({
    _id: `grant:${cause}`,
    batchId: 'b',
    customerId: 'c',
    number: 0,
    code,
    validFrom: at(0),
    validUntil: at(9),
    grantedAt: at(code === 'first' ? 1 : 2),
  })
  it('one cause grants once: whoever was first stands', async () => {
    expect(await coupons.insertGrant(grant('x', 'first'))).toMatchObject({ code: 'first' })
    expect(await coupons.insertGrant(grant('x', 'second'))).toMatchObject({ code: 'first' })
    await coupons.insertGrant(grant('y', 'third'))
    expect((await coupons.grantsOf(['c'], 9)).map(({ code }) => code)).toEqual(['third', 'first'])
  })
  it('a stock begins at nothing used, and of two who read it one replaces it', async () => {
    const [stock] = await Promise.all([coupons.stock('b'), coupons.stock('b')])
    expect(stock).toEqual({ _id: 'b', rev: 0, next: 0, free: [], pending: [] })
    const pending = [{ cause: 'x', number: 0 }]
    const tries = [1, 2].map(() => coupons.replaceStock(stock, { next: 1, pending }))
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    expect(await coupons.stock('b')).toEqual({ _id: 'b', rev: 1, next: 1, free: [], pending })
  })
})

it('an entry follows its newest run, whoever tells of an older one later', async () => {
  const entries = createEntryStore(db.connection)
  const begun = (n: number, key?: string) => ({
    entry: { _id: `j:c${key ?? ''}`, journeyId: 'j', customerId: 'c', key },
    n,
    run: { _id: `run${n}`, startedAt: at(n), cause: `cause${n}` },
  })
  for (const n of [1, 3, 2, 3]) await entries.follow([begun(n)])
  await entries.follow([begun(1, 'k'), begun(1)])
  const [plain, keyed] = await entries.findMany(['j:c', 'j:ck'])
  expect(plain).toMatchObject({ count: 3, lastRunId: 'run3', causes: ['cause1', 'cause3'] })
  expect(plain).not.toHaveProperty('key')
  expect(keyed).toMatchObject({ key: 'k', count: 1 })
})

it('an event is new once, open until it is closed, and stays closed', async () => {
  const events = createEventStore(db.connection)
  const event = (n: number) => ({
    _id: `e${n}`,
    customerId: 'c',
    name: 'n',
    at: at(n),
    receivedAt: at(n),
    props: {},
    source: 's',
  })
  expect(await events.insert([event(1), event(2)], { ids: new Set(['e1']), since: at(5) })).toEqual(
    new Set(['e1', 'e2']),
  )
  expect(await events.insert([event(2), event(3)], { ids: new Set(), since: at(5) })).toEqual(new Set(['e3']))
  expect((await events.waitingSince(at(5), 9)).map(({ _id }) => _id)).toEqual(['e1'])
  await events.postpone('e1', { openSince: at(8), tries: 1, applied: false })
  expect(await events.find('e1')).not.toHaveProperty('applied')
  await events.close('e1')
  await events.postpone('e1', { openSince: at(9), tries: 2, applied: true })
  expect(await events.find('e1')).toEqual(event(1))
  const wanted = { names: ['n'], since: at(2), limit: 9 }
  expect(await events.history(['c'], wanted)).toEqual([event(2), event(3)])
})

it('of an event everybody is told the entry noted first, until that very note is taken back', async () => {
  const events = createEventStore(db.connection)
  const event = { _id: 'e', customerId: 'c', name: 'n', at: at(1), receivedAt: at(1), props: {}, source: 's' }
  await events.insert([event], { ids: new Set(), since: at(1) })
  const nth = (customerId: string, n = 1) => ({
    entry: { _id: `j:${customerId}`, journeyId: 'j', customerId },
    n,
  })
  const [a, b] = await Promise.all(['a', 'b'].map((id) => events.noteEntry('e', 'j', nth(id))))
  expect(a).toEqual(b)
  const noted = a as ReturnType<typeof nth>
  expect(await events.noteEntry('e', 'k', nth('c'))).toEqual(nth('c'))
  await events.forgetEntry('e', 'j', nth(noted.entry.customerId, 2))
  await events.forgetEntry('e', 'j', nth('other'))
  expect(await events.noteEntry('e', 'j', nth('c'))).toEqual(noted)
  await events.forgetEntry('e', 'j', noted)
  expect(await events.noteEntry('e', 'j', nth('c'))).toEqual(nth('c'))
  expect(await events.history(['c'], { names: ['n'], since: at(0), limit: 9 })).toContainEqual(event)
  await expect(events.noteEntry('none', 'j', nth('c'))).rejects.toThrow('event none is not there')
})

it('an outside id belongs to whoever took it first, until it is moved', async () => {
  const identities = createIdentityStore(db.connection)
  const mine = { _id: 'openid:a:1', customerId: 'c1', verified: false, source: 's', at: at(0) }
  expect(await identities.claim(mine)).toEqual(mine)
  expect(await identities.claim({ ...mine, customerId: 'c2' })).toEqual(mine)
  const to = { customerId: 'c2', verified: true, at: at(1) }
  expect([await identities.move(mine._id, 'c1', to), await identities.move(mine._id, 'c1', to)]).toEqual([
    true,
    false,
  ])
  await identities.repoint('c2', 'c3')
  expect((await identities.findMany([mine._id])).get(mine._id)).toEqual({ ...mine, ...to, customerId: 'c3' })
})

it('a timed job ran at the latest time anybody noted', async () => {
  const times = createJobTimes(db.connection)
  await Promise.all([at(1), at(3), at(2)].map((time) => times.ran('job', time)))
  await times.ran('job', at(3))
  await times.ran('job', at(1))
  expect(await times.all()).toEqual(new Map([['job', at(3)]]))
})

it('a version has its number for itself, and a publication too', async () => {
  const store = createDefinitionStore(db.connection)
  const version = (number: number, hash: string) =>
    ({
      _id: `segment:s@${number}`,
      key: 'segment:s',
      number,
      hash,
      definition: '{}',
      text: 'segment: s',
      origin: 'page',
      by: 'me',
      madeAt: at(number),
    }) as const
  expect([
    await store.insertVersion(version(1, 'a')),
    await store.insertVersion(version(1, 'b')),
    await store.insertVersion(version(2, 'c')),
  ]).toEqual([true, false, true])
  expect(await store.newestVersion('segment:s')).toEqual(version(2, 'c'))
  expect([
    await store.hasVersionLike('segment:s', 'c', 1),
    await store.hasVersionLike('segment:s', 'c', 2),
    await store.hasVersionLike('segment:other', 'c', 2),
  ]).toEqual([false, true, false])

  const publication = (_id: number, by: string) => ({ _id, at: at(0), by, changes: [], heads: [] })
  expect(await store.lastNumber()).toBe(0)
  expect([
    await store.publish(publication(1, 'me')),
    await store.publish(publication(1, 'somebody else')),
    await store.publish(publication(2, 'me')),
  ]).toEqual([true, false, true])
  expect(await store.lastNumber()).toBe(2)
  expect(await store.publication(1)).toEqual(publication(1, 'me'))
})

it('how far entries by time have been made never goes back', async () => {
  const journeys = createJourneyStore(db.connection)
  for (const minute of [1, 3, 2]) await journeys.noteEntered('j', at(minute))
  expect(await journeys.enteredUntil()).toEqual(new Map([['j', at(3)]]))
})

it('a key is noted once and never changed', async () => {
  const keys = createKeyStore(db.connection)
  for (const fingerprint of ['f1', 'f2']) await keys.note({ _id: 'data:k', fingerprint })
  expect(await keys.all()).toEqual([{ _id: 'data:k', fingerprint: 'f1' }])
})

it('a link code leads to one link; storing the same again is no clash', async () => {
  const links = createLinkStore(db.connection)
  const link = {
    _id: 'abc',
    touchId: 't',
    customerId: 'c',
    name: 'n',
    target: 'https://x.example',
    createdAt: at(0),
  }
  expect(await links.insert(link)).toBe(true)
  expect(await links.insert(link)).toBe(true)
  expect(await links.insert({ ...link, touchId: 'other' })).toBe(false)
  expect(await links.find('abc')).toEqual(link)
})

it('a session is good for its kind until it ends, and use prolongs it', async () => {
  const sessions = createSessionStore(db.connection)
  const lifeMs = 600_000
  const { token } = await sessions.open({ kind: 'mp', subject: 'c', now: at(0), lifeMs })
  expect(await sessions.use('staff', token, at(1), lifeMs)).toBeNull()
  expect(await sessions.use('mp', token, at(9), lifeMs)).toMatchObject({ subject: 'c' })
  expect(await sessions.use('mp', token, at(18), lifeMs)).not.toBeNull()
  expect(await sessions.use('mp', token, at(28), lifeMs)).toBeNull()
  await sessions.close(token)
  expect(await sessions.use('mp', token, at(18), lifeMs)).toBeNull()
})

it('a salesperson is found whatever the case of the userid, with what was last said of them', async () => {
  const staff = createStaffStore(db.connection)
  const lilei = { _id: 'lilei', name: '李雷', department: '', onDuty: true, inFallbackPool: false }
  await staff.save({ ...lilei, phone: { kid: 'k', ct: 'c' }, region: undefined })
  expect(await staff.find('LiLei')).toEqual({ ...lilei, phone: { kid: 'k', ct: 'c' } })
  await staff.save({ ...lilei, onDuty: false })
  expect(await staff.all()).toMatchObject([{ onDuty: false }])
})

describe('tasks', () => {
  const tasks = createTaskStore(db.connection)
  const aTask = (_id: string, more: Partial<Task> = {}): Task => ({
    _id,
    customerId: 'c',
    code: _id,
    state: 'offered',
    title: '',
    reasons: ['r'],
    acceptMs: 1,
    notConnected: false,
    offeredTo: ['lilei'],
    notices: [],
    log: [{ at: at(0), what: 'opened', note: undefined }],
    createdAt: at(0),
    rev: 0,
    ...more,
  })
  it('one of an id is written down once, and what is stored is told', async () => {
    expect(await tasks.insert(aTask('t', { assignee: undefined }))).toMatchObject({ title: '' })
    expect(await tasks.insert(aTask('t', { title: 'other' }))).toEqual(
      aTask('t', { log: [{ at: at(0), what: 'opened' }] }),
    )
  })
  it('of two who read it one replaces it; what is undefined then is gone', async () => {
    await tasks.insert(aTask('r', { dueAt: at(1), assignee: 'lilei' }))
    const task = (await tasks.find('r')) as Task
    const tries = [1, 2].map(() => tasks.replace({ ...task, state: 'done', dueAt: undefined }))
    expect((await Promise.all(tries)).filter((next) => next !== null)).toHaveLength(1)
    expect(await tasks.find('r')).toMatchObject({ state: 'done', assignee: 'lilei', rev: 1 })
    expect(await tasks.find('r')).not.toHaveProperty('dueAt')
  })
  it('a code leads to one task; taking one’s own again is no clash', async () => {
    expect([
      await tasks.takeCode('x', 't'),
      await tasks.takeCode('x', 't'),
      await tasks.takeCode('x', 'r'),
    ]).toEqual([true, true, false])
    expect(await tasks.taskIdOfCode('x')).toBe('t')
  })
  it('knows what is due, who has how much, and what is unfinished', async () => {
    for (const [id, minute] of [
      ['d2', 2],
      ['d1', 1],
      ['d9', 9],
    ] as const)
      await tasks.insert(
        aTask(id, { customerId: 'd', assignee: 'hanmei', dueAt: at(minute), createdAt: at(minute) }),
      )
    expect((await tasks.due(at(5), 9)).map(({ _id }) => _id)).toEqual(['d1', 'd2'])
    expect(await tasks.nextDueAt()).toEqual(at(1))
    expect((await tasks.loads()).get('hanmei')).toBe(3)
    expect((await tasks.unfinishedOf(['d'])).map(({ _id }) => _id)).toEqual(['d1', 'd2', 'd9'])
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPageLinkStore } from '../../../models/page-links.ts'
import { type MovableClock, movableClock } from '../../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../../test/testing/database.ts'
import { silentLog } from '../../log.ts'
import { createPageLinks } from './page-links.ts'
import type { PageLinkOutcome } from './ports.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const page = '/pages/coupon?batch=spring'

let db: TestDatabase
let clock: MovableClock
let asked: { page: string; until: Date }[]
let outcomes: PageLinkOutcome[]
let told: { level: string; code: unknown }[]
beforeEach(async () => {
  db = await testDatabase()
  clock = movableClock('2026-03-02T09:00:00+08:00')
  asked = []
  outcomes = []
  told = []
})
afterEach(() => db.drop())

/** A process that resolves links, on the test's store. */
function links() {
  const note = (level: string) => (data: object) =>
    void told.push({ level, code: (data as { code?: unknown }).code })
  return createPageLinks({
    store: createPageLinkStore(db.connection),
    maker: {
      async make({ appid, page }, until) {
        asked.push({ page: appid === 'wx1' ? page : `${appid} ${page}`, until })
        return outcomes.shift() ?? { kind: 'made', url: `https://wxaurl.cn/T${asked.length}` }
      },
    },
    own: 'wx1',
    patienceMs: 60_000,
    clock,
    log: { ...silentLog, warn: note('warn'), error: note('error') },
  })
}
const lifeOf = (n: number) => (asked[n]?.until.getTime() ?? 0) - clock.now().getTime()

it('a page has one link for everybody, whichever process they come to, that is over within 30 days', async () => {
  expect(await links().urlOf(page)).toBe('https://wxaurl.cn/T1')
  expect(lifeOf(0)).toBeLessThanOrEqual(30 * day)
  expect(await links().urlOf(page)).toBe('https://wxaurl.cn/T1')
  expect(await links().urlOf('/pages/other')).toBe('https://wxaurl.cn/T2')
  expect(asked.map((each) => each.page)).toEqual([page, '/pages/other'])
})

it('of 64 who come at once the platform is asked by one', async () => {
  const each = links()
  const urls = await Promise.all(Array.from({ length: 64 }, () => each.urlOf(page)))
  expect(asked).toHaveLength(1)
  expect(new Set(urls.filter((url) => url !== null))).toEqual(new Set(['https://wxaurl.cn/T1']))
})

describe('before its end', () => {
  it('a link is renewed while the old one opens', async () => {
    const each = links()
    await each.urlOf(page)
    clock.advance(28 * day)
    expect(await each.urlOf(page)).toBe('https://wxaurl.cn/T1')
    await expect.poll(() => each.urlOf(page)).toBe('https://wxaurl.cn/T2')
    expect(asked).toHaveLength(2)
  })

  it('one that cannot be renewed is used as long as it opens, and no longer', async () => {
    const each = links()
    await each.urlOf(page)
    outcomes = Array.from({ length: 200 }, () => ({ kind: 'busy', code: '-1' }) as const)
    clock.advance(28 * day)
    expect(await each.urlOf(page)).toBe('https://wxaurl.cn/T1')
    clock.advance(2 * day - 30 * minute)
    expect(await each.urlOf(page)).toBeNull()
  })
})

describe('refused', () => {
  it('for the quota of the day: told by name, and nobody asks before it comes back', async () => {
    const until = new Date('2026-03-03T00:00:00+08:00')
    outcomes = [{ kind: 'quota', code: '45009', until }]
    expect(await links().urlOf(page)).toBeNull()
    clock.set(new Date(until.getTime() - minute))
    expect(await links().urlOf(page)).toBeNull()
    expect(asked).toHaveLength(1)
    expect(told).toEqual([{ level: 'warn', code: '45009' }])
    clock.set(until)
    expect(await links().urlOf(page)).toBe('https://wxaurl.cn/T2')
  })

  it('for good: an operator is told once an hour, not with every visitor', async () => {
    outcomes = [
      { kind: 'refused', code: '40165' },
      { kind: 'refused', code: '40165' },
    ]
    const each = links()
    for (let n = 0; n < 5; n++) expect(await each.urlOf(page)).toBeNull()
    clock.advance(hour)
    expect(await each.urlOf(page)).toBeNull()
    expect(told).toEqual([
      { level: 'error', code: '40165' },
      { level: 'error', code: '40165' },
    ])
  })
})

it('who asked and died is followed by another a minute later', async () => {
  await createPageLinkStore(db.connection).claim(page, clock.now(), new Date(clock.now().getTime() + minute))
  expect(await links().urlOf(page)).toBeNull()
  clock.advance(minute)
  expect(await links().urlOf(page)).toBe('https://wxaurl.cn/T1')
})

it('a page of a brand is asked for by its own mini-program, and is another link than the same page of ours', async () => {
  const page = '/pages/coupon'
  const ours = await links().urlOf(page)
  const theirs = await links().urlOf(page, 'wx2')
  expect(theirs).not.toBe(ours)
  expect(asked.map((one) => one.page)).toEqual([page, `wx2 ${page}`])
  expect(await links().urlOf(page, 'wx2')).toBe(theirs)
  expect(asked).toHaveLength(2)
})

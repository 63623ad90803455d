import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkTogether } from '../../../domain/definitions/check-together.ts'
import { createDrafts } from '../../../domain/definitions/drafts.ts'
import { partsOf } from '../../../domain/definitions/keys.ts'
import { createMeta } from '../../../domain/definitions/meta.ts'
import { createPublish } from '../../../domain/definitions/publish.ts'
import { createPublishDrafts } from '../../../domain/definitions/publish-drafts.ts'
import { createPublished, type Published } from '../../../domain/definitions/published.ts'
import { written } from '../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../domain/log.ts'
import { wireDefinitionsApi } from '../../wiring/definitions-api.ts'
import { wireReviews } from '../../wiring/reviews.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld, type Ground } from '../testing/world.ts'
import { createReviewHandlers } from './handlers.ts'

const session = 'a-browser-tab'
const settings =
  'settings: company\nname: 公司设置\nreview: { people: 5000, couponFen: 5000, settings: true }\n'
const batch = (amountFen: number) =>
  `batch: gift\nname: 回归礼\nkind: fixed\namountFen: ${amountFen}\nvalidity: 14 days\ncodes: { prefix: GIFT }\nquantity: 100\n`

let world: AdminWorld
let published: Published
let publish: ReturnType<typeof createPublish>
const told: string[] = []
const members = ['zhou', 'liu', 'wang'] as const
type Name = (typeof members)[number]

function wireAll({ stores, connection, realClock, auditLog }: Ground) {
  const clock = realClock
  published = createPublished({ store: stores.definitions, log: silentLog })
  publish = createPublish({
    store: stores.definitions,
    published,
    check: async (all) => checkTogether(all, (await stores.drafts.keys()).map(partsOf)),
    users: async () => [],
    clock,
  })
  const drafting = { store: stores.drafts, definitions: stores.definitions, published, clock }
  const publishDrafts = createPublishDrafts({ ...drafting, publish })
  const announce = (topic: string) => void told.push(topic)
  const ground = {
    connection,
    stores,
    published,
    publish,
    publishDrafts,
    auditLog,
    announce,
    clock,
    realClock,
  }
  const reviews = wireReviews(ground)
  return {
    ...wireDefinitionsApi({
      ...ground,
      templatesDir: 'templates',
      drafts: createDrafts({ ...drafting, realClock }),
      meta: createMeta({ ...drafting, store: stores.definitionMeta, testResults: stores.testResults }),
      reviewNeeded: reviews.needed,
      askReview: reviews.ask,
    }),
    reviews: createReviewHandlers({ reviews, members: stores.members.all }),
  }
}

beforeAll(async () => {
  world = await adminWorld((ground) => {
    const { definitions, drafts, publishing, steer, journeys, vocabulary, reviews } = contract
    return {
      contract: { definitions, drafts, publishing, steer, journeys, vocabulary, reviews },
      handlers: wireAll(ground),
    }
  })
  for (const _id of members)
    await world.aMember({ _id, name: _id, role: _id === 'wang' ? 'owner' : 'marketer' })
})
afterAll(() => world.close())
beforeEach(async () => {
  for (const name of ['reviews', 'drafts']) await world.connection.collection(name).deleteMany({})
  await put(`${settings}---\n${batch(4_000)}`)
})

const put = (text: string) =>
  publish({
    publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
    origin: 'file',
    by: 'file',
  })
const ask = async (who: Name, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
  world.call(method, path, { cookie: await world.cookieOf(who), body })
const amount = () => published.registry.couponBatch('gift').amountFen

/** A draft of somebody that a rule wants a second person for. */
async function asked(who: Name, amountFen = 9_900): Promise<string> {
  await ask(who, 'POST', '/definitions/batch/gift/draft', { session })
  await ask(who, 'PUT', '/definitions/batch/gift/draft', { session, text: batch(amountFen) })
  const { body } = await ask(who, 'POST', '/definitions/batch/gift/publish/review', { note: '双12' })
  return body.review
}

describe('what a rule wants a second person for', () => {
  it('is not published without one, waits with what changes, and is published as it was by another', async () => {
    const id = await asked('zhou')
    const alone = await ask('zhou', 'POST', '/definitions/batch/gift/publish', {})
    expect([alone.status, alone.body.error]).toMatchObject([
      409,
      { code: 'review.required', message: '要第二个人复核：券「回归礼」面额 ¥99' },
    ])
    expect((await ask('liu', 'GET', '/reviews')).body.items).toMatchObject([
      {
        id,
        title: '回归礼',
        byName: 'zhou',
        isMine: false,
        note: '双12',
        why: ['券「回归礼」面额 ¥99'],
        stale: null,
      },
    ])
    expect((await ask('liu', 'GET', `/reviews/${id}`)).body.lines).toEqual(
      expect.arrayContaining(['-amountFen: 4000', '+amountFen: 9900']),
    )

    expect((await ask('zhou', 'POST', `/reviews/${id}/approve`)).status).toBe(403)
    expect(amount()).toBe(4_000)
    expect((await ask('liu', 'POST', `/reviews/${id}/approve`)).status).toBe(200)
    expect(amount()).toBe(9_900)
    expect(await world.stores.drafts.find('batch:gift')).toBeNull()
    expect((await ask('zhou', 'GET', '/reviews?look=closed')).body.items).toMatchObject([
      { id, state: 'approved', decidedByName: 'liu' },
    ])
    expect((await ask('wang', 'POST', `/reviews/${id}/approve`)).body.error.code).toBe('review.closed')
    expect((await world.stores.auditLog.list({ action: 'review.approved', limit: 1 }))[0]).toMatchObject({
      by: 'liu',
      on: `review:${id}`,
      details: { askedBy: 'zhou' },
    })
    expect(told).toContain('reviews')
  })

  it('is published once by two who agree at the same moment', async () => {
    const id = await asked('zhou')
    const both = await Promise.all(
      (['liu', 'wang'] as const).map((who) => ask(who, 'POST', `/reviews/${id}/approve`)),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(amount()).toBe(9_900)
  })

  it('is void once its draft says something else', async () => {
    const id = await asked('zhou')
    await ask('zhou', 'PUT', '/definitions/batch/gift/draft', { session, text: batch(99_900) })
    expect((await ask('liu', 'GET', '/reviews')).body.items[0].stale).toBe('提交之后草稿改过')
    expect((await ask('liu', 'POST', `/reviews/${id}/approve`)).body.error).toMatchObject({
      code: 'review.stale',
      message: '提交之后草稿改过，这次复核作废，请提交的人重新提交',
    })
    expect(amount()).toBe(4_000)
  })

  it('is void once others published it, and not when they published something else', async () => {
    const id = await asked('zhou')
    await put(settings.replace('公司设置', '设置'))
    expect((await ask('liu', 'GET', '/reviews')).body.items[0].stale).toBeNull()
    await put(batch(4_500))
    expect((await ask('liu', 'POST', `/reviews/${id}/approve`)).body.error.code).toBe('review.stale')
    expect(amount()).toBe(4_500)
  })

  it('is taken over from somebody who died while publishing it', async () => {
    const id = await asked('zhou')
    const who = { decidedBy: 'wang', decidedByName: 'wang', decidedAt: world.realClock.now() }
    await world.stores.reviews.claim(id, who, new Date(0))
    expect((await ask('liu', 'POST', `/reviews/${id}/approve`)).body.error.code).toBe('review.closed')
    world.realClock.advance(61_000)
    expect((await ask('liu', 'POST', `/reviews/${id}/approve`)).status).toBe(200)
    expect(amount()).toBe(9_900)
  })

  it('is sent back with a reason, or taken back by who asked', async () => {
    const refused = await asked('zhou')
    expect((await ask('liu', 'POST', `/reviews/${refused}/refuse`, { answer: '' })).status).toBe(400)
    await ask('liu', 'POST', `/reviews/${refused}/refuse`, { answer: '面额太高，改到 50 元' })
    const taken = await asked('zhou', 8_800)
    expect((await ask('liu', 'POST', `/reviews/${taken}/withdraw`)).status).toBe(409)
    expect((await ask('zhou', 'POST', `/reviews/${taken}/withdraw`)).status).toBe(200)
    expect((await ask('liu', 'GET', '/reviews?look=closed')).body.items).toMatchObject([
      { id: taken, state: 'withdrawn' },
      { id: refused, state: 'refused', answer: '面额太高，改到 50 元' },
    ])
  })
})

describe('the rules', () => {
  it('want nobody for what stays below them', async () => {
    await ask('zhou', 'POST', '/definitions/batch/gift/draft', { session })
    await ask('zhou', 'PUT', '/definitions/batch/gift/draft', { session, text: batch(5_000) })
    const asking = await ask('zhou', 'POST', '/definitions/batch/gift/publish/review', {})
    expect(asking.body.error.code).toBe('review.not_needed')
    expect((await ask('zhou', 'POST', '/definitions/batch/gift/publish', {})).status).toBe(200)
  })

  it('want one for settings that let more be sent, those of the rules themselves included', async () => {
    const why = async (text: string) => {
      await ask('zhou', 'POST', '/definitions/settings/company/draft', { session })
      await ask('zhou', 'PUT', '/definitions/settings/company/draft', { session, text })
      return (await ask('zhou', 'POST', '/definitions/settings/company/publish/plan', {})).body.review
    }
    expect(await why(`${settings}caps: { perDay: 1 }\n`)).toBeNull()
    expect(await why(`${settings}caps: { perDay: 4 }\n`)).toContain('触达上限调高')
    expect(await why('settings: company\nname: 公司设置\n')).toContain('复核的规则放宽')
  })

  it('want one for a send to more people than they say', async () => {
    await world.connection.collection<{ _id: string }>('customers').insertMany(
      ['a', 'b', 'c'].map((_id) => ({
        _id,
        tags: [{ name: '老客' }],
        segments: [],
        isTest: false,
        profile: {},
      })),
    )
    await put(`${settings.replace('people: 5000', 'people: 2')}---
message: hi
name: 问候
purpose: marketing
sms: { text: 你好 拒收请回复R, templates: { aliyun: SMS_100001 } }
`)
    const text =
      'broadcast: party\nname: 派对\nto: { tag: 老客 }\nat: 2026-03-05T10:00:00+08:00\nsend: { message: hi, channels: [sms] }\n'
    await ask('zhou', 'POST', '/definitions/broadcast/party/draft', { session })
    const saved = await ask('zhou', 'PUT', '/definitions/broadcast/party/draft', { session, text })
    expect(saved.body.draft.faults).toEqual([])
    const asking = await ask('zhou', 'POST', '/definitions/broadcast/party/publish/review', {})
    expect((await ask('liu', 'GET', `/reviews/${asking.body.review}`)).body).toMatchObject({
      people: 3,
      why: ['「派对」一次触达 3 人，超过 2 人'],
    })
  })

  describe('of a pilot', () => {
    const wake = (days: number) =>
      `journey: wake\nname: 唤醒\nentry: { segment: friends }\nsteps: { rest: { wait: ${days} days, next: end } }\n`
    const friends = 'segment: friends\nname: 好友\nkind: live\nrule: { tag: 好友 }\n'
    const pilot = async () => (await ask('zhou', 'GET', '/journeys/wake/pilot')).body.pilot
    const widen = (share: number) => ({ deed: 'widen', audience: { share } })

    beforeEach(async () => {
      await world.connection.collection<{ _id: string }>('customers').deleteMany({})
      await world.connection.collection<{ _id: string }>('customers').insertMany(
        Array.from({ length: 40 }, (_, n) => ({
          _id: `c${n}`,
          tags: [],
          segments: ['friends'],
          isTest: false,
          profile: {},
        })),
      )
      if (published.snapshot().headOf('journey', 'wake')?.pilot)
        await ask('zhou', 'POST', '/journeys/wake/pilot', { deed: 'withdraw' })
      await put(
        `${settings.replace('people: 5000', 'people: 20')}---\n${friends}---\n${wake(published.snapshot().number + 1)}`,
      )
      await ask('zhou', 'POST', '/definitions/journey/wake/draft', { session })
      await ask('zhou', 'PUT', '/definitions/journey/wake/draft', { session, text: wake(99) })
    })

    it('count whom it reaches: a small one begins at once, a wider one and everybody want a second person', async () => {
      const plan = async (body: object) =>
        (await ask('zhou', 'POST', '/definitions/journey/wake/publish/plan', body)).body.review
      expect(await plan({})).toContain('「唤醒」一次触达 40 人，超过 20 人')
      expect(await plan({ pilot: { share: 10 } })).toBeNull()
      const begun = await ask('zhou', 'POST', '/definitions/journey/wake/publish', { pilot: { share: 10 } })
      expect(begun.status).toBe(200)

      const wider = await ask('zhou', 'POST', '/journeys/wake/pilot/plan', widen(90))
      expect(wider.body.review).toMatch(/「唤醒」一次触达 3\d 人，超过 20 人/)
      for (const wish of [widen(90), { deed: 'promote' }]) {
        const alone = await ask('zhou', 'POST', '/journeys/wake/pilot', wish)
        expect([alone.status, alone.body.error.code]).toEqual([409, 'review.required'])
      }
      expect(await pilot()).toMatchObject({ share: 10 })
      const asking = await ask('zhou', 'POST', '/journeys/wake/pilot/review', { ...widen(90), note: '周末' })
      expect((await ask('zhou', 'GET', '/definitions/journey/wake/review')).body).toMatchObject({
        review: { id: asking.body.review, deed: '灰度放量到 90% 的新人', isMine: true, note: '周末' },
        reviewers: ['liu', 'wang'],
      })
      expect((await ask('liu', 'GET', `/reviews/${asking.body.review}`)).body.lines).toContain(
        '+steps: { rest: { wait: 99 days, next: end } }',
      )
      expect((await ask('zhou', 'POST', `/reviews/${asking.body.review}/approve`)).status).toBe(403)
      expect((await ask('liu', 'POST', `/reviews/${asking.body.review}/approve`)).status).toBe(200)
      expect(await pilot()).toMatchObject({ share: 90 })
      expect((await ask('zhou', 'GET', '/definitions/journey/wake/review')).body.review).toBeNull()
    })

    it('want nobody for taking it back, and are void once it was', async () => {
      await ask('zhou', 'POST', '/definitions/journey/wake/publish', { pilot: { share: 10 } })
      const asking = await ask('zhou', 'POST', '/journeys/wake/pilot/review', { deed: 'promote' })
      const back = await ask('zhou', 'POST', '/journeys/wake/pilot', { deed: 'withdraw' })
      expect(back.status).toBe(200)
      const late = await ask('liu', 'POST', `/reviews/${asking.body.review}/approve`)
      expect(late.body.error.message).toContain('提交之后灰度变过')
      expect(published.snapshot().headOf('journey', 'wake')?.pilot).toBeUndefined()
    })
  })
})

describe('what was sent back', () => {
  const about = async () => (await ask('zhou', 'GET', '/definitions/batch/gift/review')).body.review

  it('is there with its reason until it is asked for anew', async () => {
    const first = await asked('zhou')
    await ask('liu', 'POST', `/reviews/${first}/refuse`, { answer: '面额太高' })
    expect(await about()).toMatchObject({ id: first, state: 'refused', answer: '面额太高' })
    const second = await asked('zhou', 8_800)
    expect(await about()).toMatchObject({ id: second, state: 'open' })
  })

  it('waits once, however often it is asked for', async () => {
    await asked('zhou')
    const last = await asked('zhou', 8_800)
    expect((await ask('liu', 'GET', '/reviews')).body.items.map(({ id }: { id: string }) => id)).toEqual([
      last,
    ])
  })

  it('is gone once its draft is dropped, or somebody published over it', async () => {
    await ask('liu', 'POST', `/reviews/${await asked('zhou')}/refuse`, { answer: '面额太高' })
    await put(batch(4_500))
    expect(await about()).toBeNull()
    await ask('zhou', 'POST', '/definitions/batch/gift/draft/discard', { session })
    await ask('liu', 'POST', `/reviews/${await asked('zhou')}/refuse`, { answer: '面额太高' })
    expect(await about()).not.toBeNull()
    await ask('zhou', 'POST', '/definitions/batch/gift/draft/discard', { session })
    expect(await about()).toBeNull()
  })
})

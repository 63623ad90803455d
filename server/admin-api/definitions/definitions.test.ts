import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aRun } from '../../../test/testing/a-run.ts'
import { type DefinitionsWorld, definitionsWorld, small } from './testing/world.ts'

const session = 'page-0001'
const other = 'page-0002'

let world: DefinitionsWorld
let page: Awaited<ReturnType<DefinitionsWorld['page']>>
beforeEach(async () => {
  world = await definitionsWorld()
  await world.publish(small)
  page = await world.page('marketer', { name: '周敏' })
})
afterEach(() => world.close())

const hello = '/definitions/journey/hello'
const open = (path = hello, by = session) => page.post(`${path}/draft`, { session: by })
const save = (what: object, path = hello, by = session) => page.put(`${path}/draft`, { session: by, ...what })
const structureOf = async () => (await open()).body.draft.structure

describe('definitions', () => {
  it('are listed with their state, owner and draft; a broadcast is no journey there', async () => {
    await open()
    const { body } = await page.get('/definitions/journey')
    expect(body.items).toMatchObject([
      {
        id: 'hello',
        name: '打招呼',
        state: 'live',
        stateName: '运行中',
        number: 1,
        owner: '王芳',
        draft: { by: '周敏', heldBy: '周敏' },
      },
    ])
    expect((await page.get('/definitions/broadcast')).body.items).toEqual([])
  })

  it('are read with their text, what it says, and who uses them', async () => {
    const { body } = await page.get('/definitions/message/hi')
    expect(body).toMatchObject({
      name: '问候语',
      stateName: '使用中',
      published: { number: 1, structure: { message: 'hi' } },
      draft: null,
      usedBy: [{ kind: 'journey', id: 'hello', name: '打招呼' }],
    })
    const journey = await page.get(hello)
    expect(journey.body.published.sentences).toMatchObject({
      'steps.greet': '用短信发送「问候语」',
      entry: expect.stringContaining('好友'),
    })
    expect((await page.get('/definitions/journey/none')).status).toBe(404)
  })

  it('are handed over, which is noted', async () => {
    await page.put(`${hello}/owner`, { owner: '刘洋' })
    expect((await page.get(hello)).body.owner).toBe('刘洋')
    expect((await page.get(`${hello}/record`)).body).toMatchObject({ owner: '刘洋', version: 1 })
    expect(world.told).toContain('definitions journey:hello')
  })

  it('are not retired while something leans on them, and the refusal says what', async () => {
    const refused = await page.post('/definitions/message/hi/retire', {})
    expect(refused.status).toBe(422)
    expect(refused.body.error.places['steps.greet.send.message']).toContain('没有“hi”')
    expect((await page.post(`${hello}/retire`, {})).status).toBe(200)
    expect((await page.post('/definitions/message/hi/retire', {})).status).toBe(200)
    expect((await page.get('/definitions/message/hi')).body).toMatchObject({
      name: '问候语',
      state: 'retired',
    })
  })

  it('of other kinds than content are no matter of an editor', async () => {
    const editor = await world.page('editor')
    expect((await editor.post(`${hello}/draft`, { session })).status).toBe(403)
    expect((await editor.post('/definitions/message/hi/draft', { session })).status).toBe(200)
  })
})

describe('a draft', () => {
  it('is kept as a structure without losing comments, with its faults at their step and field', async () => {
    const structure = await structureOf()
    structure.steps.greet.send.channels = ['email']
    const { body } = await save({ structure })
    expect(body).toMatchObject({ kind: 'saved', draft: { isMine: true, basedOn: 1, number: 2 } })
    expect(body.draft.text).toContain('# 先等一天')
    expect(body.draft.faults).toMatchObject([
      { stepId: 'greet', field: 'send.channels.0', sentence: expect.stringMatching(/^应为.+；.+/) },
    ])
    expect(body.draft.sentences['steps.rest']).toBe('等 1 天')
  })

  it('is kept as a text however wrong, and one that is no YAML has no structure', async () => {
    await open()
    const { body } = await save({ text: 'journey: [hello' })
    expect(body.draft).toMatchObject({ structure: null, faults: [{ path: '', line: 1 }] })
    expect((await page.get(hello)).body.draft.text).toBe('journey: [hello')
  })

  it('is read only while another page holds it; taken over, the late text of the first is a copy', async () => {
    await open()
    const second = await open(hello, other)
    expect(second.body.draft).toMatchObject({ isMine: false, heldBy: '周敏' })
    const taken = await page.post(`${hello}/draft/take-over`, { session: other })
    expect(taken.body.draft.isMine).toBe(true)
    expect((await save({ text: 'too late' })).body).toEqual({ kind: 'copied', heldBy: '周敏' })
    expect((await page.post(`${hello}/draft/keep`, { session })).body).toMatchObject({ kind: 'lost' })
    expect((await page.get(`${hello}/draft/copies`)).body.items).toMatchObject([{ text: 'too late' }])
  })

  it('thrown away stays as a copy', async () => {
    await open()
    await save({ text: 'a thought' })
    expect((await page.post(`${hello}/draft/discard`, { session: other })).body.discarded).toBe(false)
    expect((await page.post(`${hello}/draft/discard`, { session })).body.discarded).toBe(true)
    expect((await page.get(hello)).body.draft).toBeNull()
    expect((await page.get(`${hello}/draft/copies`)).body.items).toMatchObject([{ text: 'a thought' }])
  })

  it('of something new begins with the text it is given, and is listed as a draft', async () => {
    const path = '/definitions/journey/second'
    const text =
      'journey: second\nname: 第二个\nentry: { api: true }\nsteps:\n  w: { wait: 1 day, next: end }\n'
    expect((await page.post(`${path}/draft`, { session, text })).body.draft).toMatchObject({
      text,
      number: 1,
      faults: [],
    })
    expect((await page.get('/definitions/journey')).body.items[1]).toMatchObject({
      id: 'second',
      name: '第二个',
      state: 'draft',
      number: null,
    })
  })
})

describe('publishing', () => {
  const longer = async () => {
    const structure = await structureOf()
    structure.steps.rest.wait = '2 days'
    return (await save({ structure })).body.draft.stamp as string
  }

  it('says beforehand what it will do, and puts the draft into use', async () => {
    const stamp = await longer()
    const plan = await page.post(`${hello}/publish/plan`, {})
    expect(plan.body).toMatchObject({
      stamp,
      isSame: false,
      faults: [],
      moved: null,
      people: [],
      present: 0,
      test: { passed: null },
      review: null,
    })
    expect((await page.post(`${hello}/publish`, { stamp })).body).toMatchObject({ number: 2 })
    expect((await page.get(hello)).body).toMatchObject({ number: 2, draft: null })
    const { items } = (await page.get(`${hello}/versions`)).body
    expect(items).toMatchObject([
      { number: 2, by: '周敏', inUse: true },
      { number: 1, origin: 'file', inUse: false },
    ])
    const diff = (await page.get(`${hello}/diff?from=1&to=2`)).body.lines
    expect(diff).toEqual(expect.arrayContaining(['-    wait: 1 day', '+    wait: 2 days']))
  })

  it('refuses faults with their places, and a text its publisher has not seen', async () => {
    const stamp = await longer()
    const changed = await page.post(`${hello}/publish`, { stamp: 'another' })
    expect([changed.status, changed.body.error.code]).toEqual([409, 'draft.changed'])
    await save({ text: 'journey: hello\nname: x\n' })
    const refused = await page.post(`${hello}/publish`, { stamp })
    expect([refused.status, Object.keys(refused.body.error.places)]).toEqual([422, ['entry', 'steps']])
  })

  it('is told when others published the same one since, and goes on once that was seen', async () => {
    const stamp = await longer()
    await world.publish(small.replace('name: 打招呼', 'name: 打个招呼'))
    const moved = await page.post(`${hello}/publish`, { stamp })
    expect([moved.status, moved.body.error.code, moved.body.error.message]).toEqual([
      409,
      'definitions.moved',
      expect.stringContaining('hello'),
    ])
    const { draft } = (await page.get(hello)).body
    expect(draft.movedTo).toBe(2)
    const seen = (await save({ text: draft.text, basedOn: 2 })).body.draft
    expect((await page.post(`${hello}/publish`, { stamp: seen.stamp })).body.number).toBe(3)
  })

  it('goes to a few first, then to more, then to everybody', async () => {
    const stamp = await longer()
    await page.post(`${hello}/publish`, { stamp, pilot: { share: 10 } })
    expect((await page.get('/journeys/hello/pilot')).body).toMatchObject({
      live: 1,
      pilot: { number: 2, share: 10 },
    })
    const narrower = await page.post('/journeys/hello/pilot', { deed: 'widen', audience: { share: 5 } })
    expect(narrower.status).toBe(422)
    await page.post('/journeys/hello/pilot', { deed: 'widen', audience: { share: 50 } })
    expect((await page.post('/journeys/hello/pilot/plan', { deed: 'promote' })).body).toMatchObject({
      present: 0,
      people: [],
    })
    expect((await page.post('/journeys/hello/pilot', { deed: 'promote' })).body.number).toBe(2)
    expect((await page.get(hello)).body).toMatchObject({ number: 2, pilot: null })
  })

  it('waits for a second person where the rules say so, and changes nothing until then', async () => {
    const stamp = await longer()
    world.reviewBy(async ({ drafts, change }) =>
      drafts[0]?.stamp === stamp && change.publish ? '要一位同事复核' : null,
    )
    expect((await page.post(`${hello}/publish/plan`, {})).body.review).toBe('要一位同事复核')
    const refused = await page.post(`${hello}/publish`, { stamp })
    expect([refused.status, refused.body.error.code, refused.body.error.message]).toEqual([
      409,
      'review.required',
      '要一位同事复核',
    ])
    expect((await page.get(hello)).body.number).toBe(1)
  })

  it('goes back to what an older version says, as a new one', async () => {
    await page.post(`${hello}/publish`, { stamp: await longer() })
    expect((await page.get(`${hello}/roll-back`)).body).toMatchObject({ from: 2, to: 1, people: 0 })
    expect((await page.post(`${hello}/roll-back`, {})).body.number).toBe(3)
    expect((await page.get(hello)).body.published.text).toContain('wait: 1 day')
    expect((await page.get(`${hello}/roll-back?to=3`)).body.error.code).toBe('rollback.inUse')
  })
})

describe('steering', () => {
  it('says what can be done, does it, and notes it', async () => {
    expect((await page.get('/journeys/hello/steering')).body).toMatchObject({
      people: 0,
      can: ['pause', 'stop', 'end'],
      onOlder: 0,
    })
    expect((await page.post('/journeys/hello/steering', { steering: 'pause' })).body).toMatchObject({
      state: 'paused',
      people: 0,
    })
    const again = await page.post('/journeys/hello/steering', { steering: 'pause' })
    expect([again.status, again.body.error.message]).toEqual([409, '要暂停，应为运行中的流程（现在已暂停）'])
    const { items } = { items: await world.stores.auditLog.list({ limit: 10 }) }
    expect(items[0]).toMatchObject({ action: 'journey.pause', on: 'journey:hello', byName: '周敏' })
  })

  it('says how many messages are not out yet, by channel, and when everybody has walked to the end', async () => {
    const now = world.clock.now()
    const touch = (n: number, more: object) => ({
      _id: `hello:c${n}:1:greet:1`,
      journeyId: 'hello',
      isTest: false,
      createdAt: now,
      ...more,
    })
    await world.connection
      .collection<{ _id: string }>('touches')
      .insertMany([
        touch(1, { state: 'deferred', channel: 'sms' }),
        touch(2, { state: 'planned', plan: { channels: ['sms'] } }),
        touch(3, { state: 'deferred', channel: 'email' }),
        touch(4, { state: 'sending', channel: 'sms' }),
        touch(5, { state: 'sent', channel: 'sms' }),
        touch(6, { state: 'deferred', channel: 'sms', isTest: true }),
        touch(7, { state: 'deferred', channel: 'sms', journeyId: 'other' }),
      ])
    const later = new Date(now.getTime() + 3_600_000)
    const run = { journeyId: 'hello', versionId: 'hello@1', stepId: 'rest', dueAt: later }
    await world.connection.collection<{ _id: string }>('runs').insertOne(aRun('hello:c1:1', now, run))
    expect((await page.get('/journeys/hello/steering')).body).toMatchObject({
      people: 1,
      queued: [
        { channel: 'sms', label: '短信', messages: 2 },
        { channel: 'email', label: '邮件', messages: 1 },
      ],
      sending: 1,
      walkedOutBy: later.toISOString(),
    })
  })

  it('is not done on top of what others published meanwhile', async () => {
    const { on } = (await page.get('/journeys/hello/steering')).body
    await world.publish(small.replace('name: 好友', 'name: 老朋友'))
    const moved = await page.post('/journeys/hello/steering', { steering: 'end', on })
    expect([moved.status, moved.body.error.code]).toEqual([409, 'definitions.moved'])
  })
})

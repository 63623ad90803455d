import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DefinitionsWorld, definitionsWorld, small } from '../definitions/testing/world.ts'

const session = 'page-0001'
const dayMs = 86_400_000

let world: DefinitionsWorld
let page: Awaited<ReturnType<DefinitionsWorld['page']>>
beforeEach(async () => {
  world = await definitionsWorld()
  await world.publish(small.replace('steps:', 'goal: { event: order.paid, within: 30 days }\nsteps:'))
  page = await world.page('marketer', { name: '周敏' })
})
afterEach(() => world.close())

it('the table tells what each journey does, and how many of the last 30 days; test accounts count in none', async () => {
  const before = (days: number) => new Date(world.clock.now().getTime() - days * dayMs)
  const run = (id: string, more: object) => ({ _id: id, journeyId: 'hello', versionId: 'hello@1', ...more })
  await world.connection
    .collection<{ _id: string }>('runs')
    .insertMany([
      run('a', { state: 'active', startedAt: before(1) }),
      run('b', { state: 'active', startedAt: before(40) }),
      run('c', { state: 'ended', startedAt: before(2), goalMetAt: before(1) }),
      run('t', { state: 'active', startedAt: before(1), isTest: true }),
    ])
  const { body } = await page.get('/journeys')
  expect(body).toMatchObject({
    days: 30,
    items: [
      {
        id: 'hello',
        trigger: '客户进入人群包「好友」时开始；同一位客户只进入一次',
        actions: ['等 1 天', '问候：用短信发送「问候语」'],
        goalEvent: '购买',
        owner: '王芳',
        configuredBy: 'file',
        test: { passed: null, words: '尚未测试' },
        figures: { inside: 2, entered: 2, reached: 1 },
        draftFaults: 0,
      },
    ],
  })
})

it('the trend of a journey is who entered it day by day, up to now; test accounts and older ones count in none', async () => {
  const before = (days: number) => new Date(world.clock.now().getTime() - days * dayMs)
  const run = (id: string, more: object) => ({ _id: id, journeyId: 'hello', versionId: 'hello@1', ...more })
  await world.connection
    .collection<{ _id: string }>('runs')
    .insertMany([
      run('now', { state: 'active', startedAt: before(0) }),
      run('today', { state: 'ended', startedAt: before(0.5) }),
      run('first', { state: 'ended', startedAt: before(29.5) }),
      run('older', { state: 'ended', startedAt: before(31) }),
      run('test', { state: 'active', startedAt: before(0.5), isTest: true }),
    ])
  const entered = [1, ...Array.from({ length: 28 }, () => 0), 2]
  expect((await page.get('/journeys/trends')).body).toEqual({ items: [{ id: 'hello', entered }] })
})

it('a draft nobody published is in the table with what it says so far, and how many faults it has', async () => {
  const { id } = (await page.post('/journeys', { name: '空的', session, from: 'empty' })).body
  expect((await page.get('/journeys')).body.items[1]).toMatchObject({
    id,
    name: '空的',
    state: 'draft',
    trigger: '还没有写',
    figures: null,
    draftFaults: expect.toSatisfy((faults: number) => faults > 0),
  })
})

it('a new one begins from a template or another journey under a name of its own, owned by who began it', async () => {
  const { items } = (await page.get('/journeys/templates')).body
  expect(items.map(({ id }: { id: string }) => id)).toContain('wake-sleeping-members')
  const wake = { name: '唤醒二', session, from: { template: 'wake-sleeping-members' } }
  const { id } = (await page.post('/journeys', wake)).body
  expect(id).toBe('wake-sleeping-members-2')
  const draft = (await page.get(`/definitions/journey/${id}?session=${session}`)).body.draft
  expect(draft).toMatchObject({ isMine: true, structure: { journey: id, name: '唤醒二', owner: '周敏' } })
  expect(draft.text).toContain('# 判断节点')
  const copy = (await page.post('/journeys', { name: '副本', session, from: { journey: 'hello' } })).body
  expect(copy.id).toBe('hello-2')
  expect((await page.post('/journeys', { name: 'x', session, from: { journey: 'none' } })).status).toBe(404)
})

it('what can be named is told with the words people use', async () => {
  const { body } = await page.get('/vocabulary')
  expect(body.events).toContainEqual(expect.objectContaining({ name: 'order.paid', label: '购买' }))
  expect(body.segments).toEqual([{ id: 'friends', name: '好友', isLive: true }])
  expect(body.messages).toMatchObject([{ id: 'hi', channels: ['sms'] }])
})

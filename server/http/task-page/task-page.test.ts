import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import type { Task } from '../../../models/tasks.ts'
import { type EdgeWorld, edgeWorld } from '../../../test/builders/edge-world.ts'
import type { TaskPageSales } from './ports.ts'
import { createTaskPageRouter } from './router.ts'

let world: EdgeWorld
let base: string
let acts: Parameters<TaskPageSales['act']>[0][]
let task: Task

const login = {
  authorizeUrl: ({ redirectUri, state }: { redirectUri: string; state: string }) =>
    `https://wecom.example/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state })}`,
  userOf: async (code: string) => ({ 'code-lihua': 'lihua', 'code-zhang': 'zhangwei' })[code] ?? null,
}

beforeEach(async () => {
  world = await edgeWorld()
  acts = []
  const { customers, clock, stores } = world
  const origin = { source: 'wecom', at: clock.now() }
  const { _id } = await customers.getOrCreate([{ kind: 'unionid', value: 'u1' }], origin)
  await customers.change(_id, { setProfile: { nickname: '<b>小王</b>' } }, 'test')
  task = {
    _id: 'task-1',
    customerId: _id,
    code: 'Ab3',
    state: 'offered',
    title: '跟进 <script>alert(1)</script>',
    reasons: ['看了 3 次 "奶粉"'],
    assignee: 'lihua',
    notConnected: false,
  } as unknown as Task
  const sales: TaskPageSales = {
    taskOfCode: async (code) => (code === 'Ab3' ? 'task-1' : null),
    find: async (id) => (id === 'task-1' ? task : null),
    act: async (input) => {
      if (task.state === 'done') throw new DomainError('task.closed')
      acts.push(input)
      return { state: 'accepted', text: '已接受' }
    },
  }
  const publicUrl = 'https://kelu.test'
  base = await world.serve([
    createTaskPageRouter({ sales, customers, login, sessions: stores.sessions, clock, publicUrl }),
  ])
})
afterEach(() => world.close())

const get = (path: string, cookie = '') =>
  fetch(`${base}${path}`, { redirect: 'manual', headers: { cookie } })
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** Goes through the log-in as a browser does; returns its cookies. */
async function loggedIn(code = 'code-lihua'): Promise<string> {
  const sentAway = await get('/task/Ab3')
  const state = new URL(sentAway.headers.get('location') ?? '').searchParams.get('state')
  const back = await get(`/task/Ab3?code=${code}&state=${state}`, cookiesOf(sentAway))
  expect(back.status).toBe(303)
  return cookiesOf(back)
}
async function formOf(cookie: string) {
  const page = await (await get('/task/Ab3', cookie)).text()
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
  return { page, csrf: field('csrf'), once: field('once') }
}
const press = (action: string, fields: Record<string, string>, cookie: string) =>
  fetch(`${base}/task/Ab3/${action}`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams(fields),
  })

describe('task page', () => {
  it('sends a browser without a session to WeCom, and back to the task', async () => {
    const answer = await get('/task/Ab3')
    expect(answer.status).toBe(302)
    const to = new URL(answer.headers.get('location') ?? '')
    expect(to.searchParams.get('redirect_uri')).toBe('https://kelu.test/task/Ab3')
    for (const cookie of answer.headers.getSetCookie())
      expect(cookie).toMatch(/path=\/task;.*expires=.*samesite=lax; secure; httponly$/)
  })

  it('shows the task with everything from outside escaped', async () => {
    const { page } = await formOf(await loggedIn())
    expect(page).toContain('&lt;b&gt;小王&lt;/b&gt;')
    expect(page).toContain('跟进 &lt;script&gt;')
    expect(page).not.toMatch(/<script|<b>/)
    expect(page).toContain('接受')
  })

  it('performs a button in the name of who is logged in, with an id that makes a double press one', async () => {
    const cookie = await loggedIn()
    const { csrf, once } = await formOf(cookie)
    for (let n = 0; n < 2; n++) expect((await press('accept', { csrf, once }, cookie)).status).toBe(200)
    expect(acts.map(({ taskId, staff, action }) => ({ taskId, staff, action }))).toEqual(
      Array(2).fill({ taskId: 'task-1', staff: 'lihua', action: 'accept' }),
    )
    expect(new Set(acts.map((act) => act.actionId)).size).toBe(1)
  })

  it('takes a note with the result', async () => {
    const cookie = await loggedIn()
    await press('done', { ...(await formOf(cookie)), note: ' 已下单 ' }, cookie)
    expect(acts).toMatchObject([{ action: 'done', note: '已下单' }])
  })

  it('shows a colleague nothing of the customer and lets them do nothing', async () => {
    const cookie = await loggedIn('code-zhang')
    const answer = await get('/task/Ab3', cookie)
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('小王')
  })

  it.each<[string, number, (cookie: string) => Promise<Response>]>([
    ['a form of another site', 403, (cookie) => press('accept', { csrf: 'guess', once: '1' }, cookie)],
    ['a form without its token', 400, (cookie) => press('accept', {}, cookie)],
    ['no session', 401, async (cookie) => press('accept', await formOf(cookie), '')],
    ['an unknown action', 400, async (cookie) => press('delete', await formOf(cookie), cookie)],
    ['an unknown task', 404, (cookie) => get('/task/nope', cookie)],
    ['a code that would be another address', 400, () => get('/task/..%2F..')],
  ])('refuses %s → %i, in words', async (_what, status, sent) => {
    const answer = await sent(await loggedIn())
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain('无法打开')
    expect(acts).toEqual([])
  })

  it('refuses to log in with a state another browser was given, or as a stranger', async () => {
    const mine = await get('/task/Ab3')
    const state = new URL(mine.headers.get('location') ?? '').searchParams.get('state')
    expect((await get(`/task/Ab3?code=code-lihua&state=${state}`)).status).toBe(401)
    expect((await get('/task/Ab3?code=code-lihua&state=forged', cookiesOf(mine))).status).toBe(401)
    expect((await get(`/task/Ab3?code=stranger&state=${state}`, cookiesOf(mine))).status).toBe(401)
  })

  it('ends the session after 12 hours without use', async () => {
    const cookie = await loggedIn()
    world.clock.advance(12 * 3_600_000 + 1)
    expect((await get('/task/Ab3', cookie)).status).toBe(302)
  })

  it('says so when the task is closed', async () => {
    const cookie = await loggedIn()
    const form = await formOf(cookie)
    task.state = 'done'
    const answer = await press('accept', { csrf: form.csrf, once: form.once }, cookie)
    expect([answer.status, (await answer.text()).includes('该任务已结束')]).toEqual([409, true])
  })
})

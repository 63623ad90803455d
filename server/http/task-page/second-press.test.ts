import { afterEach, beforeEach, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import type { Task } from '../../../models/tasks.ts'
import { type EdgeWorld, edgeWorld } from '../../../test/builders/edge-world.ts'
import { createTaskPageRouter } from './router.ts'

let world: EdgeWorld
let base: string
let cookie: string
let task: Task
let passed: string[]
let nobodyElse: boolean

beforeEach(async () => {
  world = await edgeWorld()
  passed = []
  nobodyElse = false
  const { customers, clock, stores } = world
  task = {
    _id: 't1',
    customerId: 'c1',
    code: 'Ab3',
    state: 'offered',
    title: '跟进',
    reasons: [],
    assignee: 'LiHua',
  } as unknown as Task
  const sales = {
    taskOfCode: async () => 't1',
    find: async () => task,
    // As the engine does: a repeat answers the same, whoever has the task by then.
    act: async ({ actionId, staff }: { actionId: string; staff: string }) => {
      if (nobodyElse) throw new DomainError('staff.not_found')
      if (!passed.includes(actionId) && task.assignee?.toLowerCase() !== staff.toLowerCase()) {
        throw new DomainError('task.not_yours')
      }
      passed.push(actionId)
      task.assignee = 'zhangwei'
      return { state: 'offered' as const, text: '已转交' }
    },
  }
  const login = {
    authorizeUrl: ({ state }: { state: string }) => `https://wecom.example/?state=${state}`,
    userOf: async (code: string) => {
      if (code !== 'x') throw new Error('WeCom must not be asked')
      return 'lihua'
    },
  }
  const publicUrl = 'https://kelu.test'
  base = await world.serve([
    createTaskPageRouter({ sales, customers, login, sessions: stores.sessions, clock, publicUrl }),
  ])
  cookie = await loggedIn()
})
afterEach(() => world.close())

const get = (path: string, cookies: string) =>
  fetch(`${base}${path}`, { redirect: 'manual', headers: { cookie: cookies } })
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')

async function loggedIn(): Promise<string> {
  const away = await get('/task/Ab3', '')
  const state = new URL(away.headers.get('location') ?? '').searchParams.get('state')
  return cookiesOf(await get(`/task/Ab3?code=x&state=${state}`, cookiesOf(away)))
}
async function passOn(form: { csrf: string; once: string }) {
  const body = new URLSearchParams(form)
  const answer = await fetch(`${base}/task/Ab3/pass_on`, { method: 'POST', headers: { cookie }, body })
  return { status: answer.status, page: await answer.text() }
}
async function form() {
  const page = await (await get('/task/Ab3', cookie)).text()
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
  return { csrf: field('csrf'), once: field('once') }
}

it('a userid in another spelling is the same salesperson', async () => {
  expect((await get('/task/Ab3', cookie)).status).toBe(200)
})

it('转交 pressed twice says twice that it was passed on, and is one', async () => {
  const pressed = await form()
  expect(await passOn(pressed)).toMatchObject({ status: 200, page: expect.stringContaining('已转交') })
  expect(await passOn(pressed)).toMatchObject({ status: 200, page: expect.stringContaining('已转交') })
  expect(new Set(passed).size).toBe(1)
})

it('a new press after the task was passed on is refused', async () => {
  const { csrf } = await form()
  await passOn({ csrf, once: 'first' })
  expect(await passOn({ csrf, once: 'second' })).toMatchObject({ status: 403 })
})

it('转交 with nobody else on duty says so', async () => {
  const pressed = await form()
  nobodyElse = true
  expect(await passOn(pressed)).toMatchObject({
    status: 404,
    page: expect.stringContaining('没有其他同事可以接手'),
  })
})

it('a log-in code longer than any is refused without asking WeCom', async () => {
  const away = await get('/task/Ab3', '')
  const state = new URL(away.headers.get('location') ?? '').searchParams.get('state')
  const back = await get(`/task/Ab3?code=${'x'.repeat(513)}&state=${state}`, cookiesOf(away))
  expect(back.status).toBe(401)
})

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { hour } from '../../domain/sales/testing/world.ts'
import { type TaskPageWorld, taskPageWorld } from '../../server/http/task-page/testing/world.ts'
import { type ChatWorld, chatWorld, friend, stranger } from '../testing/chat-world.ts'
import { freePort } from '../testing/free-port.ts'
import { widths } from './browser.ts'
import { takePicture } from './take-picture.ts'
import { type WecomClient, wecomClientOf } from './wecom-client.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const folder = fileURLToPath(new URL('../../docs/pages/', import.meta.url))
const wanted = process.env.PICTURES?.split(',')

async function take(page: Page, name: string): Promise<void> {
  if (wanted !== undefined && !wanted.includes(name)) return
  await takePicture(page, join(folder, `${name}-${widths.phone}.png`))
  await page.setViewportSize({ width: widths.phone, height: 844 })
}

beforeAll(() => mkdir(folder, { recursive: true }))

describe('the sidebar', () => {
  let world: ChatWorld
  let client: WecomClient
  let page: Page
  beforeAll(async () => {
    const port = await freePort()
    const environment = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` }
    world = await chatWorld({ environment })
    client = await wecomClientOf(world, 'hanmei')
    page = await client.context.newPage()
  })
  afterAll(async () => {
    await client?.close()
    await world?.close()
  })

  const open = async (): Promise<void> => {
    await page.goto(`${world.base}/sidebar`)
    await page.getByRole('heading', { name: friend.nickname }).waitFor()
  }

  it('of a friend with a follow-up', async () => {
    await world.sandbox.openMiniprogram({ person: friend.name })
    await world.settle()
    const customer = await world.customerOf(friend)
    const addTags = ['价格敏感', '送礼', '肤质·干皮'].map((name) => ({ name, kind: 'manual' as const }))
    await world.kelu.customers.change(customer, { addTags }, 'pictures')
    const reasons = ['今天 10:23 点开了专属券短信', '近 90 天买过 2 次']
    const task = { taskId: 't:1:1', customerId: customer._id, title: '回到小程序', reasons }
    await world.kelu.sales.openTask({ ...task, acceptMs: 2 * hour })
    await vi.waitFor(async () => {
      await world.kelu.sales.advanceDue()
      const [{ state } = {}] = await world.tasksOf(friend)
      if (state !== 'offered') throw new Error('nobody was asked yet')
    })
    await open()
    await take(page, 'sidebar')
  })

  it('while words are changed and a tag is put on', async () => {
    await page.getByText('＋ 标签').click()
    await page.getByRole('button', { name: '改一改再发' }).first().click()
    await take(page, 'sidebar-edit')
  })

  it('before and after 勿扰', async () => {
    await open()
    await page.getByText('给她设勿扰').click()
    await take(page, 'sidebar-quiet-form')
    await page.getByRole('button', { name: '设勿扰' }).click()
    await page.getByRole('heading', { name: friend.nickname }).waitFor()
    await take(page, 'sidebar-quiet')
  })

  it('of somebody else’s customer, and of no chat', async () => {
    await page.goto(`${world.base}/sidebar/c/${stranger.externalUserid}`)
    await take(page, 'sidebar-not-yours')
    client.chat = null
    await page.goto(`${world.base}/sidebar`)
    await page.getByRole('alert').getByText('打开一位客户的聊天再看').waitFor()
    await take(page, 'sidebar-no-chat')
  })
})

describe('the follow-up page', () => {
  let world: TaskPageWorld
  let client: { context: BrowserContext; close(): Promise<void> }
  let page: Page
  beforeAll(async () => {
    world = await taskPageWorld()
    client = await phoneOf(world)
    page = await client.context.newPage()
  })
  afterAll(async () => {
    await client?.close()
    await world?.close()
  })

  it('before it is accepted, after that, and when it is done', async () => {
    const customer = await world.aCustomer('LiLei')
    const profile = { nickname: '郭晓彤', phone: '+8613800002716' }
    await world.customers.change(customer._id, { setProfile: profile }, 'name')
    const taskId = await world.openTask(customer._id, {
      taskId: 'task-1',
      title: '回到小程序',
      reasons: ['今天 10:23 点开了专属券短信', '近 90 天买过 2 次'],
      acceptMs: 2 * hour,
    })
    await world.openTask((await world.aCustomer('LiLei'))._id)
    await page.goto(`${world.base}/task/${(await world.sales.find(taskId))?.code}`)
    await take(page, 'task-offered')
    await page.getByRole('button', { name: '接受' }).click()
    await page.getByText('可以这样说').waitFor()
    await page.getByLabel('有兴趣，再约').check()
    await page.getByLabel('什么时候再找她').fill('2026-03-06T15:00')
    await page.getByLabel('备注').fill('想等双十二再一起买')
    await take(page, 'task-accepted')
    await page.getByRole('button', { name: '完成，3月6日再提醒我' }).click()
    await page.getByText('记下了').waitFor()
    await take(page, 'task-recorded')
  })

  it('of all follow-ups and all group-sends of somebody', async () => {
    const now = world.clock.now()
    const text = '中秋到店有礼，欢迎来看看。\nhttps://k.example.com/r/aB3dE5'
    const content = { text, attachments: [] }
    const of = { sender: 'LiLei', content } as const
    const sent = { state: 'settled', confirmedAt: now } as const
    await world.aGroupSend({ ...of, ...sent, outcomes: ['sent', 'sent', 'notPicked'] })
    await world.aGroupSend({ ...of, outcomes: [undefined, undefined] })
    await page.goto(`${world.base}/task`)
    await take(page, 'task-list')
    await page.getByText('1 条群发等你确认').click()
    await page.getByRole('heading', { name: '怎么确认' }).waitFor()
    await take(page, 'task-group-sends')
  })
})

/** 李雷's phone, logged in through WeCom. */
async function phoneOf(world: TaskPageWorld) {
  const { chromium } = await import('playwright-core')
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  const context = await browser.newContext({
    viewport: { width: widths.phone, height: 844 },
    locale: 'zh-CN',
  })
  const [name, value] = (await world.loggedIn('lilei')).split('; ').at(-1)?.split('=') ?? []
  if (name === undefined || value === undefined) throw new Error('李雷 is not logged in')
  await context.addCookies([{ name, value, url: `${world.base}/task` }])
  return { context, close: () => browser.close() }
}

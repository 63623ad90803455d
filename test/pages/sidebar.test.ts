import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ChatWorld, chatWorld, friend } from '../testing/chat-world.ts'
import { freePort } from '../testing/free-port.ts'
import { type WecomClient, wecomClientOf } from './wecom-client.ts'

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
let world: ChatWorld
let client: WecomClient
let page: Page
const faults: string[] = []

beforeAll(async () => {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  world = await chatWorld({ environment: { PORT: String(port), PUBLIC_URL: base } })
  client = await wecomClientOf(world, 'hanmei')
  page = await client.context.newPage()
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
})
afterAll(async () => {
  await client?.close()
  await world?.close()
})

async function axe(): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'))
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run(document)',
  )
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

it('a salesperson reads the story, sends words into the chat, and tags the customer', async () => {
  await page.goto(`${world.base}/sidebar`)
  await page.getByRole('heading', { name: friend.nickname }).waitFor()
  await page.getByText('还没下过单').first().waitFor()
  await page.getByText('加 韩梅梅 为好友').waitFor()
  await page.getByText('给她设勿扰').click()
  expect(await axe()).toEqual([])

  const words = page.locator('[data-words="message:care-words"]').first()
  await words.getByRole('button', { name: '改一改再发' }).click()
  await words.getByLabel('要发的话').fill('郭姐，指南给您放这儿了')
  await words.getByRole('button', { name: '发到聊天' }).click()
  await words.getByRole('button', { name: '已发到聊天' }).waitFor()
  const card = page.locator('[data-words="message:care-words"]').nth(1)
  await card.getByRole('button', { name: '发到聊天' }).click()
  await card.getByRole('button', { name: '已发到聊天' }).waitFor()
  expect(client.sent).toMatchObject([
    { content: '郭姐，指南给您放这儿了' },
    { title: '使用指南', link: expect.stringContaining(`${world.base}/r/`) },
  ])
  await expect
    .poll(async () => (await world.eventsOf(friend)).filter((name) => name === 'staff.words_sent').length)
    .toBe(2)

  await page.getByText('＋ 标签').click()
  await page.getByLabel('标签名字').fill('送礼')
  await page.getByRole('button', { name: '加上标签' }).click()
  await page.getByRole('button', { name: '去掉标签 送礼' }).waitFor()
  await page.getByText('发到聊天「使用关怀」').first().waitFor()
  expect(await axe()).toEqual([])
  await world.settle()
  expect(await world.sandbox.wecomTags('hanmei', friend.name)).toContain('送礼')
  expect(faults).toEqual([])
})

it('nothing is sent into the chat of somebody else, and a ticket that ended is renewed by itself', async () => {
  await page.goto(`${world.base}/sidebar/c/${friend.externalUserid}`)
  const send = page.getByRole('button', { name: '发到聊天' }).first()
  await send.waitFor()
  const before = client.sent.length
  client.chat = 'wm-somebody-else'
  await send.click()
  await page.getByText('看不到这位客户').waitFor()
  expect(client.sent).toHaveLength(before)

  client.chat = friend.externalUserid
  await world.sandbox.endTicket('app')
  await page.goto(`${world.base}/sidebar`)
  await page.getByRole('heading', { name: friend.nickname }).waitFor()
})

it('says what to do where there is no chat with a customer', async () => {
  client.chat = null
  await page.goto(`${world.base}/sidebar`)
  await page.getByRole('alert').getByText('打开一位客户的聊天再看').waitFor()
  expect(await axe()).toEqual([])
})

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ChatWorld, chatWorld, friend } from '../testing/chat-world.ts'
import { freePort } from '../testing/free-port.ts'

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
/** The client says who it is by this; a page looks no further. */
const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 wxwork/4.1.30'

interface Call {
  name: string
  params: Record<string, unknown> & { timestamp?: string; nonceStr?: string; signature?: string }
  url: string
}

let world: ChatWorld
let browser: Browser
let page: Page
/** Whose chat is open beside; null = no chat with a customer. */
let chat: string | null = friend.externalUserid
const sent: unknown[] = []
const faults: string[] = []

/** WeCom's client, as far as a page can tell: the signature is judged by the sandbox, the rest is what the test says. */
async function client({ name, params, url }: Call): Promise<Record<string, unknown>> {
  switch (name) {
    case 'agentConfig': {
      const { timestamp = '', nonceStr = '', signature = '' } = params
      const said = await world.sandbox.openPageInClient({ kind: 'app', url, timestamp, nonceStr, signature })
      return { err_msg: `agentConfig:${said}` }
    }
    case 'getCurExternalContact':
      return chat === null
        ? { err_msg: 'getCurExternalContact:fail without context of external contact' }
        : { err_msg: 'getCurExternalContact:ok', userId: chat }
    case 'sendChatMessage': {
      const { msgtype, ...message } = params
      sent.push(message[String(msgtype)])
      return { err_msg: 'sendChatMessage:ok' }
    }
    default:
      return { err_msg: `${name}:fail no permission` }
  }
}

beforeAll(async () => {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  world = await chatWorld({ environment: { PORT: String(port), PUBLIC_URL: base } })
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
    userAgent,
    reducedMotion: 'reduce',
  })
  const [name = '', value = ''] = (await world.loggedIn('hanmei')).split('=')
  await context.addCookies([{ name, value, url: `${base}/sidebar` }])
  await context.exposeFunction('askClient', client)
  await context.addInitScript(`window.WeixinJSBridge = {
    on() {},
    invoke(name, params, done) { askClient({ name, params, url: location.href }).then(done) },
  }`)
  page = await context.newPage()
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
})
afterAll(async () => {
  await browser?.close()
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
  expect(sent).toMatchObject([
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
  const before = sent.length
  chat = 'wm-somebody-else'
  await send.click()
  await page.getByText('看不到这位客户').waitFor()
  expect(sent).toHaveLength(before)

  chat = friend.externalUserid
  await world.sandbox.endTicket('app')
  await page.goto(`${world.base}/sidebar`)
  await page.getByRole('heading', { name: friend.nickname }).waitFor()
})

it('says what to do where there is no chat with a customer', async () => {
  chat = null
  await page.goto(`${world.base}/sidebar`)
  await page.getByRole('alert').getByText('打开一位客户的聊天再看').waitFor()
  expect(await axe()).toEqual([])
})

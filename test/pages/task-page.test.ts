import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hour } from '../../domain/sales/testing/world.ts'
import { type TaskPageWorld, taskPageWorld } from '../../server/http/task-page/testing/world.ts'
import { patienceMs } from './browser.ts'

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

let world: TaskPageWorld
let browser: Browser
let page: Page
let path: string
const faults: string[] = []
beforeAll(async () => {
  world = await taskPageWorld()
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
  context.setDefaultTimeout(patienceMs)
  const [name = '', value = ''] = (await world.loggedIn('lilei')).split('; ').at(-1)?.split('=') ?? []
  await context.addCookies([{ name, value, url: `${world.base}/task` }])
  page = await context.newPage()
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on(
    'console',
    (line) => line.type() === 'error' && !/40\d|ERR_/.test(line.text()) && faults.push(line.text()),
  )
  const customer = await world.aCustomer('LiLei')
  const profile = { nickname: '郭晓彤', phone: '+8613800002716' }
  await world.customers.change(customer._id, { setProfile: profile }, 'name')
  const taskId = await world.openTask(customer._id, {
    taskId: 'task-1',
    title: '回到小程序',
    reasons: ['今天 10:23 点开了专属券短信', '近 90 天买过 2 次'],
    acceptMs: 2 * hour,
  })
  path = `/task/${(await world.sales.find(taskId))?.code}`
  await world.openTask((await world.aCustomer('LiLei'))._id)
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

async function axe(): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'))
  const found = await page.evaluate<{ violations: { id: string }[] }>('axe.run(document)')
  return found.violations.map(({ id }) => id)
}

it('a salesperson accepts, loses the connection, loses nothing typed, and finishes once', async () => {
  await page.goto(`${world.base}${path}`)
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '接受' }).click()
  await page.getByText('可以这样说').waitFor()
  expect(await axe()).toEqual([])

  await page.getByLabel('有兴趣，再约').check()
  await page.getByLabel('什么时候再找她').fill('2026-03-06T15:00')
  await page.getByLabel('备注').fill('想等双十二再一起买')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '完成，3月6日再提醒我' }).click()
  await page.getByRole('alert').getByText('没连上，写的都在').waitFor()
  await page.context().setOffline(false)
  await page.reload()
  expect(await page.getByLabel('备注').inputValue()).toBe('想等双十二再一起买')

  await page.getByRole('button', { name: '完成，3月6日再提醒我' }).dblclick()
  await page.getByText('有兴趣，再约 · 3月6日 周五 15:00 提醒你').waitFor()
  expect(await axe()).toEqual([])
  const task = await world.sales.find('task-1')
  expect(task?.log.filter(({ what }) => what === 'postponed')).toMatchObject([{ note: '想等双十二再一起买' }])
  expect(faults).toEqual([])
})

it('a salesperson reads what they are asked to send, on a phone', async () => {
  await world.aGroupSend({
    sender: 'LiLei',
    outcomes: ['sent', 'notPicked'],
    state: 'settled',
    confirmedAt: world.clock.now(),
  })
  await world.aGroupSend({
    sender: 'LiLei',
    outcomes: ['expired'],
    state: 'settled',
    end: { at: world.clock.now(), why: 'expired' },
  })
  const text = `${'中秋到店有礼，欢迎来看看。\n'.repeat(3)}https://k.example.com/r/${'a'.repeat(60)}`
  await world.aGroupSend({
    sender: 'LiLei',
    outcomes: [undefined, undefined],
    content: { text, attachments: [] },
  })
  await page.goto(`${world.base}/task`)
  await page.getByText('还剩 4 小时').waitFor()
  await page.getByText('1 条群发等你确认').click()
  await page.getByRole('heading', { name: '怎么确认' }).waitFor()
  expect(await axe()).toEqual([])
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390)
  await page.getByRole('link', { name: '‹ 待确认的群发' }).click()
  await page.getByRole('heading', { name: '我的待办' }).waitFor()
  expect(faults).toEqual([])
})

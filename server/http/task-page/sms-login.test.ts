import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hour } from '../../../domain/sales/testing/world.ts'
import { type TaskPageWorld, taskPageWorld } from './testing/world.ts'

const minute = 60_000
const second = 1_000
const lilei = '13800000001'
const nobody = '13800000009'

let world: TaskPageWorld
let path: string
beforeEach(async () => {
  world = await taskPageWorld({ smsLogin: 'on' })
  path = (await world.aTask()).path
})
afterEach(() => world.close())

/** A browser outside WeCom that opened the link of the SMS. */
async function browser() {
  const opened = await world.get(path)
  const cookie = world.cookiesOf(opened)
  const page = await opened.text()
  const csrf = /name="csrf" value="([^"]*)"/.exec(page)?.[1] ?? ''
  const post = (to: string, fields: Record<string, string>, change: { cookie?: string } = {}) =>
    fetch(`${world.base}${to}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: change.cookie ?? cookie },
      body: new URLSearchParams({ csrf, to: path, ...fields }),
    })
  return {
    status: opened.status,
    page,
    cookie,
    ask: (phone: string, more: Record<string, string> = {}) =>
      post('/task/sms-login/code', { phone, ...more }),
    enter: (phone: string, code: string, more: Record<string, string> = {}) =>
      post('/task/sms-login', { phone, code, ...more }),
    post,
  }
}

async function codeSent(): Promise<string> {
  await world.settled()
  return world.phone.sms.at(-1)?.params.code ?? ''
}
/** Another code than that. */
const wrong = (code: string): string => (code === '000000' ? '111111' : '000000')

describe('log-in to the task page by SMS', () => {
  it('is offered outside WeCom alone, and opens the task the link led to', async () => {
    const inWecom = await fetch(`${world.base}${path}`, {
      redirect: 'manual',
      headers: { 'user-agent': 'Mozilla/5.0 MicroMessenger/8.0 wxwork/4.1' },
    })
    expect([inWecom.status, inWecom.headers.get('location')]).toEqual([
      302,
      expect.stringContaining('wecom.example'),
    ])
    const { status, page, ask, enter } = await browser()
    expect(status).toBe(401)
    expect(page).toContain('用短信验证码登录')
    expect((await ask(lilei)).status).toBe(200)
    const code = await codeSent()
    expect(code).toMatch(/^\d{6}$/)
    expect(world.phone.sms).toMatchObject([{ phone: '+8613800000001', params: { code } }])
    const entered = await enter(lilei, code)
    expect([entered.status, entered.headers.get('location')]).toEqual([303, path])
    const inside = await world.get(path, world.cookiesOf(entered))
    expect(inside.status).toBe(200)
    expect(await inside.text()).toContain('跟进')
  })

  it('answers whoever asks alike, and sends nothing to a phone of nobody', async () => {
    const [known, unknown] = [await browser(), await browser()]
    const pages = [await known.ask(lilei), await unknown.ask(nobody)]
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    const words = await Promise.all(
      pages.map(async (page) => (await page.text()).replace(/value="[^"]*"/g, '')),
    )
    expect(words[0]).toBe(words[1])
    await world.settled()
    expect(world.phone.sms).toHaveLength(1)
    const answers = [await known.enter(lilei, 'nonsense'), await unknown.enter(nobody, '000000')]
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    expect(await answers[0]?.text()).toBe(await answers[1]?.text())
  })

  it('takes a code once', async () => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const code = await codeSent()
    const both = await Promise.all([enter(lilei, code), enter(lilei, code)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([303, 401])
    expect((await enter(lilei, code)).status).toBe(401)
  })

  it.each([
    [5 * minute - 1, 303],
    [5 * minute, 401],
  ])('takes a code %i ms after it was sent: %i', async (ms, status) => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const code = await codeSent()
    world.clock.advance(ms)
    expect((await enter(lilei, code)).status).toBe(status)
  })

  it('takes no code after five wrong tries, also not the right one', async () => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const code = await codeSent()
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await enter(lilei, wrong(code))).status).toBe(401)
    }
    // The lock of the phone is over before the code is.
    world.clock.advance(minute)
    expect((await enter(lilei, code)).status).toBe(401)
  })

  it('lets who guesses wait', async () => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const code = await codeSent()
    for (let tries = 0; tries < 5; tries += 1) await enter(lilei, wrong(code))
    expect((await enter(lilei, code)).status).toBe(429)
  })

  it('sends one code a minute to a phone, known or not, and the newest alone counts', async () => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const first = await codeSent()
    for (const phone of [lilei, nobody]) {
      await ask(phone)
      expect((await ask(phone)).status).toBe(429)
    }
    world.clock.advance(minute)
    expect((await ask(lilei)).status).toBe(200)
    const second = await codeSent()
    expect(world.phone.sms).toHaveLength(2)
    if (first !== second) expect((await enter(lilei, first)).status).toBe(401)
    expect((await enter(lilei, second)).status).toBe(303)
  })

  it('lets one address ask sixty times, whatever the phones, and then no more', async () => {
    const { ask } = await browser()
    const statuses: number[] = []
    for (let n = 0; n < 61; n += 1) statuses.push((await ask(`139${String(n).padStart(8, '0')}`)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(60)
    expect(statuses.at(-1)).toBe(429)
  })

  it('is not for a phone that two have', async () => {
    await world.saveStaff([{ userid: 'twin', name: '双', department: '一部', phone: '+8613800000001' }])
    const { ask } = await browser()
    expect((await ask(lilei)).status).toBe(200)
    await world.settled()
    expect(world.phone.sms).toEqual([])
  })

  it('keeps neither code nor phone as they are', async () => {
    const { ask } = await browser()
    await ask(lilei)
    const code = await codeSent()
    const kept = JSON.stringify(await world.connection.collection('staffLoginCodes').find().toArray())
    expect(kept).toContain('lilei')
    expect(kept).not.toContain(lilei)
    expect(kept).not.toContain(`"${code}"`)
  })

  it('stands in the audit log: who asked, got in or did not', async () => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const code = await codeSent()
    await enter(lilei, wrong(code))
    await enter(lilei, code)
    await ask(nobody)
    const entries = await world.auditStore.list({ limit: 10 })
    expect(entries.map(({ by, action }) => `${by} ${action}`).toReversed()).toEqual([
      'lilei session.codeAsked',
      'lilei session.refused',
      'lilei session.opened',
      'unknown session.codeAsked',
    ])
    expect(JSON.stringify(entries)).not.toMatch(/1380000000/)
  })

  it('takes no form of another site or browser, and leads nowhere else', async () => {
    const { ask, post } = await browser()
    expect((await post('/task/sms-login/code', { phone: lilei }, { cookie: '' })).status).toBe(403)
    expect((await post('/task/sms-login/code', { phone: lilei, csrf: 'forged' })).status).toBe(403)
    expect((await post('/task/sms-login', { phone: lilei, code: '1', csrf: 'forged' })).status).toBe(403)
    for (const to of ['https://evil.example', '//evil.example', '/task/../admin', '/admin']) {
      expect((await ask(lilei, { to })).status).toBe(400)
    }
    await world.settled()
    expect(world.phone.sms).toEqual([])
  })

  it('says what a phone number looks like', async () => {
    const { ask } = await browser()
    const answer = await ask('12345')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('11 位手机号')
  })

  it('ends after 12 hours without use, as the log-in by WeCom does', async () => {
    const { ask, enter } = await browser()
    await ask(lilei)
    const cookie = world.cookiesOf(await enter(lilei, await codeSent()))
    world.clock.advance(12 * hour - second)
    expect((await world.get(path, cookie)).status).toBe(200)
    world.clock.advance(12 * hour + second)
    expect((await world.get(path, cookie)).status).toBe(401)
  })
})

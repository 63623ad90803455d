import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Outreach } from '../../../domain/outreach/contract.ts'
import { appid, type EdgeWorld, edgeWorld } from '../../../test/testing/edge-world.ts'
import { createLinksRouter } from './router.ts'

let world: EdgeWorld
let base: string
let asked: string[]

type LinkSide = Pick<Outreach, 'followLink' | 'unsubscribe' | 'readUnsubscribeToken' | 'open'>
const outreach: LinkSide = {
  async followLink(code, visit) {
    asked.push(`follow ${code} ${visit.userAgent}`)
    return code === 'abc123' ? { location: 'https://shop.example/p?a=1&b=2' } : null
  },
  readUnsubscribeToken: (token) => (token === 'good' ? { customerId: 'c_1', channel: 'email' } : null),
  async unsubscribe(token) {
    asked.push(`unsubscribe ${token}`)
    return token === 'good'
  },
  async open(token) {
    asked.push(`open ${token}`)
    if (token === 'breaks') throw new Error('store')
    return token === 'good'
  },
}

beforeAll(async () => {
  world = await edgeWorld()
  const { clock, activity } = world
  const background = activity.background
  base = await world.serve([
    createLinksRouter({ outreach, clock, background, miniprogramAppId: appid, brandAppIds: () => ['wx2'] }),
  ])
})
afterAll(() => world.close())
beforeEach(() => {
  asked = []
})
const get = (path: string, init: RequestInit = {}) => fetch(`${base}${path}`, { redirect: 'manual', ...init })

describe('tracked link', () => {
  it('leads on with 302, is not cached and tells no referrer', async () => {
    const answer = await get('/r/abc123', { headers: { 'user-agent': 'Phone' } })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('https://shop.example/p?a=1&b=2')
    expect(answer.headers.get('cache-control')).toContain('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(asked).toEqual(['follow abc123 Phone'])
  })

  it('is no click when only its head is asked for', async () => {
    expect((await get('/r/abc123', { method: 'HEAD' })).status).toBe(200)
    expect(asked).toEqual([])
  })

  it.each(['/r/nope', '/r/%E0%A4%A', '/r/a%2Fb'])('%s leads nowhere', async (path) => {
    expect([400, 404]).toContain((await get(path)).status)
  })
})

describe('unsubscribe', () => {
  it('by looking at the page does nothing', async () => {
    const answer = await get('/u/good')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('邮件营销消息')
    expect(asked).toEqual([])
  })

  it('by one click acts without a question, a cookie or a redirect', async () => {
    const answer = await get('/u/good', {
      method: 'POST',
      body: new URLSearchParams('List-Unsubscribe=One-Click'),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(asked).toEqual(['unsubscribe good'])
  })

  it('with a token that is not ours finds nothing', async () => {
    expect((await get('/u/bad')).status).toBe(404)
    expect((await get('/u/bad', { method: 'POST' })).status).toBe(404)
  })
})

describe('open pixel', () => {
  it.each(['good', 'bad', 'breaks'])('is a picture of 43 bytes with the token "%s"', async (token) => {
    const answer = await get(`/o/${token}.gif`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/gif')
    expect(answer.headers.get('cache-control')).toContain('no-store')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([bytes.length, bytes.subarray(0, 6).toString()]).toEqual([43, 'GIF89a'])
    await world.activity.settled()
    expect(asked).toEqual([`open ${token}`])
  })
})

describe('way into the mini-program', () => {
  it('shows a link that opens the page in WeChat; the short code, counted already, goes along as cq', async () => {
    const page = await (
      await get(`/open?to=${encodeURIComponent('/pages/coupon?batch=a b&k=abc123')}`)
    ).text()
    const query = encodeURIComponent('batch=a+b')
    expect(page).toContain(
      `href="weixin://dl/business/?appid=${appid}&amp;path=pages%2Fcoupon&amp;query=${query}&amp;cq=abc123"`,
    )
  })

  it('opens the mini-program of a brand of ours, and of nobody else', async () => {
    const to = encodeURIComponent('/pages/coupon')
    expect(await (await get(`/open?to=${to}&app=wx2`)).text()).toContain('appid=wx2')
    expect((await get(`/open?to=${to}&app=wx3`)).status).toBe(404)
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    'javascript:alert(1)',
    '/pages/"><script>',
    '',
    '/../../x',
    '/pages/./x',
    '/pages//x',
    '/pages/..',
  ])('opens nothing but own pages: "%s"', async (to) => {
    expect((await get(`/open?to=${encodeURIComponent(to)}`)).status).toBe(404)
  })
})

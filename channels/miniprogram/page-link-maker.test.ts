import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPlatforms } from '../testing/platforms.ts'
import { createPageLinkMaker } from './page-link-maker.ts'

const api = '/wxa/generate_urllink'
const day = 86_400_000

let platforms: Awaited<ReturnType<typeof startPlatforms>>
let maker: ReturnType<typeof createPageLinkMaker>
beforeAll(async () => {
  platforms = await startPlatforms()
  maker = createPageLinkMaker({ apiOf: platforms.miniprogramOf, clock: platforms.clock })
})
afterAll(() => platforms.close())

const make = (page: string, days = 29) =>
  maker.make(
    { appid: platforms.sandbox.settings.mpAppId, page },
    new Date(platforms.clock.now().getTime() + days * day),
  )

it('a page with its query gets an https address', async () => {
  expect(await make('/pages/coupon?batch=spring')).toEqual({
    kind: 'made',
    url: expect.stringMatching(/^https:\/\/wxaurl\.cn\/\w+$/),
  })
})

it.each([
  ['a page that was never released', '/elsewhere/page', 29, '40165'],
  ['a query no link may have', '/pages/coupon?name=春', 29, '40212'],
  ['an end after 30 days', '/pages/coupon', 31, '85401'],
])('%s is refused by name', async (_what, page, days, code) => {
  expect(await make(page, days)).toEqual({ kind: 'refused', code })
})

it('the quota of the day is known until midnight in Shanghai, too many a second for a moment', async () => {
  await platforms.strike({ platform: 'wechat', api, kind: 'errcode', code: 44990 })
  expect(await make('/pages/coupon')).toEqual({ kind: 'busy', code: '44990' })
  await platforms.strike({ platform: 'wechat', api, kind: 'errcode', code: 45009 })
  const outcome = await make('/pages/coupon')
  expect(outcome).toMatchObject({ kind: 'quota', code: '45009' })
  const until = outcome.kind === 'quota' ? outcome.until : platforms.clock.now()
  expect(until.toISOString()).toMatch(/T16:00:00\.000Z$/)
})

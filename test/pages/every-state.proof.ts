import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contract } from '../../server/admin-api/contract.ts'
import type { Terms } from '../../server/admin-api/core/endpoint.ts'
import { follow, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

interface PageLine {
  path: string
  needs?: string
}

/** The tables of the page itself; their types are those of the page's own compiler. */
const tableOf = <Table>(file: string): Promise<Table> =>
  import(/* @vite-ignore */ new URL(`../../admin/src/pages/${file}`, import.meta.url).href)
const { pages } = await tableOf<{ pages: PageLine[] }>('routes.ts')
const { companyKeys, otherSections } = await tableOf<{
  companyKeys: string[]
  otherSections: { key: string }[]
}>('settings/sections.ts')
const settingsSections = [...companyKeys, ...otherSections.map(({ key }) => key)]

/** Where a path with `:names` leads on an installation that has just begun. */
const examples: Record<string, string[]> = {
  '/journeys/:id/:tab?': ['/journeys/lead-nurture'],
  '/broadcasts/:id': ['/broadcasts/nothing'],
  '/broadcasts/:id/edit': ['/broadcasts/nothing/edit'],
  '/content/:id': ['/content/lead-welcome'],
  '/alerts/:id': ['/alerts/smsFailures%3A9'],
  '/reports/:id': ['/reports/daily%3A2026-01-01'],
  '/orders/:id': ['/orders/shop:nothing'],
  '/refunds/:no/:refundNo': ['/refunds/nothing/nothing-1'],
  '/customers/:id': ['/customers/c_nobody'],
  '/coupons/:id': ['/coupons/wake-up-50'],
  '/channel-codes/:id': ['/channel-codes/default', '/channel-codes/spring-expo'],
  '/experiments/:id/:place': ['/experiments/nothing/_holdout'],
  '/webhooks/:id': ['/webhooks/nothing'],
  '/imports/:id': ['/imports/i_nothing'],
  '/calendar/:id': ['/calendar/china'],
  '/segments/:id': ['/segments/sleeping-members'],
  '/preference-rules/:id': ['/preference-rules/price-sensitive'],
  '/settings/:section': settingsSections.map((section) => `/settings/${section}`),
}
/** A page at one of its places. */
interface Place {
  place: string
  line: PageLine
}
const everyPlace: Place[] = pages.flatMap((line) =>
  (examples[line.path] ?? [line.path]).map((place) => ({ place, line })),
)
/** One place of each page: what waits, fails or is closed looks the same at all of them. */
const onePlaceEach = everyPlace.filter(
  ({ line }, at) => everyPlace.findIndex((other) => other.line === line) === at,
)

/** Of these nothing is asked before they are there. */
const asksNothing = new Set(['/account'])

/** What the frame needs to be there at all. */
const isOfFrame = (url: string): boolean => /\/api\/v1\/(me|session|live)\b/.test(url)

// One test goes through all pages there are.
vi.setConfig({ testTimeout: 400_000 })

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

/** What axe finds on each of these places, once it has come so far. */
async function findings(
  open: { page: Page; axe(): Promise<string[]> },
  places: readonly Place[],
  arrived: (page: Page, line: PageLine) => Promise<unknown>,
): Promise<string[]> {
  const found: string[] = []
  for (const { place, line } of places) {
    await follow(open.page, `/admin${place}`)
    await arrived(open.page, line).catch((error: Error) =>
      found.push(`${place}: ${error.message.slice(0, 200)}`),
    )
    found.push(...(await open.axe()).map((one) => `${place}: ${one}`))
  }
  return found
}

const refused = JSON.stringify({
  error: { code: 'internal', message: '服务器出错了，没有丢东西', requestId: 'abcdef0123456789' },
})

describe.each(Object.entries(widths))('on a %s', (_, width) => {
  it('every page that has nothing yet', async () => {
    const open = await world.openPage('owner', '/account', width)
    expect(
      await findings(open, everyPlace, async (page) => {
        await page.locator('#content h1').first().waitFor()
        await page.locator('.loading').first().waitFor({ state: 'detached' })
      }),
    ).toEqual([])
    expect(open.faults).toEqual([])
    await open.close()
  })

  it('every page that waits for its answer', async () => {
    const open = await world.openPage('owner', '/account', width)
    const held: Route[] = []
    await open.page.route('**/api/v1/**', (route) =>
      isOfFrame(route.request().url()) ? route.continue() : void held.push(route),
    )
    expect(
      await findings(open, onePlaceEach, async (page, line) => {
        if (!asksNothing.has(line.path)) await page.locator('.loading__line').first().waitFor()
      }),
    ).toEqual([])
    await open.page.unroute('**/api/v1/**')
    await Promise.all(held.map((route) => route.abort().catch(() => undefined)))
    await open.close()
  })

  it('every page that got no answer, while the stream is lost', async () => {
    const open = await world.openPage('owner', '/account', width)
    const { page } = open
    await page.route('**/api/v1/**', (route) =>
      isOfFrame(route.request().url()) ? route.fallback() : route.fulfill({ status: 500, body: refused }),
    )
    await page.route('**/api/v1/live', (route) => route.abort())
    await page.reload()
    if (width >= 768) await page.getByText('正在重连').waitFor()
    expect(
      await findings(open, onePlaceEach, async (_page, line) => {
        if (!asksNothing.has(line.path)) await page.locator('#content [role=alert]').first().waitFor()
      }),
    ).toEqual([])
    await open.close()
  })

  it('every page that is not theirs', async () => {
    const rolesOf = ({ needs = '' }: PageLine): Terms['roles'] => {
      const [resource = '', operation = ''] = needs.split('.')
      return (contract as Record<string, Record<string, Terms>>)[resource]?.[operation]?.roles ?? 'anybody'
    }
    for (const role of ['sales', 'operator', 'finance'] as const) {
      const closed = onePlaceEach.filter(({ line }) => {
        const roles = rolesOf(line)
        return roles !== 'anybody' && !roles.includes(role)
      })
      expect(closed.length).toBeGreaterThan(0)
      const open = await world.openPage(role, '/account', width)
      expect(
        await findings(open, closed, (page) => page.getByText('你的账号不能看').first().waitFor()),
        role,
      ).toEqual([])
      expect(open.faults, role).toEqual([])
      await open.close()
    }
  })
})

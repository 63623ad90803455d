import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dataHub } from '../../sandbox/demo/data-hub.ts'
import type { Login } from '../../sandbox/demo/members.ts'
import { trial } from '../../sandbox/demo/trial.ts'
import { type Browser, openBrowser, widths } from './browser.ts'
import { type PlayedDemo, playedDemo } from './played-demo.ts'
import { takePicture } from './take-picture.ts'

interface Page {
  path: string
}

/** The table of the page itself; its types are those of the page's own compiler. */
const routes = new URL('../../admin/src/pages/routes.ts', import.meta.url).href
const { pages, outside } = (await import(/* @vite-ignore */ routes)) as Record<'pages' | 'outside', Page[]>

const folder = fileURLToPath(new URL('../../docs/pages/', import.meta.url))

/** Where a path with `:names` leads in the story of the demo, and what its picture is called. */
const examples: Record<string, [name: string, path: string][]> = {
  '/journeys/:id/:tab?': [
    ['journey-edit', '/journeys/wake-sleeping-members'],
    ['journey-runs', '/journeys/win-back/runs'],
    ['journey-simulate', '/journeys/wake-sleeping-members/simulation'],
    ['journey-test', '/journeys/wake-sleeping-members/test'],
  ],
  '/broadcasts/:id': [['broadcast', '/broadcasts/new-year-thanks']],
  '/broadcasts/:id/edit': [['broadcast-edit', '/broadcasts/spring-preview/edit?step=forecast']],
  '/segments/:id': [['segment', '/segments/sleeping-members']],
  '/content/:id': [['content-edit', '/content/wake-up-coupon']],
  '/coupons/:id': [['coupon', '/coupons/wake-up-50']],
  '/refunds': [['refunds', '/refunds?look=closed']],
  '/channel-codes': [['channel-codes', '/channel-codes?code=festival-one']],
  '/channel-codes/:id': [['channel-code', '/channel-codes/spring-expo']],
  '/webhooks/:id': [['webhook', `/webhooks/${dataHub.id}`]],
  '/calendar/:id': [['calendar-edit', '/calendar/china']],
  '/preference-rules/:id': [['preference-rule', '/preference-rules/favourite-category']],
  '/settings/:section': [
    ['settings-caps', '/settings/caps'],
    ['settings-exclude', '/settings/exclude'],
    ['settings-traits', '/settings/traits'],
    ['settings-preferences', '/settings/preferences'],
    ['settings-tag-groups', '/settings/tagGroups'],
  ],
}

let demo: PlayedDemo
let browser: Browser
beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  demo = await playedDemo()
  examples['/orders/:id'] = [['order', `/orders/${await demo.refundedOrder()}`]]
  const campaign = await demo.campaign(trial.name)
  examples['/refunds/:no/:refundNo'] = [['refund', `/refunds/${await demo.refund()}`]]
  examples['/reports/:id'] = [['report', `/reports/${encodeURIComponent(await demo.report())}`]]
  examples['/imports/:id'] = [['import', `/imports/${await demo.checkedImport()}`]]
  examples['/campaigns/:id'] = [['campaign', `/campaigns/${campaign}`]]
  examples['/review'] = [['review', `/review?campaign=${campaign}`]]
  examples['/alerts/:id'] = [['alert', `/alerts/${await demo.closedAlert()}`]]
  examples['/experiments/:id/:place'] = [['experiment', `/experiments/${trial.flow.id}/${trial.split}`]]
  examples['/customers/:id'] = [['customer', `/customers/${await demo.busiestCustomer()}`]]
  browser = await openBrowser(demo.base)
}, 600_000)
afterAll(async () => {
  await browser?.close()
  await demo?.end()
})

/** Whose page it is, where it is not the owner's who may open all of them. */
const lookers: Partial<Record<string, Login>> = {
  '/': 'zhoumin',
  '/tasks': 'wangfang',
  '/doctor': 'sunhao',
  '/running': 'sunhao',
  '/redeem': 'lilei',
  // Rows of a file are shown to who brought it.
  '/imports/:id': 'zhoumin',
}

/** `PICTURES=home,journeys npm run screenshots` takes those alone. */
const wanted = process.env.PICTURES?.split(',')
const isWanted = (name: string): boolean => wanted === undefined || wanted.includes(name)

it.each(pages)('$path', async ({ path }) => {
  const usual: [string, string] = [path === '/' ? 'home' : path.slice(1).replaceAll('/', '-'), path]
  const places = examples[path] ?? (path.includes(':') ? [] : [usual])
  expect(places, `which ${path} of the demo is its picture of?`).not.toEqual([])
  for (const [name, place] of places) await pictures(name, place, lookers[path] ?? 'linhai')
})
it('/ of who counts the money', () => pictures('home-finance', '/', 'hejing'))
it.each(outside)('$path', ({ path }) => pictures(path.slice(1), path, null))

async function pictures(name: string, path: string, login: Login | null): Promise<void> {
  if (!isWanted(name)) return
  const cookie = login && (await demo.cookieOf(login))
  for (const width of Object.values(widths)) {
    const { page, close } = await browser.open({ path, width, cookie })
    await takePicture(page, join(folder, `${name}-${width}.png`))
    await close()
  }
}

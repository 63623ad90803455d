import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('what is not there is said under the heading of its page', async () => {
  const { page, axe, follow, close } = await world.openPage('owner', '/')
  for (const [path, heading] of [
    ['/journeys/nothing', '自动化流程'],
    ['/broadcasts/nothing', '群发'],
    ['/broadcasts/nothing/edit', '群发'],
    ['/content/nothing', '素材与话术'],
    ['/coupons/nothing', '优惠券'],
    ['/channel-codes/nothing', '渠道活码'],
    ['/calendar/nothing', '活动日历'],
    ['/campaigns/nothing', '营销活动'],
    ['/webhooks/nothing', 'Webhook'],
  ] as const) {
    await follow(path)
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
    await page.getByText('没有取到').first().waitFor()
    expect(await axe(), path).toEqual([])
  }
  await close()
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

describe('the frame', () => {
  it.each(Object.entries(widths))(
    'has no fault and nothing axe finds, every part included, on a %s',
    async (_, width) => {
      for (const [role, path] of [
        ['marketer', '/'],
        ['marketer', '/_parts'],
        ['marketer', '/nowhere'],
        [null, '/login?ended=1'],
      ] as const) {
        const { axe, faults, close } = await world.openPage(role, path, width)
        expect(await axe(), path).toEqual([])
        expect(faults, path).toEqual([])
        await close()
      }
    },
  )

  it.each(['owner', 'sales'] as const)('opens for a member who is %s', async (role) => {
    const { page, faults, close } = await world.openPage(role, '/')
    expect(await page.locator('nav[aria-label=主菜单] a[aria-current=page]').innerText()).toBe('首页')
    expect(faults).toEqual([])
    await close()
  })
})

describe('a log-in', () => {
  it('is asked for, and leads to where one wanted to go', async () => {
    const { page, close } = await world.openPage(null, '/_parts')
    expect(new URL(page.url()).pathname).toBe('/admin/login')
    await close()
  })
})

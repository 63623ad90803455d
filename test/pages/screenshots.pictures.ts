import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, it } from 'vitest'
import type { Role } from '../../domain/members/roles.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'
import { takePicture } from './take-picture.ts'

interface Page {
  path: string
  title: string
  needs?: string
}

/** The table of the page itself; its types are those of the page's own compiler. */
const routes = new URL('../../admin/src/pages/routes.ts', import.meta.url).href
const { pages, outside } = (await import(/* @vite-ignore */ routes)) as Record<'pages' | 'outside', Page[]>

const folder = fileURLToPath(new URL('../../docs/pages/', import.meta.url))
/** The owner may open every page. */
const role: Role = 'owner'
/** What stands for the `:names` of a path. */
const examples: Record<string, string> = {}

let world: PageWorld
beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  world = await pageWorld()
})
afterAll(() => world?.close())

it.each(pages)('$path', ({ path }) => picture(role, path))
it.each(outside)('$path', ({ path }) => picture(null, path))

async function picture(who: Role | null, path: string): Promise<void> {
  const place = path.replaceAll(/:(\w+)/g, (_, name: string) => examples[name] ?? name)
  const name = path === '/' ? 'home' : path.slice(1).replaceAll('/', '-').replaceAll(':', '')
  for (const width of Object.values(widths)) {
    const { page, close } = await world.openPage(who, place, width)
    await takePicture(page, join(folder, `${name}-${width}.png`))
    await close()
  }
}

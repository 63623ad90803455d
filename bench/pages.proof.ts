import { expect, it } from 'vitest'
import { pages } from './menu-pages.ts'
import { measured } from './testing/measured.ts'

// 总览 of five periods, each of all, of a 门店, of a region, of both, of a 人群包, and of that in a 门店.
const overviewLooks = 30

it('npm run bench measures every page beside one page of its documents', async () => {
  const lines = await measured('pages', pages.length + overviewLooks)
  for (const { path } of pages) expect(lines.join('\n')).toContain(`  ${path} `)
})

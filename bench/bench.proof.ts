import { expect, it } from 'vitest'
import { pages } from './menu-pages.ts'
import { measured } from './testing/measured.ts'

it('npm run bench measures a simulation beside reading the same, and welcomes meanwhile', async () => {
  await measured('simulate', 2)
}, 180_000)

it('npm run bench measures every page beside one page of its documents', async () => {
  const lines = await measured('pages', pages.length)
  for (const { path } of pages) expect(lines.join('\n')).toContain(`  ${path} `)
}, 400_000)

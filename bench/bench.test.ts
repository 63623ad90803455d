import { expect, it } from 'vitest'
import { bench } from './testing/measured.ts'

it('npm run bench refuses a benchmark it does not know, naming those it does', async () => {
  await expect(bench('everything')).rejects.toThrow(
    /callbacks, advances, broadcast, storm, orders, traits, simulate, contacts, group-sends, figures, imports, pages/,
  )
})

import { describe, expect, it } from 'vitest'
import { bench, measured } from './testing/measured.ts'

describe('npm run bench', () => {
  it.each([
    ['callbacks', 2],
    ['advances', 2],
    ['broadcast', 1],
  ])(
    'measures %s and ends with one line of JSON, each row beside its anchor',
    async (name, count) => {
      const lines = await measured(name, count)
      // The setting plain Agenda is compared at can be checked.
      const swept = lines.filter((line) => /every \d+ ms, concurrency \d+, lock limit \d+: /.test(line))
      expect(swept).toHaveLength(name === 'advances' ? 4 : 0)
    },
    120_000,
  )

  it('refuses a benchmark it does not know, naming those it does', async () => {
    await expect(bench('everything')).rejects.toThrow(
      /callbacks, advances, broadcast, storm, simulate, pages/,
    )
  }, 60_000)
})

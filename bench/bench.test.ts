import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)
const tiny = [
  '--rounds',
  '1',
  '--callbacks',
  '8',
  '--connections',
  '4',
  '--runs',
  '40',
  '--receivers',
  '40',
  '--people',
  '200',
  '--agenda-jobs',
  '10',
]

/** The bench as a command; its own store, so the one of the tests is left alone. */
async function bench(...args: string[]): Promise<string[]> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], {
    env: { PATH: process.env.PATH ?? '' },
  })
  return stdout.trimEnd().split('\n')
}

describe('npm run bench', () => {
  it.each([
    ['callbacks', 2],
    ['advances', 2],
    ['broadcast', 1],
    ['simulate', 2],
  ])(
    'measures %s and ends with one line of JSON, each row beside its anchor',
    async (name, count) => {
      const lines = await bench(name, '--json', ...tiny)
      const { rows } = JSON.parse(lines.at(-1) ?? '') as { rows: Record<string, unknown>[] }
      expect(rows).toHaveLength(count)
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(['name', 'value', 'unit', 'anchor', 'ratio'])
        const { value, anchor, ratio } = row as { value: number; anchor: number; ratio: number }
        expect(ratio).toBeGreaterThan(0)
        // Each of the three is rounded to three figures.
        expect(ratio / (value / anchor)).toBeCloseTo(1, 1)
      }
      // The setting plain Agenda is compared at can be checked.
      const swept = lines.filter((line) => /every \d+ ms, concurrency \d+, lock limit \d+: /.test(line))
      expect(swept).toHaveLength(name === 'advances' ? 4 : 0)
    },
    120_000,
  )

  it('refuses a benchmark it does not know, naming those it does', async () => {
    await expect(bench('everything')).rejects.toThrow(/callbacks, advances, broadcast, storm, simulate/)
  }, 60_000)
})

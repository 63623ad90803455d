import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'

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
  '--orders',
  '10',
  '--people',
  '200',
  '--contacts',
  '300',
  '--group-sends',
  '60',
  '--rows',
  '200',
  '--agenda-jobs',
  '10',
]

/** The bench as a command; its own store, so the one of the tests is left alone. */
export async function bench(...args: string[]): Promise<string[]> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], {
    env: { PATH: process.env.PATH ?? '' },
  })
  return stdout.trimEnd().split('\n')
}

/** Each row beside its anchor, and the lines before them. */
export async function measured(name: string, count: number): Promise<string[]> {
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
  return lines
}

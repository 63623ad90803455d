import { expect, it } from 'vitest'
import { measured } from './testing/measured.ts'

it.each([
  ['callbacks', 2],
  ['advances', 2],
  ['broadcast', 1],
  ['contacts', 1],
  ['orders', 1],
])(
  'npm run bench measures %s and ends with one line of JSON, each row beside its anchor',
  async (name, count) => {
    const lines = await measured(name, count)
    // The setting plain Agenda is compared at can be checked.
    const swept = lines.filter((line) => /every \d+ ms, concurrency \d+, lock limit \d+: /.test(line))
    expect(swept).toHaveLength(name === 'advances' ? 4 : 0)
  },
)

it('npm run bench measures a simulation beside reading the same, and welcomes meanwhile', async () => {
  await measured('simulate', 2)
})

it('npm run bench measures group-sends that are settled beside the same calls and the writes it recorded', async () => {
  const lines = (await measured('group-sends', 1)).join('\n')
  // Nobody is settled by fewer: the quota, the touch and the row, then the run.
  const [, sent, left] = /(\d+) writes for each who was sent to, (\d+) for each left out/.exec(lines) ?? []
  expect(Number(sent)).toBeGreaterThanOrEqual(4)
  expect(Number(left)).toBeGreaterThan(Number(sent))
})

it('npm run bench measures the traits of everybody beside adding up the same, and welcomes meanwhile', async () => {
  const lines = (await measured('traits', 2)).join('\n')
  // A fifth of the people first, and of each hundred the one nobody had counted.
  expect(lines).toMatch(/ 40 customers in .*, 1 put right/)
  expect(lines).toMatch(/ 200 customers in .*, 2 put right/)
})

it('npm run bench measures the figures of one hour beside reading the same, a fifth of it first', async () => {
  const lines = (await measured('figures', 1)).join('\n')
  expect(lines).toMatch(/ (3\d|40) messages in .*/)
  expect(lines).toMatch(/ (1[5-9]\d|200) messages in .*/)
})

it('npm run bench measures a file of members that is brought in beside csv-parse alone, and memory at a fifth and at the end', async () => {
  const lines = (await measured('imports', 1)).join('\n')
  expect(lines).toMatch(/ 200 rows: sent in /)
  expect(lines).toMatch(/ MB at a fifth of the check, \d+ \/ \d+ \/ \d+ MB at its end/)
  expect(lines).toMatch(/ MB at a fifth of taking over, \d+ \/ \d+ \/ \d+ MB at its end/)
})

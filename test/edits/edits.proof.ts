import { expect, it } from 'vitest'
import { proofSize } from '../testing/proof-size.ts'
import { aStage, editInProcess, sum } from './edits.ts'
import { editInProcesses } from './lives-of-processes.ts'
import { editKinds } from './marketer.ts'

const seed = Number(process.env.EDITS_SEED ?? Math.floor(Math.random() * 1e9))
const { edits, rarest, kills } = proofSize({
  short: { edits: 150, rarest: 3, kills: 12 },
  long: { edits: 1_000, rarest: 50, kills: 50 },
})
const patienceMs = 1_800_000

const say = (line: string) => process.stdout.write(`${line}\n`)
const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([kind, n]) => `${kind} ${n}`).join(', ')

it(`nobody is lost, doubled or in limbo after ${edits} edits by processes that die at their writes`, {
  timeout: patienceMs,
}, async () => {
  const stage = await aStage(seed)
  try {
    const played = await editInProcess(stage, { seed, edits })
    say(
      `EDITS_SEED=${seed}: ${listed(played.edits)}; ${played.deaths.length} deaths, ${played.runs} passages, ${played.stillness.looks()} looks at somebody who stands still`,
    )
    expect([...played.stillness.findings, ...played.findings]).toEqual([])
    expect(sum(played.edits)).toBeGreaterThanOrEqual(edits)
    expect(editKinds.filter((kind) => (played.edits.get(kind) ?? 0) < rarest)).toEqual([])
  } finally {
    await stage.close()
  }
})

it(`nor after ${kills} processes were ended by SIGKILL while they edited`, {
  timeout: patienceMs,
}, async () => {
  const stage = await aStage(seed)
  try {
    const played = await editInProcesses(stage, { seed, kills })
    say(
      `EDITS_SEED=${seed}: ${kills} SIGKILLs, ${listed(played.edits)}; ${played.runs} passages; died at ${new Set(played.deaths).size} different places`,
    )
    expect(played.findings).toEqual([])
    expect(played.deaths).toHaveLength(kills)
  } finally {
    await stage.close()
  }
})

import { expect, it } from 'vitest'
import { proofSize } from '../testing/proof-size.ts'
import { aStage, editInProcess, sum } from './edits.ts'
import { editInProcesses } from './lives-of-processes.ts'
import { editKinds } from './marketer.ts'

const seed = Number(process.env.EDITS_SEED ?? Math.floor(Math.random() * 1e9))
const { stages, edits, rarest, kills } = proofSize({
  short: { stages: 1, edits: 150, rarest: 3, kills: 12 },
  // Side by side: what dies and comes back waits for the disk most of its time.
  long: { stages: 5, edits: 280, rarest: 50, kills: 50 },
})
const patienceMs = 1_800_000

const say = (line: string) => process.stdout.write(`${line}\n`)
const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([kind, n]) => `${kind} ${n}`).join(', ')

it(`nobody is lost, doubled or in limbo after ${stages * edits} edits by processes that die at their writes`, {
  timeout: patienceMs,
}, async () => {
  const counts = await Promise.all(Array.from({ length: stages }, (_, n) => editedFrom(seed + n)))
  const ofKind = (kind: string) => sum(new Map(counts.map((one, n) => [`${n}`, one.get(kind) ?? 0])))
  say(`together: ${listed(new Map(editKinds.map((kind) => [kind, ofKind(kind)])))}`)
  expect(editKinds.filter((kind) => ofKind(kind) < rarest)).toEqual([])
})

/** How many edits of each kind took effect on a stage of its own, where nothing was found amiss. */
async function editedFrom(seed: number): Promise<ReadonlyMap<string, number>> {
  const stage = await aStage(seed)
  try {
    const played = await editInProcess(stage, { seed, edits })
    say(
      `EDITS_SEED=${seed}: ${listed(played.edits)}; ${played.deaths.length} deaths, ${played.runs} passages, ${played.stillness.looks()} looks at somebody who stands still`,
    )
    expect([...played.stillness.findings, ...played.findings]).toEqual([])
    expect(sum(played.edits)).toBeGreaterThanOrEqual(edits)
    return played.edits
  } finally {
    await stage.close()
  }
}

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

import { expect, it } from 'vitest'
import { aStage, editInProcess, sum } from './edits.ts'
import { editKinds } from './marketer.ts'

// The same edits every day; `edits.proof.ts` has new ones, and many more.
const seed = Number(process.env.EDITS_SEED ?? 20_260_302)
const edits = 30

it(`nobody is lost, doubled or in limbo when processes die while flows are edited under them (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  const stage = await aStage(seed)
  try {
    const played = await editInProcess(stage, { seed, edits })
    expect([...played.stillness.findings, ...played.findings]).toEqual([])
    expect(sum(played.edits)).toBeGreaterThanOrEqual(edits)
    expect(editKinds.filter((kind) => played.edits.get(kind) === 0)).toEqual([])
    expect(played.deaths.length).toBeGreaterThan(3)
    expect(played.runs).toBeGreaterThan(10)
  } finally {
    await stage.close()
  }
})

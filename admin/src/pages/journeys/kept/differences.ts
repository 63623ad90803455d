import { titleOf } from '../graph/step-words.ts'
import { type Journey, stepsOf } from '../graph/written.ts'

/** A flow with what its parts say, by their place. */
export interface Told {
  journey: Journey
  sentences: Record<string, string>
}

/** Something two writings of a flow say differently; null = it is not there. */
export interface Difference {
  where: string
  before: string | null
  after: string | null
}

const wholes: Record<string, string> = {
  name: '流程名称',
  owner: '负责人',
  note: '说明',
  entry: '触发条件',
  goal: '目标',
  exit: '离开',
  priority: '优先级',
  holdout: '空白对照组',
}

/** What differs between two writings, in the order of the flow: first what it is as a whole, then its steps. */
export function differences(before: Told, after: Told): Difference[] {
  const parts = Object.keys(wholes).flatMap((key) =>
    differ(wholes[key] ?? key, wholeOf(before, key), wholeOf(after, key)),
  )
  const ids = [...new Set([...Object.keys(stepsOf(before.journey)), ...Object.keys(stepsOf(after.journey))])]
  const steps = ids.flatMap((id) => {
    const holder = id in stepsOf(after.journey) ? after : before
    return differ(titleOf(holder.journey, id), stepOf(before, id), stepOf(after, id))
  })
  return [...parts, ...steps]
}

interface Part {
  written: string
  said: string
}

function differ(where: string, before: Part | null, after: Part | null): Difference[] {
  if (before?.written === after?.written) return []
  const words = { before: before?.said ?? null, after: after?.said ?? null }
  // Said alike, written otherwise: a name, or something no sentence tells.
  const isSame = words.before === words.after
  return [{ where, ...(isSame ? { before: before?.written ?? null, after: after?.written ?? null } : words) }]
}

function wholeOf({ journey, sentences }: Told, key: string): Part | null {
  const value = journey[key]
  if (value === undefined) return null
  const exits = Object.keys(sentences).filter((place) => place.startsWith(`${key}.`))
  const said = sentences[key] ?? exits.map((place) => sentences[place]).join('；')
  return {
    written: JSON.stringify(value),
    said: said || (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  }
}

function stepOf({ journey, sentences }: Told, id: string): Part | null {
  const step = stepsOf(journey)[id]
  if (step === undefined) return null
  const written = JSON.stringify(step)
  return { written, said: sentences[`steps.${id}`] ?? written }
}

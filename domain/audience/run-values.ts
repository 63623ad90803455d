import type { RunValue, Test } from '../language/comparison.ts'

/** What a condition may ask of the run it is asked in: props of the event that began it, and of the one that ended its last wait. */
export type RunValues = Readonly<Record<RunValue['from'], Readonly<Record<string, unknown>>>>

/** Where there is no run, every value of one is missing. */
export const noRun: RunValues = { entry: {}, answer: {} }

export function valueOfRun({ from, prop }: RunValue, run: RunValues): unknown {
  return Object.hasOwn(run[from], prop) ? run[from][prop] : undefined
}

/** A test against a value of the run as one against that value. One that is missing answers like any missing value: compare.ts. */
export function boundTo(run: RunValues, test: Test): Test {
  if (test.op !== 'same' && test.op !== 'other') return test
  const value = valueOfRun(test.as, run)
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? { op: test.op === 'same' ? 'is' : 'isNot', value } : test
}

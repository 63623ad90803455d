import { analyse } from '../experiments/analysis.ts'
import type { Experiments } from '../experiments/experiments.ts'
import { type VerdictKind, verdictOn } from '../experiments/verdict.ts'

/** What a test said. */
export interface TestLine {
  flow: string
  place: string
  /** 沉睡会员唤醒：发和不发 */
  name: string
  kind: VerdictKind
  says: string
  details: string[]
}

/** Each is read from its people: a report tells of so many at the most, those that deal now first. */
const mostTests = 20

/** The verdicts on splits and hold-outs of some flows, as they stand now. */
export async function testLines(
  experiments: Pick<Experiments, 'list' | 'read'>,
  flows: readonly string[],
): Promise<TestLine[]> {
  if (flows.length === 0) return []
  const wanted = new Set(flows)
  const found = (await experiments.list()).filter(({ experiment }) => wanted.has(experiment.journeyId))
  const lines: TestLine[] = []
  for (const { experiment } of found.slice(0, mostTests)) {
    const reading = await experiments.read(experiment)
    const { kind, says, details } = verdictOn(experiment, reading, analyse(experiment, reading))
    const { journeyId: flow, place, journeyName, name } = experiment
    lines.push({ ...{ flow, place, kind, says, details }, name: `${journeyName}：${name}` })
  }
  return lines
}

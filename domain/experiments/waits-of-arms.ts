import type { Structure } from '../definitions/written-text.ts'
import { describeDuration } from '../language/duration.ts'
import type { JourneyDefinition, StepDefinition } from '../language/journey.ts'
import type { Experiment } from './experiment.ts'
import { putAt } from './put-at.ts'
import { noCount, type Reading } from './reading.ts'
import type { Verdict } from './verdict.ts'
import { nextLonger, nextShorter, writtenDuration } from './wait-advice.ts'

/** Two arms that begin with a wait, one of which won. */
export interface WaitOfArms {
  /** One sentence (zh-CN). */
  says: string
  /** Further in the direction that won; null where no length is. */
  proposedMs: number | null
  /** A written step with that length. */
  put(step: Structure, ms: number): Structure | null
}

interface Length {
  kind: 'for' | 'before'
  /** What a wait before a day is counted from. */
  trait?: string
  ms: number
}

/** Null unless the verdict tells that of two arms, told apart by how long they wait first, one won. */
export function waitsOfArms(
  { arms }: Experiment,
  { steps }: Pick<JourneyDefinition, 'steps'>,
  { reading, verdict }: { reading: Reading; verdict: Verdict },
): WaitOfArms | null {
  const won = arms.find(({ id }) => id === verdict.winner)
  const [other, ...more] = arms.filter(({ id }) => id !== verdict.winner)
  if (won === undefined || other === undefined || more.length > 0) return null
  const [best, worse] = [lengthOf(steps[won.id]), lengthOf(steps[other.id])]
  if (best === null || worse === null || best.ms === worse.ms) return null
  if (best.kind !== worse.kind || best.trait !== worse.trait) return null
  const isLonger = best.ms > worse.ms
  const proposedMs = isLonger ? nextLonger(best.ms) : nextShorter(best.ms)
  const { verb, longer, shorter } = words[best.kind]
  const people = [won, other].reduce((sum, { id }) => sum + (reading.arms[id] ?? noCount).people, 0)
  const lengths = `${verb} ${describeDuration(best.ms)}的比${verb} ${describeDuration(worse.ms)}的好`
  const on = proposedMs === null ? '' : `，可以接着试${verb} ${describeDuration(proposedMs)}`
  return {
    says: `${isLonger ? longer : shorter}赢了：${lengths}（两组 ${people} 人）${on}。`,
    proposedMs,
    put: putLength,
  }
}

const words = {
  for: { verb: '等', longer: '等得长的', shorter: '等得短的' },
  before: { verb: '提前', longer: '提得早的', shorter: '提得晚的' },
} as const

function lengthOf(step: StepDefinition | undefined): Length | null {
  if (step?.kind !== 'wait') return null
  const { wait } = step
  if (wait.kind === 'for') return { kind: 'for', ms: wait.ms }
  if (wait.kind === 'trait' && wait.offsetMs < 0)
    return { kind: 'before', trait: wait.trait, ms: -wait.offsetMs }
  return null
}

/** Wherever a wait has its length written. */
function putLength(step: Structure, ms: number): Structure | null {
  const { wait } = step
  const written = writtenDuration(ms)
  if (typeof wait === 'string') return { ...step, wait: written }
  const { for: lasts, until } = wait as { for?: unknown; until?: { minus?: unknown } }
  if (lasts !== undefined) return putAt(step, ['wait', 'for'], written) as Structure
  return until?.minus === undefined ? null : (putAt(step, ['wait', 'until', 'minus'], written) as Structure)
}

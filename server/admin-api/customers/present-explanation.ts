import type {
  JourneyExplanation,
  MessageExplanation,
  SegmentExplanation,
} from '../../../domain/explanations/contract.ts'
import type { Explained } from '../../../domain/explanations/explain-rule.ts'
import type { ExplainedTouch } from '../../../domain/explanations/explain-touch.ts'
import type { Check } from '../../../domain/explanations/trigger-checks.ts'

interface CheckLine {
  ok: boolean
  says: string
  actual: string | null
  depth: number
}

export function presentJourney({ id, name, version, at, says, runs, entry, ahead }: JourneyExplanation) {
  return {
    of: { kind: 'journey' as const, id, name },
    version,
    at,
    says,
    checks: entry.flatMap(checkLines),
    decisions: runs.flatMap(({ touches }) => decisionsOf(touches)),
    ahead: ahead.map((gate) => ({ says: gate.says })),
    journeys: [],
  }
}

export function presentMessage({
  id,
  name,
  version,
  at,
  says,
  touches,
  ahead,
  journeys,
}: MessageExplanation) {
  return {
    of: { kind: 'message' as const, id, name },
    version,
    at,
    says,
    checks: [],
    decisions: decisionsOf(touches),
    ahead: ahead.map((gate) => ({ says: gate.says })),
    journeys: journeys.map((journey) => ({ id: journey.id, name: journey.name, says: journey.says })),
  }
}

export function presentSegment({ id, name, version, at, says, rule }: SegmentExplanation) {
  return {
    of: { kind: 'segment' as const, id, name },
    version,
    at,
    says,
    checks: ruleLines(rule, 0),
    decisions: [],
    ahead: [],
    journeys: [],
  }
}

function checkLines({ ok, says, rule }: Check): CheckLine[] {
  return [{ ok, says, actual: null, depth: 0 }, ...(rule ? ruleLines(rule, 1) : [])]
}

/** Leaf by leaf, groups with their own line above. */
export function ruleLines({ holds, says, actual, parts }: Explained, depth: number): CheckLine[] {
  return [
    { ok: holds, says, actual: actual ?? null, depth },
    ...(parts ?? []).flatMap((part) => ruleLines(part, depth + 1)),
  ]
}

function decisionsOf(touches: readonly ExplainedTouch[]) {
  return touches
    .flatMap(({ decisions }) => decisions)
    .map(({ at, gateName, why, settings }) => ({ at, says: `${gateName}：${why}`, version: settings }))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
}

import type { Channel } from '../../../models/customer.ts'
import type { Run } from '../../../models/run.ts'
import type { Touch } from '../../../models/touch.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import { END } from '../../language/names.ts'
import { channelsOf } from '../../outreach/outlook/preview.ts'
import type { Renderer } from '../../outreach/render/render.ts'
import type { Stage } from '../stage.ts'
import { type Written, writeAgain } from '../write-again.ts'
import { allWays, type WayOut } from './route.ts'

/** What a test customer was sent on their way, as they see it. */
export interface TrialMessage {
  stepId: string
  message: string
  channel: Channel
  /** Since they entered. */
  afterMs: number
  /** Why it did not go out after all, as decided; null when it did. */
  notSent: string | null
  seen: Written
}

/** One way a test customer walked from the first step to where they left, and what they got. */
export interface TrialBranch {
  ways: WayOut[]
  /** Why it ended: `completed`, `exit:<event>` …; `active` when the test was over first. */
  end: string
  messages: TrialMessage[]
}

/** The same for everybody who walked the same way. */
export const branchKey = ({ ways, end }: Pick<TrialBranch, 'ways' | 'end'>): string =>
  [...ways.map(({ stepId, place }) => `${stepId}/${place}`), end].join(' ')

/** In the order their ways are written: 是 before 否. */
export function byWays(a: TrialBranch, b: TrialBranch): number {
  for (const [at, { place }] of a.ways.entries()) {
    const other = b.ways[at]
    if (other === undefined) return 1
    if (place !== other.place) return place - other.place
  }
  return a.ways.length - b.ways.length
}

/** What the walk of one test customer was, read off the stage it left behind. */
export function branchOf(
  run: Run,
  row: readonly WayOut[],
  { stage, journey, render }: { stage: Stage; journey: JourneyDefinition; render: Renderer },
): TrialBranch {
  const touches = [...stage.memory.touches.values()].filter(({ runId }) => runId === run._id)
  const sent = touches.sort((a, b) => atOf(a).getTime() - atOf(b).getTime())
  return {
    ways: passedWays(run, row, journey),
    end: run.state === 'active' ? 'active' : (run.endReason ?? 'completed'),
    messages: sent.flatMap((touch) => messageOf(touch, run, { stage, journey, render }) ?? []),
  }
}

const atOf = ({ sentAt, createdAt }: Touch): Date => sentAt ?? createdAt

function messageOf(
  touch: Touch,
  run: Run,
  { stage, journey, render }: Parameters<typeof branchOf>[2],
): TrialMessage | null {
  const { stepId, messageId } = touch
  const { registry } = stage.publication
  if (stepId === undefined || !registry.has('message', messageId)) return null
  const message = registry.message(messageId)
  const channel = touch.channel ?? meantFor(journey, stepId) ?? channelsOf(message)[0]
  if (channel === undefined) return null
  const isSilent = touch.state === 'skipped' || touch.state === 'failed' || touch.state === 'expired'
  const about = {
    stepId,
    message: messageId,
    channel,
    afterMs: atOf(touch).getTime() - run.startedAt.getTime(),
    notSent: isSilent ? (touch.decisions.findLast(({ final }) => final)?.reason ?? touch.state) : null,
  }
  const seen = writeAgain(touch, channel, run, { stage, render })
  return seen && { ...about, seen: light(seen) }
}

/** The channel the step asks for first. */
function meantFor({ steps }: JourneyDefinition, stepId: string): Channel | undefined {
  const step = steps[stepId]
  return step?.kind === 'send' ? step.channels?.[0] : undefined
}

/** What was written is kept and shown as text: the pages of a mail would be most of it. */
function light(written: Written): Written {
  if (written.kind !== 'written' || written.rendered.channel !== 'email') return written
  const { rendered } = written
  return { kind: 'written', rendered: { ...rendered, message: { ...rendered.message, html: '' } } }
}

/** A run knows which steps it came to, not in which order: the row of ways from the first step that passes all of them. */
function passedWays(run: Run, row: readonly WayOut[], journey: JourneyDefinition): WayOut[] {
  const ways = allWays(journey)
  const meant = new Map(row.map((way) => [way.stepId, way]))
  const all = Object.keys(run.visits).length

  function onFrom(stepId: string, passed: WayOut[], seen: ReadonlySet<string>): WayOut[] | null {
    if (stepId === run.stepId && seen.size === all) {
      const last = meant.get(stepId) ?? ways.find((way) => way.stepId === stepId && way.to === END)
      const isOver = run.state === 'ended' && run.endReason === 'completed'
      return isOver && last?.to === END ? [...passed, last] : passed
    }
    const out = ways.filter(
      (way) => way.stepId === stepId && run.visits[way.to] !== undefined && !seen.has(way.to),
    )
    const wanted = meant.get(stepId)
    const sorted = [...out].sort((a, b) => Number(isSame(b, wanted)) - Number(isSame(a, wanted)))
    for (const way of sorted) {
      const found = onFrom(way.to, [...passed, way], new Set([...seen, way.to]))
      if (found !== null) return found
    }
    return null
  }

  return onFrom(journey.first, [], new Set([journey.first])) ?? [...row]
}

const isSame = (one: WayOut, other: WayOut | undefined): boolean =>
  other !== undefined && one.stepId === other.stepId && one.place === other.place

import type { JourneyDefinition } from '../../language/journey.ts'
import { type Awaited, awaitedIn } from '../../language/steps/wait-for.ts'
import type { Happening } from '../happening.ts'
import type { Stage } from '../stage.ts'
import type { WayOut } from './route.ts'
import { solveProps } from './solve.ts'

const minuteMs = 60_000

/** Does what a run waits for, where its route says so: each time once. */
export function createGuide(stage: () => Stage, journey: JourneyDefinition, row: readonly WayOut[]) {
  const done = new Set<string>()
  return (): Happening[] => {
    const { memory, clock } = stage()
    return [...memory.runs.values()].flatMap((run): Happening[] => {
      const step = journey.steps[run.stepId]
      const mark = `${run._id} ${run.stepId} ${run.visit}`
      if (run.state !== 'active' || step?.kind !== 'waitFor' || done.has(mark)) return []
      done.add(mark)
      const place = row.find(({ stepId }) => stepId === run.stepId)?.place
      const way = place === undefined ? undefined : awaitedIn(step)[place]
      if (way === undefined) return []
      const at = new Date(clock.now().getTime() + minuteMs)
      return answer(way.on, { at, runId: run._id, customerId: run.customerId, entry: run.entry ?? {} })
    })
  }
}

interface Around {
  at: Date
  runId: string
  customerId: string
  entry: Record<string, unknown>
}

const signals: Partial<Record<string, 'delivered' | 'opened' | 'clicked' | 'replied'>> = {
  'message.delivered': 'delivered',
  'message.opened': 'opened',
  'message.clicked': 'clicked',
  'message.replied': 'replied',
}

function answer(on: Awaited, { at, runId, customerId, entry }: Around): Happening[] {
  const told = (name: string, props: Record<string, unknown>): Happening => ({
    at,
    kind: 'event',
    event: { _id: `test:${runId}:${name}:${at.getTime()}`, customerId, name, at, props, source: 'test' },
  })
  if (on.kind === 'segment') return [told(`segment.${on.change}`, { segment: on.segment })]
  const [props = {}] =
    on.where === undefined ? [{}] : [...solveProps(on.where, true, { ...entry }, { now: at, entry })]
  const kind = signals[on.event]
  if (kind === undefined) {
    // Where refunds have come to something, one was paid: nothing is asked for any more.
    const before = on.event.startsWith('order.refunded_in_') ? [told('order.refunded', { ...props })] : []
    return [...before, told(on.event, { ...entry, ...props })]
  }
  return (on.of ?? []).map((sendId): Happening => {
    const touchId = `${runId}:${sendId}:1`
    const signal = { touchId, at, signalId: `test:${kind}` }
    return {
      at,
      kind: 'signal',
      signal: kind === 'clicked' ? { ...signal, kind, link: 'link' } : { ...signal, kind },
    }
  })
}

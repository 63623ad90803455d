import { type Duration, describeDuration } from './duration.ts'
import { hint } from './hint.ts'
import { END } from './names.ts'
import { shortestMs } from './span.ts'
import { type StepDefinition, waysOf } from './step.ts'
import { spanOf } from './steps/wait.ts'
import { windowOf } from './steps/wait-for.ts'

type Steps = Record<string, StepDefinition>

/**
 * Caps count natural days, and so do people: what comes round more than once a day meets the same customer on the same day
 * again, is mostly skipped by the caps, and costs a step of every run each time.
 */
const shortestRoundMs = 86_400_000

/** Loops that may come round within a day: one warning each, at the first step of it that waits. */
export function shortLoops(steps: Steps): { path: string[]; message: string }[] {
  const told = new Set<string>()
  return Object.keys(steps).flatMap((id) => {
    const round = isWait(steps[id]!) && !told.has(id) ? shortestRound(steps, id) : null
    if (round === null || round.ms >= shortestRoundMs) return []
    for (const at of round.through) told.add(at)
    const message = hint(
      `一天以上才转一圈的循环（从“${id}”出发，${describeDuration(round.ms)}就可能又回到这里）`,
      '把循环里的等待改成 1 days 以上；等客户做某件事时，改用 waitFor',
    )
    return [{ path: [id], message }]
  })
}

const isWait = ({ kind }: StepDefinition): boolean => kind === 'wait' || kind === 'waitFor'

/** The shortest time in which a run that leaves this step can come to it again, and the way it takes; null when it cannot. */
function shortestRound(steps: Steps, from: string): { ms: Duration; through: string[] } | null {
  const known = new Map<string, { ms: Duration; through: string[] }>()
  const open = [{ id: from, ms: 0, through: [from] }]
  while (open.length > 0) {
    open.sort((a, b) => a.ms - b.ms)
    const at = open.shift()!
    for (const { to, ms } of leaving(steps[at.id]!)) {
      const round = { ms: at.ms + ms, through: [...at.through, to] }
      if (to === END || (known.get(to)?.ms ?? Number.POSITIVE_INFINITY) <= round.ms) continue
      known.set(to, round)
      if (to !== from) open.push({ id: to, ...round })
    }
  }
  return known.get(from) ?? null
}

/** Each way out of a step with the shortest time it takes. What is awaited may happen at once, and a date may be past. */
function leaving(step: StepDefinition): { to: string; ms: Duration }[] {
  const span = step.kind === 'wait' ? spanOf(step.wait) : null
  return waysOf(step).map(({ to, path }) => {
    const isOver = step.kind === 'waitFor' && path[0] === 'no'
    if (isOver) return { to, ms: shortestMs(windowOf(step)) }
    return { to, ms: span === null ? 0 : shortestMs(span) }
  })
}

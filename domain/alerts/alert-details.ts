import type { Alert } from '../../models/alerts.ts'
import type { SentAttempt, SentAttemptReader } from '../../models/sent-attempts.ts'
import type { Clock } from '../clock.ts'
import { type CodeKindOf, suspectedCauses } from './causes.ts'
import { chartOf, stretchOf } from './chart.ts'
import { failuresIn } from './judge.ts'
import { type Watched, watched } from './watched.ts'

/** A chart and its causes are made of so many messages at the most, the newest. */
const mostMessages = 20_000

/** What the data say of an alert: its course, what it may come from, whom it hit, and which flows it is of. */
export function createAlertDetails(deps: {
  attempts: SentAttemptReader
  kindOf: CodeKindOf
  messageName: (messageId: string) => string
  clock: Clock
}) {
  const { attempts, kindOf, messageName, clock } = deps

  return async function detailsOf(alert: Alert) {
    const figure = watched[alert.figure as keyof typeof watched] as Watched
    const stretch = stretchOf(figure, alert.openedAt, alert.closedAt ?? clock.now())
    const from = new Date(stretch.from.getTime() - figure.windowMs)
    const all = await attempts.between(figure.channel, from, stretch.to, mostMessages)
    // What it is about: from one window before it rang until it was closed.
    const since = alert.openedAt.getTime() - figure.settlesMs - figure.windowMs
    const concerned = all.filter(({ at }) => at.getTime() > since)
    const failures = figure.of === 'failed' ? failuresIn(concerned) : []
    return {
      figure,
      chart: chartOf(figure, all, stretch),
      causes: figure.of === 'failed' ? suspectedCauses(concerned, kindOf, messageName) : [],
      failures,
      journeys: journeysOf(figure.of === 'failed' ? failures : concerned),
    }
  }
}

export type AlertDetails = ReturnType<typeof createAlertDetails>

/** Flows these are of, with how many; the one with the most first. */
function journeysOf(attempts: readonly SentAttempt[]): { journeyId: string; messages: number }[] {
  const counts = new Map<string, number>()
  for (const { journeyId } of attempts) {
    if (journeyId !== undefined) counts.set(journeyId, (counts.get(journeyId) ?? 0) + 1)
  }
  return [...counts]
    .map(([journeyId, messages]) => ({ journeyId, messages }))
    .sort((one, other) => other.messages - one.messages || (one.journeyId < other.journeyId ? -1 : 1))
}

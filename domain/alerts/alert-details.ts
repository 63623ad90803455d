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
      messages: messagesOf(figure.of === 'failed' ? failures : concerned),
    }
  }
}

export type AlertDetails = ReturnType<typeof createAlertDetails>

/** Flows these are of, with how many; the one with the most first. */
const journeysOf = (attempts: readonly SentAttempt[]) =>
  mostOf(attempts.map(({ journeyId }) => journeyId)).map(([journeyId, messages]) => ({ journeyId, messages }))

/** What these said, with how many; the one with the most first. */
const messagesOf = (attempts: readonly SentAttempt[]) =>
  mostOf(attempts.map(({ messageId }) => messageId)).map(([messageId, messages]) => ({ messageId, messages }))

function mostOf(ids: readonly (string | undefined)[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const id of ids) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
}

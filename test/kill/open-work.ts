import type { Evidence } from './evidence.ts'

/** Work nobody has finished, in words: when everything is over there is none. */
export function openWork(
  left: Pick<Evidence, 'summary' | 'customers' | 'inbox' | 'events' | 'touches' | 'runs' | 'tasks'>,
): string[] {
  const { summary, customers, inbox, events, touches, runs, tasks } = left
  return [
    ...summary.stuck.map((id) => `run ${id} is stuck`),
    ...runs.filter(({ state }) => state !== 'ended').map(({ _id }) => `run ${_id} has not ended`),
    ...runs
      .filter(({ untold }) => untold.length > 0)
      .map(({ _id, untold }) => `run ${_id} has not told: ${untold}`),
    ...inbox.filter(({ state }) => state !== 'done').map(({ _id, state }) => `inbox ${_id} is ${state}`),
    ...events.filter((event) => event.open).map(({ _id }) => `event ${_id} is open`),
    ...customers.filter(({ outbox }) => outbox.length > 0).map(({ _id }) => `${_id} has an outbox`),
    ...customers.filter(({ merging }) => merging?.length).map(({ _id }) => `${_id} is half merged`),
    ...touches.filter(({ effects }) => effects?.length).map(({ _id }) => `touch ${_id} has effects left`),
    ...touches
      .filter(({ state }) => ['planned', 'reserved', 'sending', 'deferred'].includes(state))
      .map(({ _id, state }) => `touch ${_id} is ${state}`),
    ...tasks
      .filter(({ state, dueAt }) => ['planned', 'offered', 'accepted'].includes(state) && !dueAt)
      .map(({ _id }) => `task ${_id} is stuck`),
  ]
}

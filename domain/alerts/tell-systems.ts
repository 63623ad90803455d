import type { Alert, AlertNote, AlertStore } from '../../models/alerts.ts'
import type { AlertKind } from '../webhooks/kinds.ts'
import type { TellSystems } from '../webhooks/outbox.ts'

/** What of an alert's course is told outside; what people say about it is not. */
const kindOf: Partial<Record<AlertNote['what'], AlertKind>> = {
  rang: 'alert.rang',
  again: 'alert.rang',
  recovered: 'alert.recovered',
  closed: 'alert.closed',
}

/**
 * Tells outside systems what became of alerts. It is noted with the change it is about, and told until that note is taken off: a crash in
 * between tells it once more under the same key. Gives how many alerts there was something to tell of.
 */
export function createTellSystems(deps: { store: AlertStore; tell: TellSystems }) {
  const { store, tell } = deps

  return async function tellSystems(): Promise<number> {
    const alerts = await store.withNews()
    for (const alert of alerts) {
      for (const note of alert.course) {
        const kind = kindOf[note.what]
        if (kind === undefined || !alert.newsSince || note.at < alert.newsSince) continue
        const key = `alert:${alert._id}:${note.what}:${note.at.getTime()}`
        await tell({ kind, key, at: note.at, data: dataOf(alert, note) })
      }
      await store.change(alert, { newsSince: null })
    }
    return alerts.length
  }
}

function dataOf({ _id: alertId, figure, percent, dueBy, cause }: Alert, { what, part, whole }: AlertNote) {
  const about = { alertId, figure, percent }
  switch (what) {
    case 'rang':
    case 'again':
      return { ...about, part, whole, dueBy, again: what === 'again' }
    case 'closed':
      return { ...about, cause }
    default:
      return { ...about, part, whole }
  }
}

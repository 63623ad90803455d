import type { Alert, AlertCause, AlertChanges, AlertNote, AlertStore } from '../../models/alerts.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Caller } from '../members/caller.ts'

type By = Pick<Caller, 'memberId' | 'name'>
const tries = 5

/** What people do about an alert; all of it stands in its course. Throws `alert.not_found`, `alert.closed`, `alert.unexplained`. */
export function createLookInto({ store, clock }: { store: AlertStore; clock: Clock }) {
  /** Changes it as it is now, whoever else changes it meanwhile. */
  async function change(
    id: string,
    to: (alert: Alert) => { changes: AlertChanges; notes: AlertNote[] } | null,
  ): Promise<Alert> {
    for (let turn = 0; turn < tries; turn += 1) {
      const alert = await store.find(id)
      if (alert === null) throw new DomainError('alert.not_found', { id })
      if (alert.state === 'closed') throw new DomainError('alert.closed', { id })
      const next = to(alert)
      if (next === null) return alert
      if (await store.change(alert, next.changes, next.notes)) return (await store.find(id)) ?? alert
    }
    throw new DomainError('alert.contended', { id })
  }

  return {
    /** Somebody looks into it: the first one is who it is with. */
    see: (id: string, by: By): Promise<Alert> =>
      change(id, ({ handler }) => {
        if (handler !== undefined) return null
        const at = clock.now()
        return {
          changes: { handler: by.memberId, seenAt: at },
          notes: [{ at, what: 'seen', by: by.name }],
        }
      }),

    passTo: (id: string, to: By, by: By): Promise<Alert> =>
      change(id, ({ handler }) => {
        if (handler === to.memberId) return null
        const note = { at: clock.now(), what: 'passed', by: by.name, words: to.name } as const
        return { changes: { handler: to.memberId }, notes: [note] }
      }),

    /** Something was done about it by Kelu; `words` say what. */
    acted: (id: string, words: string, by: By): Promise<Alert> =>
      change(id, () => ({ changes: {}, notes: [{ at: clock.now(), what: 'acted', by: by.name, words }] })),

    /** Cause and action are known. What Kelu did when asked counts as action, so then none need be written. */
    close: (
      id: string,
      { cause, action, prevention }: { cause: AlertCause; action: string; prevention: string },
      by: By,
    ): Promise<Alert> =>
      change(id, ({ course, newsSince }) => {
        const done = course.flatMap(({ what, words }) => (what === 'acted' && words ? [words] : []))
        const all = [...done, ...(action === '' ? [] : [action])]
        if (all.length === 0) throw new DomainError('alert.unexplained', { id })
        const at = clock.now()
        return {
          changes: {
            ...{ state: 'closed', cause, action: all.join('；'), closedAt: at },
            newsSince: newsSince ?? at,
            ...(prevention !== '' && { prevention }),
          },
          notes: [{ at, what: 'closed', by: by.name }],
        }
      }),
  }
}

export type LookInto = ReturnType<typeof createLookInto>

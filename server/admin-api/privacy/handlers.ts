import type { RetentionRules } from '../../../domain/language/retention-rules.ts'
import type { Erasures } from '../../../domain/privacy/erase-person.ts'
import { type Holding, holdings } from '../../../domain/privacy/holdings.ts'
import type { RetentionDayStore } from '../../../models/retention-days.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { privacy as contract } from './contract.ts'

export function createPrivacyHandlers(deps: {
  erasures: Pick<Erasures, 'list'>
  retentionDays: Pick<RetentionDayStore, 'list'>
  /** How long the company keeps what goes by its age. */
  retention(): RetentionRules
  /** The earliest moment that field holds in that collection. */
  oldestIn(collection: string, field: string): Promise<Date | null>
}): Handlers<typeof contract> {
  const present = async (collection: string, holding: Holding) => {
    const { what, purpose, kept, setBy, ageBy, sealed = false, atErasure, why = null } = holding
    return {
      ...{ collection, what, purpose, sealed, atErasure, why },
      keptDays: setBy === undefined ? (typeof kept === 'object' ? kept.days : null) : deps.retention()[setBy],
      keptForever: kept === 'forever',
      oldestAt: ageBy === undefined ? null : await deps.oldestIn(collection, ageBy),
    }
  }

  return {
    async holdings() {
      const items = Object.entries(holdings).map(([collection, holding]) => present(collection, holding))
      return { items: await Promise.all(items) }
    },

    async retention({ query: { after, limit } }) {
      const found = await deps.retentionDays.list(limit + 1, after)
      const items = found.slice(0, limit).map(({ _id, at, endedAt, removed }) => ({
        day: _id,
        at,
        endedAt: endedAt ?? null,
        removed: Object.entries(removed).map(([collection, count]) => ({
          collection,
          what: holdings[collection]?.what ?? collection,
          count,
        })),
      }))
      return { items, next: found.length > limit ? String(after + limit) : null }
    },

    async erasures({ query: { after, limit } }) {
      const found = await deps.erasures.list(limit + 1, after)
      const items = found.slice(0, limit).map(({ _id, at, by, byName, reason, state, endedAt, removed }) => ({
        id: _id,
        at,
        by: byName ?? by,
        reason,
        state,
        endedAt: endedAt ?? null,
        removed: Object.values(removed).reduce((sum, count) => sum + count, 0),
      }))
      return { items, next: found.length > limit ? String(after + limit) : null }
    },
  }
}

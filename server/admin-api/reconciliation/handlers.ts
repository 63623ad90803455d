import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { PaymentDifference, PaymentDifferenceStore } from '../../../models/payment-differences.ts'
import type { ReconciledDay, ReconciledDayStore } from '../../../models/reconciled-days.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { reconciliation as contract } from './contract.ts'
import { differenceWords } from './words.ts'

export function createReconciliationHandlers(deps: {
  days: Pick<ReconciledDayStore, 'latest' | 'want'>
  differences: Pick<PaymentDifferenceStore, 'list' | 'settle'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { days, differences, auditLog, clock } = deps

  return {
    async days({ query: { after, limit } }) {
      const found = await days.latest(limit + 1, after)
      return pageOf(found, limit, presentDay)
    },

    async run({ params: { day }, caller }) {
      await days.want(day)
      await auditLog.record(caller, { action: 'reconciliation.asked', on: `day:${day}` })
      return {}
    },

    async differences({ query: { look, after, limit } }) {
      const found = await differences.list({ state: look, below: after, limit: limit + 1 })
      return pageOf(found, limit, presentDifference)
    },

    async settle({ params: { id }, caller }) {
      if (!(await differences.settle(id, clock.now(), caller.memberId))) {
        throw new DomainError('difference.not_found', { id })
      }
      await auditLog.record(caller, { action: 'reconciliation.settled', on: `difference:${id}` })
      return {}
    },
  }
}

function pageOf<T extends { _id: string }, R>(found: T[], limit: number, present: (one: T) => R) {
  const shown = found.slice(0, limit)
  return { items: shown.map(present), next: found.length > limit ? (shown.at(-1)?._id ?? null) : null }
}

const presentDay = ({ _id: day, at, totals, wanted, failed }: ReconciledDay) => ({
  day,
  at: at ?? null,
  totals: totals ?? null,
  isWanted: wanted === true,
  failed: failed ?? null,
})

const presentDifference = (one: PaymentDifference) => ({
  id: one._id,
  day: one.day,
  kind: one.kind,
  says: differenceWords[one.kind],
  no: one.no ?? null,
  ref: one.ref,
  ours: one.ours ?? null,
  theirs: one.theirs ?? null,
  seenAt: one.seenAt,
  settledAt: one.settledAt ?? null,
  settledBy: one.settledBy ?? null,
})

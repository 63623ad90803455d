import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { auditLog as contract } from './contract.ts'
import { presentEntry } from './present.ts'

export function createAuditLogHandlers(deps: {
  auditLog: Pick<AuditLog, 'list'>
}): Handlers<typeof contract> {
  return {
    async list({ query }) {
      const found = await deps.auditLog.list({ ...query, limit: query.limit + 1 })
      const items = found.slice(0, query.limit)
      return {
        items: items.map(presentEntry),
        next: found.length > items.length ? (items.at(-1)?._id ?? null) : null,
      }
    },
  }
}

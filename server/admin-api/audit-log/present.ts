import type { AuditEntry } from '../../../models/audit-log.ts'

export function presentEntry({ _id, by, byName, action, on, at, address, details }: AuditEntry) {
  return {
    id: _id,
    by,
    byName: byName ?? null,
    action,
    on: on ?? null,
    at,
    address: address ?? null,
    details: details ?? {},
  }
}

import type { Clock } from '../../../domain/clock.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import { csvLine, csvMark } from '../../../domain/spreadsheet/csv.ts'
import type { AuditEntry } from '../../../models/audit-log.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { auditLog as contract } from './contract.ts'
import { presentEntry } from './present.ts'

export function createAuditLogHandlers(deps: {
  auditLog: Pick<AuditLog, 'list' | 'prove' | 'oldestFirst' | 'record'>
  realClock: Clock
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

    proof: () => deps.auditLog.prove(),

    async takeFile({ caller }) {
      await deps.auditLog.record(caller, { action: 'auditLog.exported' })
      const day = deps.realClock.now().toISOString().slice(0, 10)
      return { name: `操作记录 ${day}.csv`, pieces: linesOf(deps.auditLog.oldestFirst()) }
    },
  }
}

const headers = ['编号', '时间（UTC）', '谁', '姓名', '做了什么', '对什么', '说明', '从哪里', '指纹']

async function* linesOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield csvMark + csvLine(headers)
  for await (const {
    _id,
    at,
    by,
    byName = '',
    action,
    on = '',
    details,
    address = '',
    hash = '',
  } of entries) {
    const said = details === undefined ? '' : JSON.stringify(details)
    yield csvLine([_id, at.toISOString(), by, byName, action, on, said, address, hash])
  }
}

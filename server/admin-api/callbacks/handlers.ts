import type { InboxReading } from '../../../domain/inbox/read-back.ts'
import type { Announce } from '../../../domain/live.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { callbacks as contract } from './contract.ts'
import { maskPayload } from './mask-payload.ts'
import { placeOf, presentFailed, presentLine, presentPage, presentPayload } from './present.ts'

export function createCallbackHandlers(deps: {
  inbox: InboxReading
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
}): Handlers<typeof contract> {
  const { inbox, auditLog, announce } = deps

  return {
    async list({ query: { look, source, after, limit } }) {
      const from = after === undefined ? undefined : placeOf(after)
      if (from === null) throw new AdminRefusal(400, 'request.malformed', '这一页找不到了，从头再看')
      const [page, counts] = await Promise.all([inbox.page(look, { source, from, limit }), inbox.counts()])
      return { ...presentPage(page, inbox.payloadOf), counts }
    },

    async read({ params }) {
      const record = await inbox.find(params.id)
      const payload = inbox.payloadOf(record)
      const isFailed = record.state === 'failed'
      return {
        ...presentLine(record, payload),
        at: record.at,
        payload: presentPayload(maskPayload(payload)),
        failed: isFailed
          ? presentFailed(...(await Promise.all([inbox.countAlike(record), inbox.outlook(record)])))
          : null,
      }
    },

    async reveal({ params, body, caller }) {
      const record = await inbox.find(params.id)
      await auditLog.record(caller, {
        action: 'callback.revealed',
        on: `callback:${params.id}`,
        details: { reason: body.reason },
      })
      return { payload: presentPayload(inbox.payloadOf(record)) }
    },

    async replay({ params, caller }) {
      await inbox.replay(params.id)
      await auditLog.record(caller, { action: 'callback.replayed', on: `callback:${params.id}` })
      announce('inbox')
      return {}
    },

    async replayAlike({ params, caller }) {
      const replayed = await inbox.replayAlike(params.id)
      await auditLog.record(caller, {
        action: 'callback.replayed',
        on: `callback:${params.id}`,
        details: { replayed },
      })
      announce('inbox')
      return { replayed }
    },
  }
}

import type { StuckFindings, StuckLook } from '../../../domain/audit/stuck-look.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import type { Announce } from '../../../domain/live.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Scopes } from '../../../domain/members/scope.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { stuck as contract } from './contract.ts'
import { presentStuck } from './present.ts'

export function createStuckHandlers(deps: {
  look: { find(): Promise<StuckFindings>; forget(): void } & Pick<StuckLook, 'mend'>
  customers: Pick<Customers, 'findMany' | 'masked'>
  registry: Pick<Registry, 'journeys'>
  scopes: Scopes
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
}): Handlers<typeof contract> {
  const { look, customers, registry } = deps

  return {
    async list({ caller }) {
      const found = await look.find()
      const ids = found.people.map(({ customerId }) => customerId)
      return presentStuck(found, {
        registry,
        customers: await customers.findMany(ids),
        masked: customers.masked,
        scope: await deps.scopes.of(caller),
      })
    },

    async mend({ body: { kind, id }, caller }) {
      const done = await look.mend(kind, id)
      look.forget()
      if (!done) throw new AdminRefusal(409, 'stuck.moved', '刚才有了变化，不用修了；刷新看看')
      await deps.auditLog.record(caller, { action: 'stuck.mended', on: `${kind}:${id}` })
      deps.announce('alerts')
      return {}
    },
  }
}

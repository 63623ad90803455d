import { DomainError } from '../../../domain/errors.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { RetailStore, RetailStoreStore } from '../../../models/retail-stores.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { stores as contract } from './contract.ts'
import { presentStore } from './present.ts'

export function createStoreHandlers(deps: {
  stores: RetailStoreStore
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { stores, auditLog } = deps

  return {
    list: async () => ({ items: (await stores.all()).map(presentStore) }),

    async save({ params, body, caller }) {
      const { name, department, region, lead } = body
      const store: RetailStore = {
        _id: params.code,
        name,
        department,
        ...(region && { region }),
        ...(lead && { lead: lead.toLowerCase() }),
      }
      await stores.save(store)
      await auditLog.record(caller, { action: 'store.saved', on: `store:${params.code}`, details: body })
      return presentStore(store)
    },

    async remove({ params, caller }) {
      if (!(await stores.remove(params.code))) throw new DomainError('retail_store.not_found')
      await auditLog.record(caller, { action: 'store.removed', on: `store:${params.code}` })
      return {}
    },
  }
}

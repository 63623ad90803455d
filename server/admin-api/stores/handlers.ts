import { DomainError } from '../../../domain/errors.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { RetailStore, RetailStoreStore } from '../../../models/retail-stores.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { stores as contract } from './contract.ts'
import { isOwn, presentStore, readHours } from './present.ts'

export function createStoreHandlers(deps: {
  stores: RetailStoreStore
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { stores, auditLog } = deps

  return {
    list: async ({ caller }) => ({ items: (await stores.all()).map((store) => presentStore(store, caller)) }),

    async save({ params, body, caller }) {
      const { name, department, region, lead } = body
      const hours = (await stores.all()).find((one) => one.department === department && one.hours)?.hours
      const store: RetailStore = {
        _id: params.code,
        name,
        department,
        ...(region && { region }),
        ...(lead && { lead: lead.toLowerCase() }),
        ...(hours && { hours }),
      }
      await stores.save(store)
      await auditLog.record(caller, { action: 'store.saved', on: `store:${params.code}`, details: body })
      return presentStore(store, caller)
    },

    async setHours({ params, body, caller }) {
      const before = await stores.find(params.code)
      if (before === null) throw new DomainError('retail_store.not_found')
      if (!isOwn(before, caller)) {
        throw new AdminRefusal(403, 'store.not_own', '只能改自己门店的上班时间，要改这一家请找市场同事')
      }
      await stores.setHours(before.department, body.hours && readHours(body.hours))
      const store = await stores.find(params.code)
      if (store === null) throw new DomainError('retail_store.not_found')
      await auditLog.record(caller, {
        action: 'store.hours_set',
        on: `store:${params.code}`,
        details: {
          department: before.department,
          hours: body.hours,
          before: presentStore(before, caller).hours,
        },
      })
      return presentStore(store, caller)
    },

    async remove({ params, caller }) {
      if (!(await stores.remove(params.code))) throw new DomainError('retail_store.not_found')
      await auditLog.record(caller, { action: 'store.removed', on: `store:${params.code}` })
      return {}
    },
  }
}

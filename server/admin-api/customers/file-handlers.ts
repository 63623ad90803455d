import { couponTable } from '../../../domain/coupons/coupon-table.ts'
import {
  contactBy,
  customerPages,
  customerTable,
  tagTable,
} from '../../../domain/customers/customer-table.ts'
import { isoDay } from '../../../domain/local-time.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { refuseInClear } from '../core/contact-told.ts'
import type { Asked, Handlers } from '../core/endpoint.ts'
import type { customers as contract } from './contract.ts'
import type { CustomerDeps } from './deps.ts'

type Files = Pick<Handlers<typeof contract>, 'takeTable' | 'takeTags' | 'takeCoupons'>
type Body = Asked<typeof contract.takeTable>['body']

/** Whom one may see as files, as the list is narrowed; each is noted before it leaves. */
export function createFileHandlers(deps: CustomerDeps): Files {
  const { directory, customers, scopes, auditLog, stores, clock } = deps

  async function taken(action: string, body: Body, caller: Caller) {
    const { reason, contact, search, test, ...narrowed } = body
    refuseInClear(caller, contact)
    const scope = await scopes.of(caller)
    // What was searched for may be somebody's phone.
    const details = { reason, contact, ...narrowed, ...(test && { test }), ...(search && { searched: true }) }
    await auditLog.record(caller, { action, on: 'customers', details })
    const isTest = test === undefined ? undefined : test === 'yes'
    return {
      pages: customerPages(directory, scope, { ...narrowed, search, isTest }),
      contactOf: contactBy(customers, contact),
      day: isoDay(clock.now()),
    }
  }

  return {
    async takeTable({ body, caller }) {
      const { pages, contactOf, day } = await taken('customers.exported', body, caller)
      return { name: `客户 ${day}.csv`, pieces: customerTable(pages, contactOf) }
    },

    async takeTags({ body, caller }) {
      const { pages, contactOf, day } = await taken('customers.tags_exported', body, caller)
      return { name: `客户标签 ${day}.csv`, pieces: tagTable(pages, contactOf) }
    },

    async takeCoupons({ body, caller }) {
      const { pages, contactOf, day } = await taken('customers.coupons_exported', body, caller)
      const { coupons } = stores
      return {
        name: `客户的券 ${day}.csv`,
        pieces: couponTable(pages, { coupons, contactOf, now: clock.now() }),
      }
    },
  }
}

import type { Customers } from '../../../domain/customers/contract.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { type createScopes, isWithin, type Scope } from '../../../domain/members/scope.ts'
import { type ReadersOf, readingsOf } from '../../../domain/outreach/radar/readings.ts'
import { linkTargets } from '../../../domain/outreach/render/render.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import type { Customer } from '../../../models/customer.ts'
import type { MaterialReadingStore } from '../../../models/material-readings.ts'
import type { Handlers } from '../core/endpoint.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'
import { presentPerson } from '../places/present-person.ts'
import type { readings as contract } from './contract.ts'

/** 雷达: who read what salespeople sent. */
export function createReadingHandlers(deps: {
  readings: Pick<MaterialReadingStore, 'page'>
  customers: Pick<Customers, 'findMany' | 'masked'>
  directory: Pick<StaffDirectory, 'all'>
  scopes: Pick<ReturnType<typeof createScopes>, 'of'>
  published: Pick<Published, 'registry'>
}): Handlers<typeof contract> {
  const { readings, customers, directory, scopes, published } = deps

  function whose(scope: Scope, asked: string | undefined): ReadersOf {
    if (asked !== undefined) return isWithin(scope, asked.toLowerCase()) ? [asked] : []
    return scope.kind === 'everything' ? 'everybody' : [...scope.userids]
  }

  return {
    async list({ query: { staff, material, after, limit }, caller }) {
      const scope = await scopes.of(caller)
      const of = { staff: whose(scope, staff), messageId: material }
      const found = await readingsOf(readings, of, { after: readCursor(after), limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const ids = page.flatMap(({ customerId, sharedBy }) => [customerId, ...(sharedBy ? [sharedBy] : [])])
      const people = await customers.findMany([...new Set(ids)])
      const names = new Map((await directory.all()).map(({ _id, name }) => [_id, name]))
      const person = (id: string) => {
        const customer = people.get(id)
        const told = presentPerson(id, customer, { customers })
        return isOf(scope, customer) ? told : { ...told, customerId: null, phone: null }
      }
      return {
        items: page.map(({ _id: id, at, customerId, sharedBy, messageId, title, staff: userid }) => ({
          id,
          at,
          reader: person(customerId),
          sharedBy: sharedBy === undefined ? null : person(sharedBy),
          material: { id: messageId, title },
          staff: { userid, name: names.get(userid) ?? userid },
        })),
        next: found.length > limit && last ? writeCursor({ at: last.at, id: last._id }) : null,
      }
    },

    async choices({ caller }) {
      const scope = await scopes.of(caller)
      const staff = (await directory.all()).filter(({ _id }) => isWithin(scope, _id))
      return {
        staff: staff.map(({ _id: id, name }) => ({ id, name })),
        materials: published.registry.messages
          .filter((message) => Object.keys(linkTargets(message)).length > 0)
          .map(({ id, name }) => ({ id, name })),
      }
    },
  }
}

/** A link is passed on to whomever: not every reader is a customer of one's own. */
function isOf(scope: Scope, customer: Customer | undefined): boolean {
  if (scope.kind === 'everything') return true
  if (customer === undefined) return false
  return [customer.owner, ...customer.follows.map(({ staff }) => staff)].some((of) => isWithin(scope, of))
}

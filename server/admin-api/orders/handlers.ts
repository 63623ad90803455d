import { DateTime } from 'luxon'
import type { Checkout } from '../../../domain/checkout/contract.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { CustomerDirectory } from '../../../domain/customers/customer-directory.ts'
import { contactBy } from '../../../domain/customers/customer-table.ts'
import { DomainError } from '../../../domain/errors.ts'
import { idsOf } from '../../../domain/explanations/find-definition.ts'
import { defaultZone, isoDay, nextDayStart } from '../../../domain/local-time.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { isWithin, type Scopes } from '../../../domain/members/scope.ts'
import { orderTable } from '../../../domain/orders/order-table.ts'
import type { ShippingReports } from '../../../domain/shipping/report-shipping.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { CouponGrant, CouponStore } from '../../../models/coupons.ts'
import type { OrderKey } from '../../../models/order-entry.ts'
import type { OrderLists, OrderLook } from '../../../models/order-lists.ts'
import type { Order, OrderStore } from '../../../models/orders.ts'
import type { RetailStoreStore } from '../../../models/retail-stores.ts'
import type { ShippingReportStore } from '../../../models/shipping-reports.ts'
import type { StaffStore } from '../../../models/staff.ts'
import { refuseInClear } from '../core/contact-told.ts'
import type { Asked, Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'
import { presentPerson } from '../places/present-person.ts'
import type { orders as contract } from './contract.ts'
import { type OrderNames, presentOrder, presentRow } from './present.ts'
import { presentShipping } from './present-shipping.ts'

const ownPrefix = 'kelu:'
/** Systems that orders are told of by. */
const systems = ['kelu', 'shop']
/** Whoever types a number wants one order, or sees that it is not long enough yet. */
const mostAlike = 20
const mostOfCustomer = 100
const filePage = 500

type Table = Omit<Asked<typeof contract.takeTable>['body'], 'reason' | 'contact'>

export function createOrderHandlers(deps: {
  orders: Pick<OrderStore, 'find' | 'ofCustomers'>
  lists: OrderLists
  coupons: Pick<CouponStore, 'heldBy'>
  customers: Pick<Customers, 'findMany' | 'masked' | 'reveal'>
  directory: Pick<CustomerDirectory, 'find'>
  scopes: Pick<Scopes, 'of' | 'storesOf'>
  retailStores: Pick<RetailStoreStore, 'all'>
  staff: Pick<StaffStore, 'find'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  /** Own orders. */
  checkout: Pick<Checkout, 'shipped'>
  shippingReports: Pick<ShippingReportStore, 'find'>
  /** Absent = there is no mini-program whose platform wants to know. */
  shipping?: Pick<ShippingReports, 'correct'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { orders, lists, coupons, customers, directory, scopes, retailStores, staff, clock } = deps

  async function namesFor(shown: readonly Order[], grants: readonly CouponGrant[] = []): Promise<OrderNames> {
    const staffIds = new Set(shown.flatMap((order) => order.payment?.staffId ?? order.placed?.staffId ?? []))
    const [people, shops, batch, ...sellers] = await Promise.all([
      customers.findMany(shown.map(({ customerId }) => customerId)),
      retailStores.all(),
      deps.definitionNames(grants.map(({ batchId: id }) => ({ kind: 'batch', id }))),
      ...[...staffIds].map((id) => staff.find(id.toLowerCase())),
    ])
    const shopNames = new Map(shops.map(({ _id, name }) => [_id, name]))
    const sellerNames = new Map(sellers.flatMap((one) => (one ? [[one._id, one.name] as const] : [])))
    return {
      person(customerId) {
        const { customerId: id, name, phone } = presentPerson(customerId, people.get(customerId), deps)
        return { id, name, phone }
      },
      store: (storeId) => shopNames.get(storeId) ?? storeId,
      seller: (staffId) => sellerNames.get(staffId.toLowerCase()) ?? staffId,
      batch: (batchId) => batch('batch', batchId),
    }
  }

  /** Of one's own stores, or of somebody one may see. */
  async function visibleTo(caller: Caller, found: readonly Order[]): Promise<Order[]> {
    const [scope, own] = await Promise.all([scopes.of(caller), scopes.storesOf(caller)])
    if (scope.kind === 'everything') return [...found]
    const people = await customers.findMany(found.map(({ customerId }) => customerId))
    return found.filter(
      ({ customerId, storeId }) =>
        (own !== 'all' && storeId !== undefined && own.has(storeId)) ||
        isWithin(scope, people.get(customerId)?.owner),
    )
  }

  async function lookOf(
    { state, store, from, to }: Pick<Table, 'state' | 'store' | 'from' | 'to'>,
    caller: Caller,
  ): Promise<OrderLook> {
    return {
      ...(state !== undefined && { state }),
      ...storesOf(storesAsked(await scopes.storesOf(caller), store)),
      ...(from !== undefined && { from: startOf(from) }),
      ...(to !== undefined && { until: nextDayStart(startOf(to), defaultZone) }),
    }
  }

  /** As the list would show them. */
  async function* pagesOf({ number, ...asked }: Table, caller: Caller): AsyncGenerator<Order[]> {
    if (number) {
      yield await visibleTo(caller, await lists.withNumber(number, systems, mostAlike))
      return
    }
    const look = await lookOf(asked, caller)
    for (let after: Parameters<OrderLists['page']>[1] = null; ; ) {
      const found = await lists.page(look, after, filePage)
      yield found
      const last = found.at(-1)
      if (found.length < filePage || last?.begunAt === undefined) return
      after = { at: last.begunAt, id: last._id }
    }
  }

  return {
    async takeTable({ body, caller }) {
      const { reason, contact, ...asked } = body
      refuseInClear(caller, contact)
      const contactOf = contactBy(customers, contact)
      await deps.auditLog.record(caller, {
        action: 'orders.exported',
        on: 'orders',
        details: { reason, contact, ...asked },
      })
      const buyersOf = async (shown: readonly Order[]) => {
        const people = await customers.findMany(shown.map(({ customerId }) => customerId))
        return (customerId: string) => {
          const one = people.get(customerId)
          const phone = one && contactOf(one).phone
          return { id: one?._id ?? customerId, ...(phone !== undefined && { phone }) }
        }
      }
      return {
        name: `订单 ${isoDay(clock.now())}.csv`,
        pieces: orderTable(pagesOf(asked, caller), buyersOf),
      }
    },

    async list({ query: { number, state, store, from, to, after, limit }, caller }) {
      if (number) {
        const found = await visibleTo(caller, await lists.withNumber(number, systems, mostAlike))
        const names = await namesFor(found)
        return { items: found.map((order) => presentRow(order, names)), next: null }
      }
      const look = await lookOf({ state, store, from, to }, caller)
      const found = await lists.page(look, readCursor(after), limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const isMore = found.length > limit
      const names = await namesFor(page)
      return {
        items: page.map((order) => presentRow(order, names)),
        next: isMore && last?.begunAt ? writeCursor({ at: last.begunAt, id: last._id }) : null,
      }
    },

    async find({ params, caller }) {
      const found = await orders.find(params.id as OrderKey)
      const [order] = found === null ? [] : await visibleTo(caller, [found])
      if (order === undefined) throw new AdminRefusal(404, 'order.not_found', '没有找到这笔订单')
      const grants = await coupons.heldBy(order._id)
      const report = order.own ? await deps.shippingReports.find(numberIn(order._id)) : null
      const names = await namesFor([order], grants)
      return {
        ...presentOrder(order, grants, names, clock.now()),
        shipping: report && presentShipping(report),
      }
    },

    async ship({ params: { id }, body, caller }) {
      await deps.checkout.shipped(ownNumber(id), body)
      await deps.auditLog.record(caller, { action: 'order.shipped', on: `order:${id}`, details: body })
      return {}
    },

    async correctShipping({ params: { id }, body, caller }) {
      const no = ownNumber(id)
      if (deps.shipping === undefined) throw new DomainError('shipping.none', { no })
      await deps.shipping.correct(no, body)
      await deps.auditLog.record(caller, {
        action: 'order.shipping_corrected',
        on: `order:${id}`,
        details: body,
      })
      return {}
    },

    async ofCustomer({ params, caller }) {
      const customer = await directory.find(await scopes.of(caller), params.id)
      const found = await orders.ofCustomers(idsOf(customer), mostOfCustomer + 1)
      const names = await namesFor(found)
      const items = found
        .map((order) => presentRow(order, names))
        .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? -1 : 1))
      return { items: items.slice(0, mostOfCustomer), isMore: items.length > mostOfCustomer }
    },
  }
}

const numberIn = (id: string): string => id.slice(ownPrefix.length)

function ownNumber(id: string): string {
  if (id.startsWith(ownPrefix)) return numberIn(id)
  throw new AdminRefusal(409, 'order.not_ours', '这笔订单不在小程序里卖，发货由商城告诉我们')
}

/** Undefined = whatever the store, also none. */
function storesAsked(own: 'all' | ReadonlySet<string>, store: string | undefined): string[] | undefined {
  if (own === 'all') return store === undefined ? undefined : [store]
  if (store === undefined) return [...own]
  return own.has(store) ? [store] : []
}

const storesOf = (storeIds: string[] | undefined) => (storeIds === undefined ? {} : { storeIds })

const startOf = (day: string): Date => DateTime.fromISO(day, { zone: defaultZone }).toJSDate()

import type { Clock } from '../../../domain/clock.ts'
import { standingOf } from '../../../domain/coupons/coupon-states.ts'
import type { HandRedemptions } from '../../../domain/coupons/hand-redemptions.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import type { Announce } from '../../../domain/live.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Scopes } from '../../../domain/members/scope.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { After } from '../../../models/by-moment.ts'
import type { CouponFigures } from '../../../models/coupon-figures.ts'
import type { CouponGrant } from '../../../models/coupons.ts'
import type { RetailStoreStore } from '../../../models/retail-stores.ts'
import type { StaffStore } from '../../../models/staff.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { sentences } from '../core/sentences.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'
import { presentPerson } from '../places/present-person.ts'
import type { coupons as contract } from './contract.ts'

const orNull = (text: string): string | null => (text === '' ? null : text)

/** What became of coupons, and redeeming one at a counter. */
export function createCouponHandlers(deps: {
  figures: CouponFigures
  byHand: HandRedemptions
  customers: Pick<Customers, 'findMany' | 'masked'>
  scopes: Pick<Scopes, 'storesOf'>
  retailStores: Pick<RetailStoreStore, 'all'>
  staff: Pick<StaffStore, 'find'>
  published: Pick<Published, 'registry'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
}): Handlers<typeof contract> {
  const { figures, byHand, customers, retailStores, staff, published, clock } = deps

  /** Names of stores and salespeople, by the shop's ids. */
  async function namesOf(rows: readonly { storeId?: string | null; staffId?: string | null }[]) {
    const staffIds = [...new Set(rows.flatMap(({ staffId }) => staffId ?? []))]
    const [shops, ...people] = await Promise.all([
      retailStores.all(),
      ...staffIds.map((id) => staff.find(id.toLowerCase())),
    ])
    const sellers = new Map(staffIds.map((id, place) => [id, people[place]?.name ?? id]))
    const named = (id: string, name: string | undefined) => ({ id, name: name ?? id })
    return {
      store: (id: string | null | undefined) =>
        id ? named(id, shops.find(({ _id }) => _id === id)?.name) : null,
      seller: (id: string | null | undefined) => (id ? named(id, sellers.get(id)) : null),
    }
  }

  /** 门店 of whoever asks. A 导购 works at those of their department. */
  async function countersOf(caller: Caller) {
    const [own, shops] = await Promise.all([deps.scopes.storesOf(caller), retailStores.all()])
    if (own === 'all') return shops
    if (caller.role !== 'sales') return shops.filter(({ _id }) => own.has(_id))
    const department = caller.userid === null ? undefined : (await staff.find(caller.userid))?.department
    return shops.filter(
      (shop) => shop.department === department || caller.departments.includes(shop.department),
    )
  }

  async function presentFound(grants: readonly CouponGrant[]) {
    const now = clock.now()
    const [people, names, batch] = await Promise.all([
      customers.findMany(grants.map(({ customerId }) => customerId)),
      namesOf(grants),
      deps.definitionNames(grants.map(({ batchId: id }) => ({ kind: 'batch', id }))),
    ])
    return grants.map((grant) => {
      const { name, phone } = presentPerson(grant.customerId, people.get(grant.customerId), deps)
      const state = standingOf(grant, now)
      const used = published.registry.couponBatches.find(({ id }) => id === grant.batchId)
      return {
        batch: { id: grant.batchId, name: batch('batch', grant.batchId) },
        code: grant.code,
        amountFen: grant.amountFen ?? null,
        thresholdFen: used?.thresholdFen ?? null,
        state,
        validFrom: grant.validFrom,
        validUntil: grant.validUntil,
        holder: { name, phone },
        redeemed:
          state === 'redeemed' && grant.redeemedAt
            ? { at: grant.redeemedAt, store: names.store(grant.storeId) }
            : null,
        refusal: refusalOf(grant, now),
      }
    })
  }

  return {
    async figures({ params: { id } }) {
      const [states, rows] = await Promise.all([figures.tally(id, clock.now()), figures.redeemedBy(id)])
      const names = await namesOf(rows)
      return {
        states,
        redeemedBy: rows.map(({ storeId, staffId, redeemed }) => ({
          store: names.store(storeId),
          seller: names.seller(staffId),
          redeemed,
        })),
      }
    },

    async people({ params: { id }, query: { state, store, seller, after, limit } }) {
      const place = readCursor(after)
      const by =
        store === undefined && seller === undefined
          ? null
          : { storeId: orNull(store ?? ''), staffId: orNull(seller ?? '') }
      const found =
        state === 'redeemed'
          ? await figures.redeemed(id, by, place, limit + 1)
          : await figures.standing(id, state, clock.now(), place, limit + 1)
      const page = found.slice(0, limit)
      const [people, names] = await Promise.all([
        customers.findMany(page.map(({ customerId }) => customerId)),
        namesOf(page),
      ])
      const last = page.at(-1)
      return {
        items: page.map((grant) => {
          const { customerId, name, phone } = presentPerson(
            grant.customerId,
            people.get(grant.customerId),
            deps,
          )
          return {
            code: grant.code,
            customer: { id: customerId, name, phone },
            grantedAt: grant.grantedAt,
            validUntil: grant.validUntil,
            redeemedAt: grant.redeemedAt ?? null,
            store: names.store(grant.storeId),
            seller: names.seller(grant.staffId),
            order: orderOf(grant),
          }
        }),
        next: found.length > limit && last ? writeCursor(placeOf(last, state)) : null,
      }
    },

    async counters({ caller }) {
      return { items: (await countersOf(caller)).map(({ _id, name }) => ({ id: _id, name })) }
    },

    async look({ body }) {
      return { items: await presentFound(await byHand.look(body.code)) }
    },

    async redeem({ body: { key, code, batch, store }, caller }) {
      if (store !== null && !(await countersOf(caller)).some(({ _id }) => _id === store)) {
        throw new AdminRefusal(403, 'store.not_own', '只能在自己的门店核销', { store: '选自己的门店' })
      }
      const grant = await byHand.redeem({
        ...{ key, code, batchId: batch },
        ...(store !== null && { storeId: store }),
        ...(caller.userid !== null && { staffId: caller.userid }),
      })
      await deps.auditLog.record(caller, {
        action: 'coupon.redeemed_by_hand',
        on: `customer:${grant.customerId}`,
        details: { batch, code, store },
      })
      deps.announce('coupons', batch)
      const [found] = await presentFound([grant])
      if (found === undefined) throw new TypeError('a redeemed coupon is not there')
      return found
    },
  }
}

/** The same refusals, in the same order, as redeeming it meets. */
function refusalOf(grant: CouponGrant, now: Date): string | null {
  const state = standingOf(grant, now)
  if (state === 'redeemed' || state === 'locked' || state === 'expired') return sentences[`coupon.${state}`]
  return now < grant.validFrom ? sentences['coupon.not_yet_valid'] : null
}

function placeOf({ _id: id, redeemedAt, validUntil }: CouponGrant, state: string): After {
  return { at: state === 'redeemed' ? (redeemedAt ?? validUntil) : validUntil, id }
}

/** An event stands for the order where there was none. */
function orderOf({ order }: CouponGrant) {
  if (order === undefined || order.includes(':event:')) return null
  return { id: order, number: order.slice(order.indexOf(':') + 1) }
}

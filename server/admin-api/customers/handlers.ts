import { idsOf } from '../../../domain/explanations/find-definition.ts'
import { buyerRulesOf } from '../../../domain/language/buyer-rules.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { explainTraits } from '../../../domain/orders/explain-traits.ts'
import type { Customer } from '../../../models/customer.ts'
import type { CustomerPlace } from '../../../models/customer-lists.ts'
import type { TimelinePlace } from '../../../models/customer-timeline.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { createActHandlers } from './act-handlers.ts'
import { createConsents } from './consents.ts'
import type { customers as contract } from './contract.ts'
import type { CustomerDeps } from './deps.ts'
import { createExplainable } from './explainable.ts'
import { createFileHandlers } from './file-handlers.ts'
import { createCustomerLook, tagsInUse } from './look.ts'
import { ownersBy } from './owners.ts'
import { presentLine, presentRow, presentSetting } from './present.ts'
import { presentJourney, presentMessage, presentSegment } from './present-explanation.ts'

const mostOwners = 500
/** As many as traits are made of. */
const mostOrders = 1_000
const ordersShown = 100

export function createCustomerHandlers(deps: CustomerDeps): Handlers<typeof contract> {
  const {
    directory,
    customers,
    scopes,
    timeline,
    silences,
    definitionNames,
    published,
    stores,
    asOf,
    clock,
  } = deps
  const look = createCustomerLook(deps)
  const consentsOf = createConsents(deps.reader)
  const explainable = createExplainable(published)

  const seen = async (id: string, caller: Caller): Promise<Customer> =>
    directory.find(await scopes.of(caller), id)

  return {
    ...createActHandlers(deps, seen),
    ...createFileHandlers(deps),

    async list({ query: { after, limit, search, tag, segment, owner, test }, caller }) {
      const ask = {
        search,
        tag,
        segment,
        owner,
        isTest: test === undefined ? undefined : test === 'yes',
        after: placeFrom(after),
        limit,
      }
      const { people, next, foundBy } = await directory.list(await scopes.of(caller), ask)
      const owners = await ownersBy(
        people.map((customer) => customer.owner),
        stores,
      )
      return {
        items: people.map((customer) => presentRow(customer, customers.masked(customer), owners)),
        next: next && placeText(next),
        foundBy,
      }
    },

    async filters({ caller }) {
      const userids = (await directory.owners(await scopes.of(caller))).slice(0, mostOwners)
      const owners = await ownersBy(userids, stores)
      const known = new Map(userids.map(owners).map(({ userid, name }) => [userid, { userid, name }]))
      return {
        tags: tagsInUse(published),
        segments: published.registry.segments
          .filter(({ kind }) => kind === 'live')
          .map(({ id, name }) => ({ id, name })),
        owners: [...known.values()],
      }
    },

    get: async ({ params, caller }) => look(await seen(params.id, caller)),

    async timeline({ params, query: { after, limit, kind }, caller }) {
      const customer = await seen(params.id, caller)
      const page = await timeline.page(customer, { kind: kind ?? null, after: lineFrom(after), limit })
      return {
        items: page.lines.map(presentLine),
        next: page.next && `${page.next.at.getTime()}~${page.next.id}`,
      }
    },

    timelineCounts: async ({ params, caller }) => ({
      counts: await timeline.counts(await seen(params.id, caller)),
    }),

    async traits({ params, caller }) {
      const customer = await seen(params.id, caller)
      const known = await stores.orders.ofCustomers(idsOf(customer), mostOrders)
      const rules = buyerRulesOf(published.registry)
      const { orders, traits } = explainTraits(customer, known, { now: clock.now(), rules })
      const shown = orders.slice(0, ordersShown).map(({ state: _, ...order }) => order)
      return { orders: shown, moreOrders: orders.length - shown.length, traits }
    },

    async silences({ params, caller }) {
      const customer = await seen(params.id, caller)
      const all = await silences.list(customer)
      const name = await definitionNames(
        all.flatMap(({ message, journey }) => [
          { kind: 'message' as const, id: message },
          ...(journey === null ? [] : [{ kind: 'journey' as const, id: journey }]),
        ]),
      )
      const linkTo = <Kind extends 'message' | 'journey'>(kind: Kind, id: string) => ({
        kind,
        id,
        name: name(kind, id),
      })
      return {
        items: all.map(({ message, journey, next, setting, ...silence }) => ({
          ...silence,
          message: linkTo('message', message),
          journey: journey === null ? null : linkTo('journey', journey),
          next: { at: 'at' in next ? next.at : null, text: 'text' in next ? next.text : null },
          setting: presentSetting(setting),
        })),
        caps: silences.caps(customer),
      }
    },

    async consents({ params, caller }) {
      return { items: await consentsOf(await seen(params.id, caller)) }
    },

    async explainable({ params, caller }) {
      await seen(params.id, caller)
      return { items: await explainable() }
    },

    async explain({ params, query: { kind, of, at }, caller }) {
      const present = await seen(params.id, caller)
      const moment = at === undefined ? clock.now() : new Date(at)
      const { customer, explanations } = await asOf(present, moment)
      if (customer === null) {
        throw new AdminRefusal(422, 'explain.too_early', '那时还没有这位客户的资料', { at: '选晚一点的时间' })
      }
      switch (kind) {
        case 'message':
          return presentMessage(await explanations.message(customer, of))
        case 'journey':
          return presentJourney(await explanations.journey(customer, of))
        case 'segment':
          return presentSegment(await explanations.segment(customer, of))
      }
    },
  }
}

/** `<id>` or `<id>~<nickname>`: ids hold no `~`. */
function placeFrom(after: string | undefined): CustomerPlace | null {
  if (after === undefined) return null
  const [id = '', ...rest] = after.split('~')
  return rest.length === 0 ? { id } : { id, nickname: rest.join('~') }
}

const placeText = ({ id, nickname }: CustomerPlace): string =>
  nickname === undefined ? id : `${id}~${nickname}`

function lineFrom(after: string | undefined): TimelinePlace | null {
  if (after === undefined) return null
  const [ms = '', ...rest] = after.split('~')
  const at = new Date(Number(ms))
  if (Number.isNaN(at.getTime()) || rest.length === 0) {
    throw new AdminRefusal(400, 'request.malformed', '翻页的位置不对', { after: '从第一页开始看' })
  }
  return { at, id: rest.join('~') }
}

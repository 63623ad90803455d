import type { AttributionReporter } from '../../../domain/attribution/report.ts'
import { costWords, ruleWords } from '../../../domain/attribution/rule-words.ts'
import { attributionRulesOf } from '../../../domain/attribution/rules.ts'
import type { WayStep } from '../../../domain/attribution/way-of.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { CompanyRules } from '../../../domain/language/settings.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Scopes } from '../../../domain/members/scope.ts'
import { boundsOf, type PeriodName, periodOf } from '../../../domain/period.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { Attribution, AttributionStore, CustomerGroup } from '../../../models/attributions.ts'
import type { RetailStoreStore } from '../../../models/retail-stores.ts'
import type { Handlers } from '../core/endpoint.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'
import { presentPerson } from '../places/present-person.ts'
import type { attribution as contract } from './contract.ts'
import { fieldOf, type Naming, presentContents, presentDisagreement, presentPaths } from './present.ts'

interface Asked {
  period: PeriodName
  from?: string
  to?: string
  store?: string
  group?: CustomerGroup
}

/** What has no message. */
const unwritten: Record<string, string> = { followUp: '导购跟进', words: '导购自选话术' }

export function createAttributionHandlers(deps: {
  report: AttributionReporter
  attributions: Pick<AttributionStore, 'page'>
  customers: Pick<Customers, 'findMany' | 'masked'>
  retailStores: Pick<RetailStoreStore, 'all'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  scopes: Pick<Scopes, 'of'>
  rules: () => CompanyRules
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { report, attributions, customers, retailStores, clock } = deps

  async function namingOf(steps: readonly WayStep[]): Promise<Naming> {
    const written = steps.filter(({ content }) => unwritten[content] === undefined)
    const names = await deps.definitionNames(written.map(({ content: id }) => ({ kind: 'message', id })))
    return ({ channel, content }) => ({
      ...{ channel, content },
      name: unwritten[content] ?? names('message', content),
    })
  }

  async function look(asked: Asked) {
    const named = periodOf(asked.period, clock.now())
    const { from = named.from, to = named.to, group } = asked
    const [found, stores] = await Promise.all([
      report({ from, to }, { ...filterOf(asked), ...(group && { group }) }),
      retailStores.all(),
    ])
    const company = deps.rules()
    const naming = await namingOf([...found.contents, ...(found.spend ?? [])])
    const storeNames = new Map(stores.map(({ _id, name }) => [_id, name]))
    const { touched, untouched, severalContacts, groups, weekdays } = found
    return {
      ...{ from, to, windowDays: company.attribution.windowDays },
      rule: ruleWords(attributionRulesOf(company)),
      costRule: costWords(company.costs),
      costsUntil: found.spentUntil,
      ...{ touched, untouched, severalContacts, groups, weekdays },
      disagreement: presentDisagreement(found.contents, naming),
      contents: presentContents(found, company.costs, naming),
      stores: found.stores.map(({ storeId: code, ...row }) => ({
        ...{ code, name: code === null ? '没报门店' : (storeNames.get(code) ?? code) },
        ...row,
      })),
      paths: presentPaths(found, naming),
      ways: found.paths.length,
      allStores: stores.map(({ _id: code, name }) => ({ code, name })),
    }
  }

  return {
    look: ({ query }) => look(query),

    async orders({ query, caller }) {
      const { from, to, after, limit, model = 'linear', channel, content, weekday, way, group } = query
      const [start, end] = boundsOf({ from: from ?? '', to: to ?? '' })
      const found = await attributions.page(
        { from: start, to: end },
        {
          ...filterOf(query),
          ...(group && { group }),
          ...(channel !== undefined &&
            content !== undefined && { given: { channel, content, by: fieldOf[model] } }),
          ...(weekday !== undefined && { weekday }),
          ...(way !== undefined && { way }),
          // A figure of contacts counts no order without one.
          touched: query.touched !== 'no',
        },
        readCursor(after),
        limit + 1,
      )
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const seesPeople = (await deps.scopes.of(caller)).kind === 'everything'
      const [people, stores, naming] = await Promise.all([
        customers.findMany(page.map(({ customerId }) => customerId)),
        retailStores.all(),
        namingOf(page.flatMap(({ path }) => path)),
      ])
      const storeNames = new Map(stores.map(({ _id, name }) => [_id, name]))
      const personOf = ({ customerId }: Attribution) => {
        const { customerId: id, name } = presentPerson(customerId, people.get(customerId), deps)
        return { id, name }
      }
      return {
        items: page.map((one) => ({
          id: one._id,
          number: one._id.slice(one._id.indexOf(':') + 1),
          ...{ paidAt: one.paidAt, netFen: one.netFen, group: one.group },
          store: one.storeId === undefined ? null : (storeNames.get(one.storeId) ?? one.storeId),
          customer: seesPeople ? personOf(one) : null,
          path: one.path.map(({ firstAt, lastAt, firstFen, lastFen, linearFen, ...step }) => ({
            ...naming(step),
            ...{ firstAt, lastAt, firstFen, lastFen, linearFen },
          })),
        })),
        next:
          found.length > limit && last !== undefined ? writeCursor({ at: last.paidAt, id: last._id }) : null,
      }
    },

    async take({ body, caller }) {
      const taken = await look(body)
      const { from, to, contents, touched } = taken
      await deps.auditLog.record(caller, {
        action: 'attribution.exported',
        on: 'attribution',
        details: { from, to, rows: contents.length, fen: touched.fen },
      })
      return taken
    },
  }
}

/** `-` = orders the shop told no store of. */
const filterOf = ({ store }: { store?: string }) =>
  store === undefined ? {} : { storeId: store === '-' ? null : store }

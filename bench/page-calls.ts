import type { Role } from '../domain/members/roles.ts'
import { periodNames } from '../domain/period.ts'
import { contract } from '../server/admin-api/contract.ts'
import type { Terms } from '../server/admin-api/core/endpoint.ts'
import { pages } from './menu-pages.ts'

/** Ids of what there is. */
export type Things = Record<
  'journey' | 'step' | 'run' | 'broadcast' | 'message' | 'customer' | 'task' | 'callback' | 'batch' | 'order',
  string
>

interface Ask {
  params?: Record<string, string>
  query?: Record<string, string | undefined>
  body?: unknown
}

/** What a page asks when it is opened and its first panel with it; and the collection most of it is about. */
interface PageReads {
  collection: string
  asks(things: Things): Record<string, Ask | Ask[]>
  /** Other looks at it, each measured by itself, by what is chosen on the page. */
  others?: Record<string, Record<string, Ask>>
}

export interface Request {
  operation: string
  method: string
  /** Below the origin. */
  path: string
  body?: string
}

export interface MeasuredPage {
  path: string
  title: string
  collection: string
  /** By role, those it may make. */
  requests: Partial<Record<Role, Request[]>>
}

const definition = (kind: string, id: string) => ({
  'definitions.find': { params: { kind, id } },
  'definitions.versions': { params: { kind, id } },
})
const segmentRules = [
  { all: [{ tag: '会员' }] },
  { all: [{ tag: '会员' }, { event: 'order.paid', within: '30 days' }, { not: { tag: '高价值' } }] },
]
const dayText = (at: number) => new Date(at).toISOString().slice(0, 10)
const lastMonth = () => ({ from: dayText(Date.now() - 30 * 86_400_000), to: dayText(Date.now()) })
const nextWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString()

const reads: Record<string, PageReads> = {
  '/': {
    collection: 'runs',
    asks: () => ({
      'home.today': {},
      'home.people': [{ query: { of: 'sent' } }, { query: { of: 'notSent' } }],
      'health.look': {},
      'session.me': {},
      'money.today': {},
    }),
  },
  '/journeys': {
    collection: 'runs',
    asks: () => ({ 'journeys.list': {}, 'journeys.trends': {}, 'journeys.templates': {} }),
  },
  '/journeys/:id/:tab?': {
    collection: 'runs',
    asks: ({ journey: id, step: stepId, run: runId }) => ({
      ...definition('journey', id),
      'definitions.version': { params: { kind: 'journey', id, number: '1' } },
      'definitions.diff': { params: { kind: 'journey', id }, query: { from: '1', to: '1' } },
      'definitions.record': { params: { kind: 'journey', id } },
      'drafts.copies': { params: { kind: 'journey', id } },
      'steer.look': { params: { id } },
      'steer.pilot': { params: { id } },
      'places.figures': { params: { id } },
      'places.people': { params: { id, stepId } },
      'places.reasons': { params: { id, stepId } },
      'places.passed': { params: { id, stepId }, query: { which: 'came' } },
      'places.real': { params: { id } },
      'places.why': { params: { id, stepId }, query: { runId } },
      'reviews.about': { params: { kind: 'journey', id } },
      'simulations.latest': { params: { kind: 'journey', id } },
      'trials.latest': { params: { id }, query: { of: '1' } },
      'experiments.waits': { params: { id } },
      'vocabulary.read': {},
    }),
  },
  '/broadcasts': { collection: 'touches', asks: () => ({ 'broadcasts.list': {} }) },
  '/broadcasts/:id': {
    collection: 'touches',
    asks: ({ broadcast: id }) => ({
      'broadcasts.progress': { params: { id } },
      'broadcasts.people': [
        { params: { id }, query: { outcome: 'sent', limit: '20' } },
        { params: { id }, query: { outcome: 'notSent', reason: 'noIdentity', limit: '20' } },
      ],
      'steer.look': { params: { id } },
    }),
  },
  '/broadcasts/:id/edit': {
    collection: 'customers',
    asks: ({ broadcast: id, message }) => ({
      'definitions.find': { params: { kind: 'broadcast', id } },
      'vocabulary.read': {},
      'broadcasts.forecast': {
        body: {
          structure: { broadcast: id, name: '群发', to: { tag: '会员' }, send: { message }, at: nextWeek() },
        },
      },
    }),
  },
  '/content': { collection: 'versions', asks: () => ({ 'content.list': {} }) },
  '/content/:id': {
    collection: 'versions',
    asks: ({ message: id }) => ({
      ...definition('message', id),
      'content.readers': {},
      'vocabulary.read': {},
    }),
  },
  '/callbacks': {
    collection: 'inbox',
    asks: ({ callback: id }) => ({
      'callbacks.list': [{}, { query: { look: 'closed' } }, { query: { look: 'failed' } }],
      'callbacks.read': { params: { id } },
    }),
  },
  '/webhooks': {
    collection: 'webhooks',
    asks: () => ({ 'webhooks.list': {} }),
  },
  // The town has none: what is told one of them is read along its index.
  '/webhooks/:id': { collection: 'webhooks', asks: () => ({ 'webhooks.list': {} }) },
  '/overview': {
    collection: 'rollups',
    asks: () => ({
      'overview.look': [{}, { query: { store: 'S3' } }, { query: { segment: 'high-value-members' } }],
      'overview.people': { query: { figure: 'entered' } },
      'overview.lift': {},
      'overview.replies': {},
      'overview.overnight': {},
      'alerts.list': {},
    }),
    others: Object.fromEntries(
      periodNames.flatMap((period) =>
        [
          ...[{}, { store: 'S3' }, { region: '上海' }, { store: 'S3', region: '上海' }],
          ...[{ segment: 'high-value-members' }, { segment: 'high-value-members', store: 'S3' }],
        ].map((narrowed) => [
          [period, ...Object.values(narrowed)].join(' '),
          { 'overview.look': { query: { period, ...narrowed } } },
        ]),
      ),
    ),
  },
  '/alerts': { collection: 'alerts', asks: () => ({ 'alerts.list': {}, 'alerts.live': {} }) },
  // The town has none: what one reads of messages is bounded.
  '/alerts/:id': { collection: 'touches', asks: () => ({ 'session.me': {} }) },
  '/reports': { collection: 'reports', asks: () => ({ 'reports.list': {} }) },
  // The town has none: what one reads is the report and whom it went to.
  '/reports/:id': { collection: 'reports', asks: () => ({ 'session.me': {} }) },
  '/unconfirmed': { collection: 'groupSends', asks: () => ({ 'reports.unconfirmed': {} }) },
  '/running': { collection: 'runs', asks: () => ({ 'running.look': {} }) },
  '/doctor': { collection: 'doctorFindings', asks: () => ({ 'doctor.findings': {} }) },
  '/stuck': { collection: 'runs', asks: () => ({ 'stuck.list': {} }) },
  '/approvals': { collection: 'reviews', asks: () => ({ 'reviews.list': {} }) },
  '/api-keys': { collection: 'integrations', asks: () => ({ 'integrations.list': {} }) },
  '/members': { collection: 'members', asks: () => ({ 'members.list': {}, 'stores.list': {} }) },
  '/stores': { collection: 'stores', asks: () => ({ 'stores.list': {} }) },
  '/audit-log': {
    collection: 'auditLog',
    asks: () => ({
      'auditLog.list': [{}, { query: { by: 'member-3' } }],
      'members.names': {},
    }),
  },
  '/privacy': {
    collection: 'erasures',
    asks: () => ({ 'privacy.holdings': {}, 'privacy.erasures': {}, 'privacy.retention': {} }),
  },
  '/settings': {
    collection: 'versions',
    asks: () => ({ ...definition('settings', 'company'), 'marketing.reach': {} }),
  },
  '/settings/:section': {
    collection: 'versions',
    asks: () => ({
      ...definition('settings', 'company'),
      'settings.heldBack': {},
      'tagGroups.look': {},
      'settings.preferences': {},
      'settings.previewBuyers': [
        { body: { part: 'tiers', written: { highAboveFen: 100_000 } } },
        { body: { part: 'tiers', written: { highAboveFen: 100_000 }, after: '' } },
      ],
    }),
  },
  '/preference-rules/:id': {
    collection: 'versions',
    asks: () => ({
      ...definition('preferenceRule', 'favourite-category'),
      'settings.previewPreference': {
        body: {
          structure: {
            ...{ preferenceRule: 'promotion-minded', name: '关注促销', tag: '关注促销' },
            ...{ windowDays: 90, minCount: 2, minShare: 0.5, evidence: 'promotionClicks' },
          },
        },
      },
    }),
  },
  '/experiments': { collection: 'runs', asks: () => ({ 'experiments.list': {} }) },
  // The town has no split and no hold-out: what one costs is that of its people, which is read along `/journeys/:id`.
  '/experiments/:id/:place': { collection: 'runs', asks: () => ({ 'experiments.list': {} }) },
  '/hand-overs': {
    collection: 'handOvers',
    asks: () => ({
      'handOvers.list': {},
      'handOvers.estate': { query: { from: 'staff001', kind: 'onjob' } },
    }),
  },
  '/departments': { collection: 'stores', asks: () => ({ 'departments.list': {} }) },
  '/account': { collection: 'memberSessions', asks: () => ({ 'session.list': {} }) },
  '/customers': {
    collection: 'customers',
    asks: () => ({
      'customers.list': [{}, { query: { tag: '高意向' } }, { query: { search: '客户12' } }],
      'customers.filters': {},
      'customerViews.list': {},
    }),
  },
  '/customers/:id': {
    collection: 'customers',
    asks: ({ customer: id, broadcast }) => ({
      'customers.get': { params: { id } },
      'customers.timeline': { params: { id } },
      'customers.timelineCounts': { params: { id } },
      'customers.traits': { params: { id } },
      'customers.silences': { params: { id } },
      'customers.consents': { params: { id } },
      'customers.explainable': { params: { id } },
      'customers.explain': { params: { id }, query: { kind: 'journey', of: broadcast } },
      'customers.lookAtDoNotDisturb': { params: { id } },
      'orders.ofCustomer': { params: { id } },
    }),
  },
  '/orders': {
    collection: 'orders',
    asks: () => ({
      'orders.list': [{}, { query: { state: 'paid' } }, { query: { from: '2026-03-01', to: '2026-03-07' } }],
      'stores.list': {},
    }),
  },
  '/products': { collection: 'skus', asks: () => ({ 'products.list': {} }) },
  '/refunds': { collection: 'orders', asks: () => ({ 'refunds.list': {} }) },
  // Its own read is one document of an order of the own shop, and the town has none.
  '/refunds/:no/:refundNo': { collection: 'orders', asks: () => ({ 'session.me': {} }) },
  '/reconciliation': {
    collection: 'reconciledDays',
    asks: () => ({
      'reconciliation.days': {},
      'reconciliation.day': { params: { day: '2026-03-02' } },
    }),
  },
  '/imports': { collection: 'imports', asks: () => ({ 'imports.list': {} }) },
  // The town brings no file in.
  '/imports/:id': { collection: 'imports', asks: () => ({ 'imports.list': {} }) },
  '/contact-sync': { collection: 'contactSyncs', asks: () => ({ 'contactSync.look': {} }) },
  '/orders/:id': { collection: 'orders', asks: ({ order: id }) => ({ 'orders.find': { params: { id } } }) },
  '/coupons': {
    collection: 'coupons',
    asks: () => ({ 'kit.stock': {}, 'definitions.list': { params: { kind: 'batch' } } }),
  },
  '/coupons/:id': {
    collection: 'coupons',
    asks: ({ batch: id }) => ({
      ...definition('batch', id),
      'coupons.figures': { params: { id } },
      'coupons.people': [
        { params: { id }, query: { state: 'redeemed' } },
        { params: { id }, query: { state: 'granted' } },
      ],
    }),
  },
  '/redeem': { collection: 'coupons', asks: () => ({ 'coupons.counters': {} }) },
  '/channel-codes': {
    collection: 'codeArrivals',
    asks: () => ({
      'channelCodes.list': {},
      'channelCodes.find': { params: { id: 'spring-expo' } },
      'channelCodes.people': { params: { id: 'spring-expo' }, query: { stage: 'added' } },
      'definitions.list': { params: { kind: 'channel' } },
    }),
  },
  '/rosters': {
    collection: 'rosters',
    asks: () => ({ 'rosters.list': {}, 'rosters.find': { params: { department: '门店一部' } } }),
  },
  '/channel-codes/:id': { collection: 'versions', asks: () => definition('channel', 'spring-expo') },
  '/campaigns': { collection: 'campaigns', asks: () => ({ 'campaigns.list': {} }) },
  // The town has none: what belongs to one is read along indexes of runs and orders, and measured where those are.
  '/campaigns/:id': {
    collection: 'campaigns',
    asks: ({ journey: id }) => ({ 'campaigns.flows': {}, 'campaigns.ofFlow': { params: { id } } }),
  },
  '/calendar': {
    collection: 'versions',
    asks: () => ({
      'kit.month': { params: { month: new Date().toISOString().slice(0, 7) } },
      'definitions.list': { params: { kind: 'calendar' } },
    }),
  },
  '/calendar/:id': { collection: 'versions', asks: () => definition('calendar', 'china') },
  '/segments': {
    collection: 'customers',
    asks: () => ({ 'segments.list': {}, 'definitions.list': { params: { kind: 'segment' } } }),
  },
  '/segments/:id': {
    collection: 'customers',
    asks: () => ({
      ...definition('segment', 'high-value-members'),
      'segments.survey': segmentRules.map((rule) => ({ body: { rule } })),
      'segments.examples': { body: { rule: segmentRules[1] } },
    }),
  },
  '/attribution': {
    collection: 'attributions',
    asks: () => ({
      'attribution.look': {},
      'attribution.orders': { query: lastMonth() },
    }),
  },
  '/review': {
    collection: 'rollups',
    asks: () => ({ 'review.look': {}, 'review.nextPlan': {}, 'lessons.list': {} }),
  },
  '/tasks/credit': { collection: 'orders', asks: () => ({ 'credit.look': {} }) },
  '/tasks/readings': {
    collection: 'materialReadings',
    asks: () => ({ 'readings.list': {}, 'readings.choices': {} }),
  },
  '/tasks': {
    collection: 'tasks',
    asks: ({ task: code }) => ({ 'tasks.board': {}, 'tasks.find': { params: { code } } }),
  },
}

/** Reads of no page, or of things an installation has few of. */
const leftOut = [
  'auditLog.proof',
  'alerts.find',
  'reports.find',
  'session.ways',
  'publishing.rollBackPlan',
  'reviews.find',
  'simulations.find',
  'simulations.people',
  'experiments.find',
  'experiments.people',
  'products.find',
  'refunds.find',
  'refunds.refundable',
  'reconciliation.difference',
  'media.find',
  'channelCodes.picture',
  'rosters.template',
  'imports.find',
  'webhooks.find',
  'webhooks.deliveries',
  'campaigns.find',
  'campaigns.people',
  'campaigns.writeFile',
]

/** Every page of the menu with its requests. @throws RangeError where a page or a read of the API is missing here */
export function measuredPages(things: Things): MeasuredPage[] {
  const found = pages.flatMap(({ path, title }): MeasuredPage[] => {
    const page = reads[path]
    if (page === undefined) throw new RangeError(`nothing is measured of ${path}`)
    const { collection, asks, others = {} } = page
    return [
      { path, title, collection, requests: requestsOf(path, asks(things)) },
      ...Object.entries(others).map(([chosen, looked]) => ({
        ...{ path, title: `${title} ${chosen}`, collection, requests: requestsOf(path, looked) },
      })),
    ]
  })
  const measured = new Set(found.flatMap(({ requests }) => Object.values(requests).flat()).map(nameOf))
  const missing = everyRead().filter((name) => !measured.has(name) && !leftOut.includes(name))
  if (missing.length > 0) throw new RangeError(`no page asks for ${missing.join(', ')}`)
  return found
}

/** What each role may ask of it. */
function requestsOf(path: string, named: Record<string, Ask | Ask[]>): MeasuredPage['requests'] {
  const requests: MeasuredPage['requests'] = {}
  for (const [name, asks] of Object.entries(named)) {
    const { roles } = termsOf(name)
    for (const role of roles === 'anybody' ? [] : roles) {
      if (!isTheirs(path, role)) continue
      requests[role] = [...(requests[role] ?? []), ...[asks].flat().map((ask) => requestOf(name, ask))]
    }
  }
  return requests
}

const nameOf = ({ operation }: Request): string => operation

function isTheirs(path: string, role: Role): boolean {
  const needs = pages.find((page) => page.path === path)?.needs
  const roles = needs === undefined ? 'anybody' : termsOf(needs).roles
  return roles === 'anybody' || roles.includes(role)
}

function termsOf(name: string): Terms {
  const [resource = '', operation = ''] = name.split('.')
  const operations: Record<string, Record<string, Terms>> = contract
  const terms = operations[resource]?.[operation]
  if (terms === undefined) throw new RangeError(`the API has no ${name}`)
  return terms
}

const everyRead = (): string[] =>
  Object.entries(contract as Record<string, Record<string, Terms>>).flatMap(([resource, operations]) =>
    Object.entries(operations).flatMap(([name, { method }]) =>
      method === 'get' ? [`${resource}.${name}`] : [],
    ),
  )

function requestOf(operation: string, { params = {}, query, body }: Ask): Request {
  const { method, path } = termsOf(operation)
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) given.set(name, value)
  const search = given.size === 0 ? '' : `?${given}`
  return {
    operation,
    method: method.toUpperCase(),
    path: `/api/v1${filled}${search}`,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}

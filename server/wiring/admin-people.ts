import { createAudience } from '../../domain/audience/query.ts'
import { createSurveyor } from '../../domain/audience/surveyor.ts'
import { createSurveys } from '../../domain/audience/surveys.ts'
import type { Checkout } from '../../domain/checkout/contract.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CouponUses } from '../../domain/coupons/contract.ts'
import { createHandRedemptions } from '../../domain/coupons/hand-redemptions.ts'
import { createBuyerPreviews } from '../../domain/customers/buyers/preview.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { createCustomerDirectory } from '../../domain/customers/customer-directory.ts'
import { createPreferencePreview } from '../../domain/customers/preferences/preview.ts'
import type { Preferences } from '../../domain/customers/preferences/refresh.ts'
import { createTestAccounts } from '../../domain/customers/test-accounts.ts'
import { preferenceRulesInForce } from '../../domain/definitions/preference-rules-in-force.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { createExplanationsAsOf } from '../../domain/explanations/as-of.ts'
import { createDoNotDisturb } from '../../domain/explanations/do-not-disturb.ts'
import { createSilences } from '../../domain/explanations/silences.ts'
import { createCatalog } from '../../domain/journeys/catalog.ts'
import { createHolds } from '../../domain/journeys/holds.ts'
import type { Announce } from '../../domain/live.ts'
import type { Log } from '../../domain/log.ts'
import type { Erasures } from '../../domain/privacy/erase-person.ts'
import { remembered } from '../../domain/remembered.ts'
import type { ShippingReports } from '../../domain/shipping/report-shipping.ts'
import { createTimeline } from '../../domain/timeline/create-timeline.ts'
import { createDefinitionNames } from '../../domain/timeline/definition-names.ts'
import { createTagOrigins } from '../../domain/timeline/tag-origins.ts'
import type { Connection } from '../../models/connect.ts'
import { createCouponFigures } from '../../models/coupon-figures.ts'
import { createCustomerLists } from '../../models/customer-lists.ts'
import { createTimelineReader } from '../../models/customer-timeline.ts'
import { createOrderLists } from '../../models/order-lists.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import { createTodayFigures } from '../../models/today-figures.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import { createCouponHandlers } from '../admin-api/coupons/handlers.ts'
import { createCustomerViewHandlers } from '../admin-api/customer-views/handlers.ts'
import { createCustomerHandlers } from '../admin-api/customers/handlers.ts'
import { ownersBy } from '../admin-api/customers/owners.ts'
import { createOrderHandlers } from '../admin-api/orders/handlers.ts'
import { createExamples } from '../admin-api/segments/examples.ts'
import { createSegmentHandlers } from '../admin-api/segments/handlers.ts'
import { createSettingsHandlers, type HeldBack } from '../admin-api/settings/handlers.ts'
import type { wireMembers } from './members.ts'
import type { Stores } from './stores.ts'

/** Real time. */
const countsMs = 30_000

/** The pages about people: one customer and lists of them; and what settings do to everybody. */
export function wireAdminPeople(deps: {
  connection: Connection
  stores: Stores
  customers: Customers
  erasures: Pick<Erasures, 'erase'>
  preferences: Pick<Preferences, 'nextAt' | 'ask'>
  couponUses: Pick<CouponUses, 'redeem'>
  checkout: Pick<Checkout, 'shipped'>
  shipping: Pick<ShippingReports, 'correct'> | null
  published: Published
  ground: Pick<ReturnType<typeof wireMembers>, 'auditLog' | 'scopes'>
  announce: Announce
  clock: Clock
  realClock: Clock
  log: Log
}) {
  const { connection, stores, customers, published, ground, announce, clock, realClock, log } = deps
  const reader = createTimelineReader(connection)
  const runFigures = createRunFigures(connection)
  const holds = createHolds({
    registry: published.registry,
    headOf: (kind, id) => published.snapshot().headOf(kind, id),
  })
  const catalog = createCatalog({ published, runs: stores.runs, holds, clock })
  const staffName = async (userid: string) => (await stores.staff.find(userid))?.name ?? userid
  /** Of a member of the page by their login, or of one of the staff. */
  const memberName = async (id: string) => (await stores.members.find(id))?.name ?? staffName(id)

  const lists = createCustomerLists(connection)
  const directory = createCustomerDirectory({ customers, lists, realClock })
  const surveyor = createSurveyor({ connection, customers, clock })
  const examples = createExamples({
    surveyor,
    audience: createAudience({ connection, clock, segment: published.registry.segment }),
    history: stores.events,
    customers,
    owners: (userids) => ownersBy(userids, stores),
    published,
    clock,
    realClock,
  })

  const surveys = createSurveys({
    surveyor,
    realClock,
    failed: (error) => log.error({ err: error }, 'an audience could not be counted'),
  })

  return {
    settings: createSettingsHandlers({
      surveys,
      heldBackSince: heldBackOf(connection),
      published,
      preferences: deps.preferences,
      preview: createPreferencePreview({
        surveyor,
        store: stores.preferenceRefresh,
        customers,
        rules: () => preferenceRulesInForce(published.snapshot()),
        clock,
      }),
      buyers: createBuyerPreviews({
        surveyor,
        store: stores.traitChecks,
        rules: () => rulesInForce(published.snapshot()).rules,
        clock,
      }),
      customers,
      auditLog: ground.auditLog,
      announce,
      clock,
    }),
    segments: createSegmentHandlers({
      ...ground,
      surveys,
      examples,
      lists,
      directory,
      published,
      realClock,
    }),
    customers: createCustomerHandlers({
      ...ground,
      directory,
      customers,
      timeline: createTimeline({ reader, published, staffName }),
      reader,
      silences: createSilences({ reader, published, clock }),
      asOf: createExplanationsAsOf({
        reader,
        events: stores.events,
        entries: stores.entries,
        progress: stores.journeys,
        touches: stores.touches,
        runFigures,
        touchFigures: createTouchFigures(connection),
        published,
        catalog,
        holds,
        clock,
      }),
      tagsOf: createTagOrigins({ reader, published, memberName }),
      memberName,
      doNotDisturb: createDoNotDisturb({ touches: reader, runs: runFigures, published, catalog }),
      testAccounts: createTestAccounts({ customers, store: stores.customers }),
      definitionNames: createDefinitionNames(published),
      runFigures,
      erasures: deps.erasures,
      published,
      stores,
      announce,
      clock,
    }),
    orders: createOrderHandlers({
      ...stores,
      ...ground,
      lists: createOrderLists(connection),
      checkout: deps.checkout,
      ...(deps.shipping && { shipping: deps.shipping }),
      customers,
      directory,
      definitionNames: createDefinitionNames(published),
      clock,
    }),
    coupons: createCouponHandlers({
      ...stores,
      ...ground,
      figures: createCouponFigures(connection),
      byHand: createHandRedemptions({ uses: deps.couponUses, store: stores.coupons, customers, clock }),
      customers,
      published,
      definitionNames: createDefinitionNames(published),
      announce,
      clock,
    }),
    customerViews: createCustomerViewHandlers({ views: stores.customerViews, realClock }),
  }
}

/** Counted once for all who look within half a minute: at night much waits. */
function heldBackOf(connection: Connection): (since: Date) => Promise<HeldBack[]> {
  const figures = createTodayFigures(connection)
  let day = new Date(0)
  const count = remembered(countsMs, async (): Promise<HeldBack[]> => {
    const [notSent, waiting] = await Promise.all([figures.notSentSince(day), figures.waitingNow()])
    const rows = new Map<string, HeldBack>()
    const of = (reason: string): HeldBack => rows.get(reason) ?? { reason, notSent: 0, waiting: 0 }
    for (const { reason, notSent: n } of notSent)
      rows.set(reason, { ...of(reason), notSent: of(reason).notSent + n })
    for (const { reason, waiting: n } of waiting)
      rows.set(reason, { ...of(reason), waiting: of(reason).waiting + n })
    return [...rows.values()]
  })
  return (since) => {
    if (since.getTime() !== day.getTime()) count.forget()
    day = since
    return count()
  }
}

import { createOperatorAlerts } from '../channels/operator-alerts.ts'
import type { Activity } from '../domain/activity.ts'
import { createAudience } from '../domain/audience/query.ts'
import { createAudit } from '../domain/audit/create-audit.ts'
import { createShopProducts } from '../domain/checkout/shop-products.ts'
import type { Clock } from '../domain/clock.ts'
import { createCoupons } from '../domain/coupons/coupons.ts'
import { createCustomers } from '../domain/customers/customers.ts'
import { createCustomerIds } from '../domain/customers/new-customer.ts'
import { createPreferences } from '../domain/customers/preferences/refresh.ts'
import { asksForQuiet } from '../domain/customers/quiet.ts'
import { createRescoring } from '../domain/customers/rescore.ts'
import { createSealing } from '../domain/customers/sealing.ts'
import { calendarInForce } from '../domain/definitions/calendar-in-force.ts'
import { checkTogether } from '../domain/definitions/check-together.ts'
import { createDrafts } from '../domain/definitions/drafts.ts'
import { partsOf } from '../domain/definitions/keys.ts'
import { createMeta } from '../domain/definitions/meta.ts'
import { precedenceInForce } from '../domain/definitions/precedence-in-force.ts'
import { preferenceRulesInForce } from '../domain/definitions/preference-rules-in-force.ts'
import { createPublish } from '../domain/definitions/publish.ts'
import { createPublishDrafts } from '../domain/definitions/publish-drafts.ts'
import type { Published } from '../domain/definitions/published.ts'
import { rulesInForce } from '../domain/definitions/rules-in-force.ts'
import { createRollups } from '../domain/insights/rollups/create-rollups.ts'
import { createRounds } from '../domain/insights/rollups/rounds.ts'
import { createJourneys, type JourneyOptions } from '../domain/journeys/create-journeys.ts'
import { declaredTrait } from '../domain/language/traits.ts'
import type { Log } from '../domain/log.ts'
import { checkPictures, picturesForWecom } from '../domain/media/check-pictures.ts'
import { createMedia } from '../domain/media/media.ts'
import { createNamingTexts } from '../domain/media/naming-texts.ts'
import { createTraitProof } from '../domain/orders/check-traits.ts'
import { recordOrders } from '../domain/orders/record-orders.ts'
import { linkResolver } from '../domain/outreach/content/link-target.ts'
import { createOutreach, type OutreachDeps } from '../domain/outreach/create-outreach.ts'
import type { Limits } from '../domain/outreach/gates/limits.ts'
import { createPageLinks } from '../domain/outreach/page-links/page-links.ts'
import { createKeepReadings, isReading } from '../domain/outreach/radar/readings.ts'
import { publishedBut } from '../domain/outreach/test-send.ts'
import { chasedKinds } from '../domain/payments/flags.ts'
import { createErasures } from '../domain/privacy/erase-person.ts'
import { createForgotten } from '../domain/privacy/forgotten.ts'
import { createRetention } from '../domain/privacy/retention.ts'
import { createReminders } from '../domain/reminders/create-reminders.ts'
import { checkWebhooks } from '../domain/webhooks/check-webhooks.ts'
import { createJobs, type JobOptions } from '../jobs/create-jobs.ts'
import type { Connection } from '../models/connect.ts'
import { createOldRecords } from '../models/old-records.ts'
import { createPersonalTraces } from '../models/personal-traces.ts'
import type { Config } from './config.ts'
import { freeBytesOf } from './free-bytes.ts'
import { createOpsRouter } from './http/ops/router.ts'
import { createCustomerNews } from './live/customer-news.ts'
import type { Live } from './live/live.ts'
import { withOrderNews } from './live/order-news.ts'
import { withStockNews } from './live/stock-news.ts'
import { createMetrics } from './metrics.ts'
import { wireAdmin } from './wiring/admin.ts'
import { wireAlerts } from './wiring/alerts.ts'
import { wireAttribution } from './wiring/attribution.ts'
import { besides } from './wiring/besides.ts'
import { wireCampaignCounts } from './wiring/campaigns.ts'
import { wireCustomerService, wireKfOutreach } from './wiring/customer-service.ts'
import { wireDoctor } from './wiring/doctor.ts'
import { wireEdges } from './wiring/edges.ts'
import { wireGroupSends } from './wiring/group-sends.ts'
import { wireImports } from './wiring/imports.ts'
import { wireIntake } from './wiring/intake.ts'
import { wireOperator } from './wiring/operator.ts'
import type { Platforms } from './wiring/platforms.ts'
import { wireReports } from './wiring/reports.ts'
import { wireRunning } from './wiring/running.ts'
import { wireSales } from './wiring/sales.ts'
import { wireSelling } from './wiring/selling.ts'
import { wireSidebar } from './wiring/sidebar.ts'
import { wireSimulations } from './wiring/simulations.ts'
import { wireSmsLogin } from './wiring/sms-login.ts'
import type { Stores } from './wiring/stores.ts'
import { wireStuckKinds } from './wiring/stuck-kinds.ts'
import { wireWebhooks } from './wiring/webhooks.ts'
import { wireWecom } from './wiring/wecom.ts'

export interface WiringInput {
  config: Config
  connection: Connection
  /** Where the store is reached, for work in processes of their own. */
  storeUri: string
  stores: Stores
  platforms: Platforms
  published: Published
  activity: Activity
  clock: Clock
  /** Tells the open pages of all processes what changed. */
  live: Live
  log: Log
  /** Distinct per process. */
  workerId: string
  /** Throws when the store takes no writes. */
  storeTakesWrites: () => Promise<void>
  options?: { limits?: Partial<Limits>; journeys?: Partial<JourneyOptions>; jobs?: Partial<JobOptions> }
}

export type Wired = ReturnType<typeof wire>

const isAboutTask = ({ name }: { name: string }): boolean => name.startsWith('task.')

/** The composition root: everything there is, put together from top to bottom. Nothing is started here. */
export function wire(input: WiringInput) {
  const { config, connection, stores, platforms, published, clock, live, log, workerId, options } = input
  const { registry } = published
  const publicUrl = config.publicUrl
  const appid = config.miniprogram?.appId ?? null

  const metrics = createMetrics({
    inbox: stores.inbox,
    held: () => journeys.held(),
    coordinationDown: platforms.coordinationDown,
    openDifferences: () => stores.paymentDifferences.openDays(chasedKinds),
    freeBytes: config.mongodbUri === null ? () => freeBytesOf(config.dataDir) : null,
  })

  // Customers: who people are, and the door every event comes through.
  const news = createCustomerNews(live.announce)
  const seal = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
  const buyerRules = () => rulesInForce(published.snapshot()).rules
  const forgotten = createForgotten({
    store: stores.forgotten,
    erasures: stores.erasures,
    blindIndex: seal.blindIndex,
  })
  const customers = createCustomers({
    stores: { ...stores, events: news.events(stores.events) },
    seal,
    forgotten,
    clock,
    log,
    ids: createCustomerIds(clock),
    observe: metrics.observe,
    isPersonal: (trait) => declaredTrait(registry.traits, trait)?.personal === true,
    buyerRules,
  })

  const preferences = createPreferences({
    store: stores.preferenceRefresh,
    customers,
    rules: () => preferenceRulesInForce(published.snapshot()),
    clock,
    log,
  })
  const traitProof = createTraitProof({
    store: stores.traitChecks,
    orders: stores.orders,
    customers,
    rules: buyerRules,
    clock,
    log,
  })
  const rollups = createRollups({ stores, clock, log })
  // Coupons ask what became of an order, so that is written down first.
  const orders = withOrderNews(stores.orders, live.announce)
  const skus = withStockNews(stores.skus, live.announce)
  recordOrders({ store: orders, customers })
  const { couponUses, redemptions, checkout, catalogue, money, shipping, sweepers } = wireSelling({
    ...{ ...input, customers, registry, seal },
    stores: { ...stores, orders, skus },
  })

  const attribution = wireAttribution({ stores, customers, rules: buyerRules, clock, log })

  const alerts = createOperatorAlerts({ log, clock, count: metrics.configurationRefusal })
  const coupons = createCoupons({
    store: stores.coupons,
    customers,
    registry,
    shop: platforms.shopCoupons,
    clock,
    key: config.linkKey,
  })

  // Sales: intent, tasks, and salespeople.
  const {
    directory,
    sales,
    creditReport,
    sweepers: ofSales,
  } = wireSales({ ...input, seal, customers, coupons, alerts })

  // Outreach: the one door to customers.
  const calendarAt = () => calendarInForce(published.snapshot())
  const { pageLinkMaker: maker } = platforms
  const pageLinks = maker && createPageLinks({ store: stores.pageLinks, maker, own: appid ?? '', clock, log })
  const kf = wireKfOutreach(input)
  const outreachDeps = {
    stores: { ...stores, touches: news.touches(stores.touches) },
    customers,
    ...kf,
    senders: alerts.senders(kf.senders),
    published,
    clock,
    log,
    rulesAt: () => rulesInForce(published.snapshot()),
    calendarAt,
    precedence: precedenceInForce(published.snapshot),
    ...wireGroupSends({ config, stores, platforms, directory, alerts }),
    limits: options?.limits,
    publicUrl,
    resolveLink: linkResolver(publicUrl, pageLinks),
    shopProducts: createShopProducts(stores),
    linkKey: config.linkKey,
    smsGateway: config.sms?.gateway ?? 'aliyun',
    smsSignature: config.sms?.signName,
    miniprogramAppId: appid ?? '',
    brandMiniPrograms: config.brandMiniprograms.map(({ appId }) => appId),
    stillWanted: async ({ runId }) => runId === undefined || stores.runs.wasNotStopped(runId),
    observe: metrics.observe,
    askAgainAt: async ({ runId, stepId }, at) =>
      runId === undefined || stepId === undefined || stores.runs.hasten(runId, stepId, at),
  } satisfies OutreachDeps
  const outreach = createOutreach(outreachDeps)
  const webhooks = wireWebhooks({ ...input, sealer: seal, alerts })
  // Journeys: what happens to people, step by step.
  const journeys = createJourneys({
    stores,
    customers,
    outreach,
    coupons,
    sales,
    published,
    resumed: (key) => publish({ resumed: [key], origin: 'page', by: 'kelu' }),
    settled: (key) => publish({ settled: [key], origin: 'page', by: 'kelu' }),
    allActOn: async (publication) =>
      (await stores.processes.living()).every((each) => (each.publication ?? 0) >= publication),
    staffName: directory.nameOf,
    audience: createAudience({ connection, clock, segment: registry.segment }),
    calendarAt: () => calendarInForce(published.snapshot()),
    webhooks: webhooks.outbox,
    clock,
    log,
    observe: metrics.observe,
    workerId,
    options: options?.journeys,
  })
  const realClock = { now: () => new Date() }
  const traces = createPersonalTraces(connection)
  const erasures = createErasures({ stores, traces, customers, forgotten, seal, clock, realClock, log })
  const retention = createRetention({
    days: stores.retentionDays,
    records: createOldRecords(connection),
    rules: () => buyerRules().retention,
    clock,
    realClock,
    log,
  })
  const media = createMedia({ store: stores.media, texts: createNamingTexts(stores), realClock })
  const publish = createPublish({
    store: stores.definitions,
    published,
    check: async (all) => [
      ...checkTogether(all, (await stores.drafts.keys()).map(partsOf)),
      ...(await checkPictures(all, media.findMany)),
      ...(await checkWebhooks(all, stores.webhooks.all)),
    ],
    users: journeys.usersOf,
    clock,
  })
  const drafting = { store: stores.drafts, definitions: stores.definitions, published, clock }
  const drafts = createDrafts({
    ...drafting,
    besides: async (all) => [
      ...(await checkPictures(all, media.findMany)),
      ...(await checkWebhooks(all, stores.webhooks.all)),
    ],
    realClock,
  })
  const publishDrafts = createPublishDrafts({ ...drafting, publish })
  const meta = createMeta({ ...drafting, store: stores.definitionMeta, testResults: stores.testResults })
  customers.listen(journeys.onEvent, journeys.wants)
  customers.listen(sales.onEvent, sales.wants)
  customers.listen(outreach.onQuiet, asksForQuiet)
  customers.listen(createKeepReadings(stores.materialReadings), isReading)
  customers.listen(webhooks.outbox.onEvent, webhooks.outbox.wants)
  // Tasks alone: a listener more is a read of the customer more, which what happens often must not cost.
  customers.listen(async ({ props }) => live.announce('tasks', String(props.taskId)), isAboutTask)

  const {
    rounds,
    sweepers: ofWecom,
    ...wecom
  } = wireWecom({ ...input, customers, journeys, sales, outreach, publish, directory })

  const reminders = createReminders({
    stores,
    customers,
    clock,
    rules: () => rulesInForce(published.snapshot()).rules.reminders,
  })

  const customerService = wireCustomerService({ ...input, customers, outreach })
  const { kf: service } = config
  /** Reads 微信客服 on from where it was last read. */
  const catchUpKf = customerService && service ? () => customerService.hearFrom(service.account) : undefined

  // Intake: what edges store before they answer, and what becomes of it.
  const inbox = wireIntake({
    ...input,
    appid,
    sealer: seal,
    ...(shipping && { shipping }),
    ...wecom,
    customers,
    redemptions,
    outreach,
    customerService,
    sales,
    directory,
    metrics,
    money,
  })

  // Edges.
  const ops = createOpsRouter({
    checks: { store: input.storeTakesWrites },
    redisIsDown: platforms.coordinationDown,
    registry: metrics.registry,
  })
  const stuckKinds = wireStuckKinds({ connection, stores, published, dueSteps: journeys.dueSteps })
  const running = wireRunning({ ...input, stuckKinds })
  const { doctor, platformNeeds } = wireDoctor({ ...input, directory, running, realClock })
  const operator = wireOperator({ config, platformNeeds, metrics })
  const watch = wireAlerts({ ...input, tellSystems: webhooks.outbox.tell })
  const reporting = wireReports({ ...input, rollups })
  const simulations = wireSimulations({ ...input, announce: live.announce, realClock })
  const imports = wireImports({ ...input, customers, journeys, seal, announce: live.announce, realClock })
  const admin = wireAdmin({
    imports,
    creditReport,
    staffFigures: stores.staffFigures,
    storeUri: input.storeUri,
    outside: { inbox, redemptions, background: input.activity.background, appid },
    ...wecom,
    directory,
    simulations,
    config,
    connection,
    stores: { ...stores, skus },
    platforms,
    customers,
    erasures,
    traces,
    preferences,
    couponUses,
    checkout,
    shipping,
    money,
    realClock,
    live,
    log,
    system: {
      ...{ journeys, customers, stuckKinds, doctor, running, published, publish, connection, clock },
      sealer: seal,
    },
    sales,
    alerts: watch.page,
    reporting,
    rollups,
    media,
    webhooks: webhooks.book,
    publishing: { published, drafts, meta, publish, publishDrafts, clock },
    reaching: {
      customers,
      outlook: outreach,
      saying: (message, number) =>
        createOutreach({ ...outreachDeps, published: publishedBut(published, message, number) }),
    },
  })
  const sidebar = wireSidebar({
    ...{ ...input, customers, coupons, sales, directory, outreach },
    tagSync: wecom.tagSync,
    ground: admin,
  })
  const app = wireEdges({
    ...input,
    sidebar,
    appid,
    brandAppIds: () =>
      Object.values(rulesInForce(published.snapshot()).rules.brands).flatMap(
        ({ miniProgram }) => miniProgram ?? [],
      ),
    customers,
    redemptions,
    checkout,
    catalogue,
    outreach,
    sales,
    smsLogin: wireSmsLogin({
      ...input,
      directory,
      sealing: seal,
      auditLog: admin.auditLog,
      alerts,
      realClock,
    }),
    inbox,
    notices: money?.notices,
    media,
    sealer: seal,
    admin,
    ops,
    operator,
    metrics,
  })

  // Jobs: what is due, and what a crash left.
  const jobs = createJobs({
    connection,
    workerId,
    livingWorkers: async () => [
      workerId,
      ...(await stores.processes.others(workerId)).map((process) => process.id),
    ],
    freeOfTheDead: inbox.freeBut,
    journeys,
    preferences,
    traitProof,
    attribution: attribution.recounter,
    recount: rollups.recount,
    retention,
    reports: reporting.reports,
    imports,
    ...rounds,
    audit: createAudit({ kinds: stuckKinds, clock }),
    lookAfterMedia: async () => ({
      ...(await media.retain()),
      atWecom: await platforms.keepPicturesReady(picturesForWecom(published.snapshot().definitions)),
    }),
    catchUpKf,
    ...(money && {
      reconcileBills: money.reconciliation.catchUpDays,
      billsWanted: money.reconciliation.isWanted,
    }),
    sweepers: [
      { name: 'steering', sweep: journeys.steerRuns },
      { name: 'segments', sweep: journeys.settleSegments },
      { name: 'moving', sweep: journeys.moveRuns },
      { name: 'present', sweep: journeys.enterPresent },
      { name: 'inbox', sweep: () => inbox.sweep(), nextDueAt: () => inbox.nextDueAt() },
      { name: 'customers', sweep: () => customers.sweep() },
      { name: 'scores', sweep: createRescoring({ store: stores.rescoring, rules: buyerRules, log }) },
      { name: 'outreach', sweep: () => outreach.sweep() },
      { name: 'groupSends', sweep: outreach.sweepGroupSends, nextDueAt: outreach.nextGroupSendAt },
      ...sweepers,
      ...ofWecom,
      { name: 'reminders', sweep: reminders.sweep, nextDueAt: reminders.nextDueAt },
      { name: 'sales', sweep: () => sales.advanceDue(), nextDueAt: () => sales.nextDueAt() },
      ...ofSales,
      ...watch.sweepers,
      { name: 'erasures', sweep: besides('erasures', erasures.sweep, input.activity.background) },
      webhooks.sweeper,
      attribution.sweeper,
      {
        name: 'figures',
        sweep: besides(
          'figures',
          createRounds({ ...rollups, announce: live.announce }),
          input.activity.background,
        ),
      },
      {
        name: 'campaigns',
        sweep: besides(
          'campaigns',
          wireCampaignCounts({ ...input, customers, announce: live.announce, realClock }).sweep,
          input.activity.background,
        ),
      },
    ],
    clock,
    log,
    options: options?.jobs,
  })

  return {
    app,
    jobs,
    webhooks: webhooks.deliverer,
    publish,
    drafts,
    publishDrafts,
    meta,
    journeys,
    customers,
    outreach,
    sales,
    directory,
    coupons,
    /** What came to 微信客服 while nobody here listened. */
    hearMissed() {
      if (catchUpKf) input.activity.background('微信客服', catchUpKf)
    },
    contactSync: wecom.contactSync,
    tagSync: wecom.tagSync,
    handOvers: wecom.handOvers,
    inbox,
    registry,
    metrics,
    doctor,
    simulations,
    imports,
    admin,
    rollups,
    erasures,
  }
}

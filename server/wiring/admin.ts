import { createAttributionReport } from '../../domain/attribution/report.ts'
import { createStoresOfPeople } from '../../domain/broadcasts/stores-of-people.ts'
import type { Checkout } from '../../domain/checkout/contract.ts'
import { createProducts } from '../../domain/checkout/products.ts'
import type { Clock } from '../../domain/clock.ts'
import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import type { CouponUses } from '../../domain/coupons/contract.ts'
import type { CreditReporter } from '../../domain/credit/credit-report.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Preferences } from '../../domain/customers/preferences/refresh.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { HandOvers } from '../../domain/hand-over/create-hand-over.ts'
import type { Imports } from '../../domain/imports/contract.ts'
import type { createOverview } from '../../domain/insights/overview/overview.ts'
import type { Log } from '../../domain/log.ts'
import type { MediaLibrary } from '../../domain/media/media.ts'
import type { Erasures } from '../../domain/privacy/erase-person.ts'
import { createKeptRosters } from '../../domain/roster/keep-rosters.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { ShippingReports } from '../../domain/shipping/report-shipping.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import { createDefinitionNames } from '../../domain/timeline/definition-names.ts'
import type { WebhookBook } from '../../domain/webhooks/webhooks.ts'
import type { Connection } from '../../models/connect.ts'
import type { PersonalTraces } from '../../models/personal-traces.ts'
import type { StaffFigureStore } from '../../models/staff-figures.ts'
import { createAlertHandlers } from '../admin-api/alerts/handlers.ts'
import { createAttributionHandlers } from '../admin-api/attribution/handlers.ts'
import { createAuditLogHandlers } from '../admin-api/audit-log/handlers.ts'
import { createChannelCodeHandlers } from '../admin-api/channel-codes/handlers.ts'
import { createContactSyncHandlers } from '../admin-api/contact-sync/handlers.ts'
import { contract } from '../admin-api/contract.ts'
import { createWho } from '../admin-api/core/who.ts'
import { createCreditHandlers } from '../admin-api/credit/handlers.ts'
import { createBeginDraft } from '../admin-api/definitions/begin-draft.ts'
import type { DefinitionsGround } from '../admin-api/definitions/ground.ts'
import { createDepartmentHandlers } from '../admin-api/departments/handlers.ts'
import { createHandOverHandlers } from '../admin-api/hand-overs/handlers.ts'
import { createImportHandlers } from '../admin-api/imports/handlers.ts'
import { createIntegrationHandlers } from '../admin-api/integrations/handlers.ts'
import { createKitHandlers } from '../admin-api/kit/handlers.ts'
import { createMediaHandlers } from '../admin-api/media/handlers.ts'
import { createMemberHandlers } from '../admin-api/members/handlers.ts'
import { createPrivacyHandlers } from '../admin-api/privacy/handlers.ts'
import { createProductHandlers } from '../admin-api/products/handlers.ts'
import { createReadingHandlers } from '../admin-api/readings/handlers.ts'
import { createReportHandlers } from '../admin-api/reports/handlers.ts'
import { createReviewHandlers } from '../admin-api/reviews/handlers.ts'
import { createRosterHandlers } from '../admin-api/rosters/handlers.ts'
import { createAdminApiRouters } from '../admin-api/router.ts'
import { createSessionHandlers } from '../admin-api/session/handlers.ts'
import { createSimulationHandlers } from '../admin-api/simulations/handlers.ts'
import { createStoreHandlers } from '../admin-api/stores/handlers.ts'
import { createTagGroupHandlers } from '../admin-api/tag-groups/handlers.ts'
import { createTaskHandlers } from '../admin-api/tasks/handlers.ts'
import { createTrialHandlers } from '../admin-api/trials/handlers.ts'
import { createWebhookHandlers } from '../admin-api/webhooks/handlers.ts'
import type { Config } from '../config.ts'
import { createAdminLoginRouter } from '../http/admin-login/router.ts'
import { createLiveRouter } from '../http/live/router.ts'
import type { Live } from '../live/live.ts'
import type { Simulations } from '../simulations/simulations.ts'
import { wireAdminPeople } from './admin-people.ts'
import type { wireAlerts } from './alerts.ts'
import { wireApiKeys } from './api-keys.ts'
import { type Reaching, wireBroadcastsApi } from './broadcasts-api.ts'
import { wireCampaignsApi } from './campaigns.ts'
import { wireContentApi } from './content-api.ts'
import { createDefinitionsGround, wireDefinitionsApi } from './definitions-api.ts'
import { wireExperimentsApi } from './experiments-api.ts'
import { wireMembers } from './members.ts'
import { wireMoneyApi } from './money-api.ts'
import { wireOutsiders } from './outsiders.ts'
import { wireOverview } from './overview.ts'
import type { Money } from './payments.ts'
import { wirePlaces } from './places.ts'
import type { Platforms } from './platforms.ts'
import type { wireReports } from './reports.ts'
import { wireReviewApi } from './review-api.ts'
import { wireReviews } from './reviews.ts'
import type { Stores } from './stores.ts'
import { type SystemGround, wireSystem } from './system.ts'

/** The marketers' page: its members and its API. A resource is added to `handlers`. */
export function wireAdmin(deps: {
  config: Pick<
    Config,
    'dataDir' | 'linkKey' | 'miniprogram' | 'mongodbUri' | 'publicUrl' | 'sms' | 'templatesDir' | 'wecom'
  >
  stores: Stores
  platforms: Pick<Platforms, 'staffLogin'>
  connection: Connection
  customers: Customers
  erasures: Pick<Erasures, 'erase' | 'list'>
  traces: Pick<PersonalTraces, 'oldest'>
  preferences: Pick<Preferences, 'nextAt' | 'ask'>
  couponUses: Pick<CouponUses, 'redeem'>
  checkout: Pick<Checkout, 'shipped'>
  /** Null where there is no mini-program. */
  shipping: Pick<ShippingReports, 'correct'> | null
  /** Null where no platform for it is configured. */
  money: Money | null
  /** Where the store is reached, for work in processes of their own. */
  storeUri: string
  directory: StaffDirectory
  /** Null where there is no WeCom. */
  contactSync: ContactSync | null
  imports: Imports
  simulations: Simulations
  realClock: Clock
  /** Tells open pages what changed. */
  live: Live
  log: Log
  system: SystemGround
  /** What definitions are written and published by. */
  publishing: Pick<DefinitionsGround, 'published' | 'drafts' | 'meta' | 'publish' | 'publishDrafts' | 'clock'>
  reaching: Reaching
  media: MediaLibrary
  webhooks: WebhookBook
  /** Null without WeCom. */
  channelCodes: Parameters<typeof createChannelCodeHandlers>[0]['wecom']
  sales: Sales
  tagSync: TagSync
  handOvers: HandOvers
  creditReport: CreditReporter
  alerts: ReturnType<typeof wireAlerts>['page']
  reporting: ReturnType<typeof wireReports>
  /** The figures by the hour. */
  rollups: Parameters<typeof createOverview>[0]
  staffFigures: Pick<StaffFigureStore, 'between'>
  /** The doors of what comes in from other systems. */
  outside: Pick<Parameters<typeof wireOutsiders>[0], 'inbox' | 'redemptions' | 'background' | 'appid'>
}) {
  const { stores, platforms } = deps
  const { publicUrl } = deps.config
  const ground = wireMembers({ ...deps, publicUrl })
  const { auditLog, sessions } = ground
  const keys = wireApiKeys({ ...deps, auditLog, sealer: deps.system.sealer })
  const who = createWho({ sessions, admit: keys.admit, publicUrl })

  const definitionNames = createDefinitionNames(deps.publishing.published)
  const reviewAboveFen = () => rulesInForce(deps.publishing.published.snapshot()).rules.review?.refundFen
  const reviews = wireReviews({ ...deps, ...deps.publishing, auditLog, announce: deps.live.announce })
  const writing = {
    ...deps,
    ...deps.publishing,
    auditLog,
    announce: deps.live.announce,
    reviewNeeded: reviews.needed,
    askReview: reviews.ask,
  }

  const content = wireContentApi({
    ...writing,
    reaching: deps.reaching,
    smsSignature: deps.config.sms?.signName ?? '',
    smsGateway: deps.config.sms?.gateway ?? 'aliyun',
    publicUrl,
    linkKey: deps.config.linkKey,
  })

  const api = createAdminApiRouters({
    ...deps,
    clock: deps.publishing.clock,
    publicUrl,
    who,
    answerOnce: keys.answerOnce,
    handlers: {
      session: createSessionHandlers({ ...ground, contract, byWecom: platforms.staffLogin !== null }),
      members: createMemberHandlers(ground),
      integrations: createIntegrationHandlers({ ...keys, realClock: deps.realClock }),
      auditLog: createAuditLogHandlers({ ...ground, realClock: deps.realClock }),
      alerts: createAlertHandlers({
        ...deps.alerts,
        ...deps.publishing,
        peopleOn: createDefinitionsGround(writing).foresight.peopleOn,
        beginDraft: createBeginDraft(createDefinitionsGround(writing)),
        definitionNames,
        members: stores.members.all,
        customers: stores.customers,
        auditLog,
        announce: deps.live.announce,
      }),
      stores: createStoreHandlers({ stores: stores.retailStores, auditLog }),
      rosters: createRosterHandlers({
        rosters: createKeptRosters({ ...deps, store: stores.rosters }),
        store: stores.rosters,
        directory: deps.directory,
        auditLog,
        clock: deps.publishing.clock,
      }),
      channelCodes: createChannelCodeHandlers({ ...deps, ...deps.publishing, wecom: deps.channelCodes }),
      tagGroups: createTagGroupHandlers({ tagSync: deps.tagSync, auditLog }),
      handOvers: createHandOverHandlers({ ...deps, auditLog }),
      departments: createDepartmentHandlers({ ...stores, stores: stores.retailStores }),
      reviews: createReviewHandlers({ reviews, members: stores.members.all }),
      ...wireMoneyApi({ ...writing, money: deps.money, reviewAboveFen }),
      contactSync: createContactSyncHandlers({
        sync:
          deps.contactSync && deps.config.wecom
            ? { corp: deps.config.wecom.corpId, contactSync: deps.contactSync }
            : null,
        store: stores.contactSyncs,
        rules: () => rulesInForce(deps.publishing.published.snapshot()).rules,
        auditLog,
        clock: deps.publishing.clock,
      }),
      imports: createImportHandlers({
        ...{ imports: deps.imports, store: stores.imports, auditLog },
        realClock: deps.realClock,
      }),
      ...wireSystem({
        ...deps,
        ...deps.system,
        members: ground,
        reviews,
        drafts: deps.publishing.drafts,
      }),
      kit: createKitHandlers({
        ...deps.publishing,
        coupons: stores.coupons,
      }),
      places: wirePlaces({ ...deps, ...deps.publishing, ground }),
      overview: wireOverview({
        ...deps,
        scopes: ground.scopes,
        corp: deps.config.wecom?.corpId,
        published: deps.publishing.published,
        definitionNames,
        clock: deps.publishing.clock,
      }),
      reports: createReportHandlers({
        ...stores,
        ...ground,
        ...deps.reporting,
        definitionNames,
        clock: deps.publishing.clock,
      }),
      credit: createCreditHandlers({
        ...ground,
        ...deps,
        report: deps.creditReport,
        figures: deps.staffFigures,
        clock: deps.publishing.clock,
      }),
      readings: createReadingHandlers({
        ...ground,
        ...deps,
        readings: stores.materialReadings,
        published: deps.publishing.published,
      }),
      attribution: createAttributionHandlers({
        ...ground,
        ...deps,
        report: createAttributionReport({ store: stores.attributions, spend: stores.attributionSpend }),
        attributions: stores.attributions,
        retailStores: stores.retailStores,
        definitionNames,
        rules: () => rulesInForce(deps.publishing.published.snapshot()).rules,
        clock: deps.publishing.clock,
      }),
      tasks: createTaskHandlers({ ...ground, ...deps, clock: deps.publishing.clock }),
      trials: createTrialHandlers({
        ...writing,
        smsSignature: deps.config.sms?.signName ?? '',
        drafts: stores.drafts,
        testResults: stores.testResults,
      }),
      simulations: createSimulationHandlers({
        ...deps,
        ...deps.publishing,
        storesOfPeople: createStoresOfPeople(stores),
        drafts: stores.drafts,
        auditLog,
      }),
      privacy: createPrivacyHandlers({
        erasures: deps.erasures,
        retentionDays: stores.retentionDays,
        retention: () => rulesInForce(deps.publishing.published.snapshot()).rules.retention,
        oldestIn: deps.traces.oldest,
      }),
      ...wireOutsiders({
        ...deps,
        ...deps.system,
        ...deps.outside,
        corp: deps.config.wecom?.corpId ?? null,
        announce: deps.live.announce,
      }),
      ...wireAdminPeople({ ...deps, ...deps.publishing, ground, announce: deps.live.announce }),
      ...wireDefinitionsApi({ ...writing, templatesDir: deps.config.templatesDir }),
      experiments: wireExperimentsApi(writing),
      ...wireBroadcastsApi({ ...writing, reaching: deps.reaching }),
      ...wireCampaignsApi(writing),
      ...wireReviewApi({ ...writing, scopes: ground.scopes }),
      ...content.handlers,
      webhooks: createWebhookHandlers({
        book: deps.webhooks,
        store: stores.webhooks,
        deliveries: stores.webhookDeliveries,
        publicUrl,
        auditLog,
      }),
      media: createMediaHandlers({ media: deps.media, auditLog }),
      products: createProductHandlers({
        products: createProducts(stores),
        auditLog,
        clock: deps.publishing.clock,
      }),
    },
  })

  return {
    ...ground,
    routers: [
      ...api,
      content.router,
      createAdminLoginRouter({ ...ground, login: platforms.staffLogin, publicUrl }),
      createLiveRouter({ ...deps, who, sessions }),
    ],
  }
}

import type { Log } from '../../domain/log.ts'
import { createAlertStore } from '../../models/alerts.ts'
import { createAttributionReader } from '../../models/attribution-reader.ts'
import { createAttributionRoundStore } from '../../models/attribution-rounds.ts'
import { createSpendStore } from '../../models/attribution-spend.ts'
import { createAttributionWorkStore } from '../../models/attribution-work.ts'
import { createAttributionStore } from '../../models/attributions.ts'
import { createAuditLogStore } from '../../models/audit-log.ts'
import { createCampaignReader } from '../../models/campaign-reader.ts'
import { createCampaignStore } from '../../models/campaigns.ts'
import { createCodeArrivalStore } from '../../models/code-arrivals.ts'
import { createConfirmationStore } from '../../models/confirmations.ts'
import type { Connection } from '../../models/connect.ts'
import { createContactSyncStore } from '../../models/contact-sync.ts'
import { createContactWayStore } from '../../models/contact-ways.ts'
import { createCorpTagStore } from '../../models/corp-tags.ts'
import { createCouponStore } from '../../models/coupons.ts'
import { createCreditReader } from '../../models/credit-reader.ts'
import { createCustomerViewStore } from '../../models/customer-views.ts'
import { createCustomerStore } from '../../models/customers.ts'
import { createDefinitionMetaStore } from '../../models/definition-meta.ts'
import { createDefinitionStore } from '../../models/definitions.ts'
import { createDepartmentStore } from '../../models/departments.ts'
import { createDoctorFindingStore } from '../../models/doctor-findings.ts'
import { createDraftStore } from '../../models/drafts.ts'
import { createEntryStore } from '../../models/entries.ts'
import { createErasureStore } from '../../models/erasures.ts'
import { createEventStore } from '../../models/events.ts'
import { createFigureReader } from '../../models/figure-reader.ts'
import { createFollowedCustomerReader } from '../../models/followed-customers.ts'
import { createForgottenStore } from '../../models/forgotten.ts'
import { createFriendReader } from '../../models/friends.ts'
import { createGroupSendPeopleStore } from '../../models/group-send-people.ts'
import { createGroupSendStore } from '../../models/group-sends.ts'
import { createHandOverStore } from '../../models/hand-overs.ts'
import { createIdentityStore } from '../../models/identities.ts'
import { createImportBadRowStore } from '../../models/import-bad-rows.ts'
import { createImportFileStore } from '../../models/import-files.ts'
import { createImportHeldRowStore } from '../../models/import-held-rows.ts'
import { createImportMappingStore } from '../../models/import-mappings.ts'
import { createImportStore } from '../../models/imports.ts'
import { createInboxStore } from '../../models/inbox.ts'
import { createIntegrationStore } from '../../models/integrations.ts'
import { createJourneyStore } from '../../models/journeys.ts'
import { createKeptAnswerStore } from '../../models/kept-answers.ts'
import { createKeyStore } from '../../models/keys.ts'
import { createKfConversationStore } from '../../models/kf-conversations.ts'
import { createKfCursorStore } from '../../models/kf-cursors.ts'
import { createLessonStore } from '../../models/lessons.ts'
import { createLinkStore } from '../../models/links.ts'
import { createLoginAttemptStore } from '../../models/login-attempts.ts'
import { createLostFriendNoteStore } from '../../models/lost-friend-notes.ts'
import { createMappingStore } from '../../models/mappings.ts'
import { createMaterialReadingStore } from '../../models/material-readings.ts'
import { createMediaStore } from '../../models/media.ts'
import { createMemberSessionStore } from '../../models/member-sessions.ts'
import { createMemberStore } from '../../models/members.ts'
import { migrations } from '../../models/migrations/index.ts'
import { upgradeStore } from '../../models/migrations/migrate.ts'
import { createMorningCardStore } from '../../models/morning-cards.ts'
import { createOrderIntentStore } from '../../models/order-intents.ts'
import { createOrderStore } from '../../models/orders.ts'
import { createOwnPaymentReader } from '../../models/own-payments.ts'
import { createPageLinkStore } from '../../models/page-links.ts'
import { createPaymentDifferenceStore } from '../../models/payment-differences.ts'
import { createPreferenceRefreshStore } from '../../models/preference-refresh.ts'
import { createProcessStore } from '../../models/processes.ts'
import { createQuotaFeedStore } from '../../models/quota-feeds.ts'
import { createReconciledDayStore } from '../../models/reconciled-days.ts'
import { createRecountStore } from '../../models/recounts.ts'
import { createReportStore } from '../../models/reports.ts'
import { createRescoringStore } from '../../models/rescoring.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import { createRetentionDayStore } from '../../models/retention-days.ts'
import { createReviewStore } from '../../models/reviews.ts'
import { createRollupDayStore } from '../../models/rollup-days.ts'
import { createRollupHourStore } from '../../models/rollup-hours.ts'
import { createRollupStore } from '../../models/rollups.ts'
import { createRosterStore } from '../../models/rosters.ts'
import { createRunStore } from '../../models/runs.ts'
import { createSentAttemptReader } from '../../models/sent-attempts.ts'
import { createSessionStore } from '../../models/sessions.ts'
import { createShippingReportStore } from '../../models/shipping-reports.ts'
import { createSimulationStore } from '../../models/simulations.ts'
import { createSkuStore } from '../../models/skus.ts'
import { createSlotStore } from '../../models/slots.ts'
import { createStaffStore } from '../../models/staff.ts'
import { createStaffFigureStore } from '../../models/staff-figures.ts'
import { createStaffLoginCodeStore } from '../../models/staff-login-codes.ts'
import { createStaffMoveStore } from '../../models/staff-moves.ts'
import { createSteeredRunStore } from '../../models/steered-runs.ts'
import { createTagBearerReader } from '../../models/tag-bearers.ts'
import { createTagPushStore } from '../../models/tag-pushes.ts'
import { createTagReconciliationStore } from '../../models/tag-reconciliation.ts'
import { createTaskBoardReader } from '../../models/task-board.ts'
import { createTaskDayStore } from '../../models/task-days.ts'
import { createTaskStore } from '../../models/tasks.ts'
import { createTestResultStore } from '../../models/test-results.ts'
import { createTokenStore } from '../../models/tokens.ts'
import { createTouchStore } from '../../models/touches.ts'
import { createTraitCheckStore } from '../../models/trait-check.ts'
import { createUnpaidOrderStore } from '../../models/unpaid-orders.ts'
import { createWebhookDeliveryStore } from '../../models/webhook-deliveries.ts'
import { createWebhookStore } from '../../models/webhooks.ts'
import { createWecomQuotaStore } from '../../models/wecom-quota.ts'
import { createWelcomeLinkStore } from '../../models/welcome-links.ts'

export type Stores = ReturnType<typeof wireStores>

/** Every collection of the product on one connection. */
export function wireStores(connection: Connection) {
  return {
    alerts: createAlertStore(connection),
    attributionReader: createAttributionReader(connection),
    attributionRounds: createAttributionRoundStore(connection),
    attributions: createAttributionStore(connection),
    attributionSpend: createSpendStore(connection),
    lessons: createLessonStore(connection),
    attributionWork: createAttributionWorkStore(connection),
    auditLog: createAuditLogStore(connection),
    campaigns: createCampaignStore(connection),
    campaignReader: createCampaignReader(connection),
    confirmations: createConfirmationStore(connection),
    contactSyncs: createContactSyncStore(connection),
    corpTags: createCorpTagStore(connection),
    coupons: createCouponStore(connection),
    creditReader: createCreditReader(connection),
    customers: createCustomerStore(connection),
    codeArrivals: createCodeArrivalStore(connection),
    contactWays: createContactWayStore(connection),
    customerViews: createCustomerViewStore(connection),
    definitionMeta: createDefinitionMetaStore(connection),
    definitions: createDefinitionStore(connection),
    departments: createDepartmentStore(connection),
    doctorFindings: createDoctorFindingStore(connection),
    drafts: createDraftStore(connection),
    entries: createEntryStore(connection),
    erasures: createErasureStore(connection),
    events: createEventStore(connection),
    forgotten: createForgottenStore(connection),
    groupSendPeople: createGroupSendPeopleStore(connection),
    groupSends: createGroupSendStore(connection),
    figureReader: createFigureReader(connection),
    friends: createFriendReader(connection),
    followedCustomers: createFollowedCustomerReader(connection),
    handOvers: createHandOverStore(connection),
    identities: createIdentityStore(connection),
    importBadRows: createImportBadRowStore(connection),
    importFiles: createImportFileStore(connection),
    importHeldRows: createImportHeldRowStore(connection),
    importMappings: createImportMappingStore(connection),
    imports: createImportStore(connection),
    inbox: createInboxStore(connection),
    integrations: createIntegrationStore(connection),
    journeys: createJourneyStore(connection),
    keptAnswers: createKeptAnswerStore(connection),
    keys: createKeyStore(connection),
    kfConversations: createKfConversationStore(connection),
    kfCursors: createKfCursorStore(connection),
    links: createLinkStore(connection),
    loginAttempts: createLoginAttemptStore(connection),
    staffLoginCodes: createStaffLoginCodeStore(connection),
    lostFriendNotes: createLostFriendNoteStore(connection),
    materialReadings: createMaterialReadingStore(connection),
    mappings: createMappingStore(connection),
    media: createMediaStore(connection),
    members: createMemberStore(connection),
    memberSessions: createMemberSessionStore(connection),
    morningCards: createMorningCardStore(connection),
    orderIntents: createOrderIntentStore(connection),
    orders: createOrderStore(connection),
    ownPayments: createOwnPaymentReader(connection),
    paymentDifferences: createPaymentDifferenceStore(connection),
    preferenceRefresh: createPreferenceRefreshStore(connection),
    quotaFeeds: createQuotaFeedStore(connection),
    retentionDays: createRetentionDayStore(connection),
    traitChecks: createTraitCheckStore(connection),
    processes: createProcessStore(connection),
    reconciledDays: createReconciledDayStore(connection),
    recounts: createRecountStore(connection),
    rescoring: createRescoringStore(connection),
    reports: createReportStore(connection),
    retailStores: createRetailStoreStore(connection),
    sentAttempts: createSentAttemptReader(connection),
    reviews: createReviewStore(connection),
    rollupHours: createRollupHourStore(connection),
    rollupDays: createRollupDayStore(connection),
    rollups: createRollupStore(connection),
    rosters: createRosterStore(connection),
    runs: createRunStore(connection),
    sessions: createSessionStore(connection),
    pageLinks: createPageLinkStore(connection),
    shippingReports: createShippingReportStore(connection),
    simulations: createSimulationStore(connection),
    skus: createSkuStore(connection),
    slots: createSlotStore(connection),
    staff: createStaffStore(connection),
    staffFigures: createStaffFigureStore(connection),
    staffMoves: createStaffMoveStore(connection),
    steeredRuns: createSteeredRunStore(connection),
    tagBearers: createTagBearerReader(connection),
    tagPushes: createTagPushStore(connection),
    tagReconciliations: createTagReconciliationStore(connection),
    taskBoard: createTaskBoardReader(connection),
    taskDays: createTaskDayStore(connection),
    tasks: createTaskStore(connection),
    testResults: createTestResultStore(connection),
    tokens: createTokenStore(connection),
    touches: createTouchStore(connection),
    unpaidOrders: createUnpaidOrderStore(connection),
    webhookDeliveries: createWebhookDeliveryStore(connection),
    webhooks: createWebhookStore(connection),
    wecomQuota: createWecomQuotaStore(connection),
    welcomeLinks: createWelcomeLinkStore(connection),
  }
}

/**
 * Brings a store of an earlier release up to this one, mends indexes, and says what is left to the operator.
 * @throws NewerStoreError for a store of a later release
 */
export async function takeOverStore(connection: Connection, by: string, log: Log): Promise<void> {
  const { applied, drifts } = await upgradeStore(connection, migrations, by)
  if (applied.length > 0) log.info({ applied }, 'the store was brought up to this release')
  for (const { collection, built, toRun, foreign } of drifts) {
    if (toRun.length > 0)
      log.warn({ collection, toRun }, 'indexes are missing on a large collection: build them at a quiet hour')
    if (foreign.length > 0) log.info({ collection, foreign }, 'indexes nobody here declares are left')
    log.debug({ collection, built }, 'indexes built')
  }
}

import { userInfo } from 'node:os'
import { createAudience } from '../domain/audience/query.ts'
import { createCustomers } from '../domain/customers/customers.ts'
import { createCustomerIds } from '../domain/customers/new-customer.ts'
import { createPreferences } from '../domain/customers/preferences/refresh.ts'
import { resealAll } from '../domain/customers/reseal.ts'
import { createSealing } from '../domain/customers/sealing.ts'
import { createTestAccounts } from '../domain/customers/test-accounts.ts'
import { calendarInForce } from '../domain/definitions/calendar-in-force.ts'
import type { NewVersion } from '../domain/definitions/change.ts'
import { checkTogether } from '../domain/definitions/check-together.ts'
import { checkDefaultCode } from '../domain/definitions/default-code.ts'
import { createDrafts } from '../domain/definitions/drafts.ts'
import { keepVersion } from '../domain/definitions/keep-version.ts'
import { partsOf } from '../domain/definitions/keys.ts'
import { createMeta } from '../domain/definitions/meta.ts'
import { preferenceRulesInForce } from '../domain/definitions/preference-rules-in-force.ts'
import { createPublish } from '../domain/definitions/publish.ts'
import { createPublishDrafts } from '../domain/definitions/publish-drafts.ts'
import { createPublished } from '../domain/definitions/published.ts'
import { rulesInForce } from '../domain/definitions/rules-in-force.ts'
import { createExplanations } from '../domain/explanations/create-explanations.ts'
import { couponColumns } from '../domain/imports/coupons/import-coupons.ts'
import { customerColumns } from '../domain/imports/customers/import-customers.ts'
import { createImportDesk } from '../domain/imports/imports.ts'
import { orderColumns } from '../domain/imports/orders/import-orders.ts'
import { productColumns } from '../domain/imports/products/import-products.ts'
import { tagColumns } from '../domain/imports/tags/import-tags.ts'
import { createRollups } from '../domain/insights/rollups/create-rollups.ts'
import { createCatalog } from '../domain/journeys/catalog.ts'
import { findDueSteps } from '../domain/journeys/due-steps.ts'
import { createForesight } from '../domain/journeys/foresight.ts'
import { createHolds } from '../domain/journeys/holds.ts'
import { createTestWalk } from '../domain/journeys/test-walk.ts'
import { usersAmongRuns } from '../domain/journeys/users-among-runs.ts'
import type { Log } from '../domain/log.ts'
import { createTraitProof } from '../domain/orders/check-traits.ts'
import { rostersOf } from '../domain/roster/rosters.ts'
import { createStaffDirectory } from '../domain/sales/staff-directory.ts'
import { createBuyerReader } from '../models/buyer-reader.ts'
import { createQueueFigures } from '../models/queue-figures.ts'
import { createRunFigures } from '../models/run-figures.ts'
import { createSealedValues } from '../models/sealed-values.ts'
import { createSimulationReader } from '../models/simulation-reader.ts'
import { createStoreHealth } from '../models/store-health.ts'
import { createTouchFigures } from '../models/touch-figures.ts'
import { refuseWrongKeys } from '../server/check-keys.ts'
import type { Config } from '../server/config.ts'
import { createStoreClock, type StoreClock } from '../server/store-clock.ts'
import { wireMembers } from '../server/wiring/members.ts'
import { wireStores } from '../server/wiring/stores.ts'
import { wireStuckKinds } from '../server/wiring/stuck-kinds.ts'
import { createCustomerLook } from './customer-look.ts'
import { openStore } from './open-store.ts'
import { settingsRefusal } from './settings.ts'

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * What commands work with, on the store of these settings. Nothing here announces itself as a process, takes up work or tells
 * listeners: whatever must follow a change is done by the running Kelu.
 * @throws Refusal when the store cannot be worked on
 */
export async function openWorld(config: Config, log: Log) {
  const { connection, close } = await openStore(config, log)
  const stores = wireStores(connection)
  try {
    await refuseWrongKeys(stores.keys, config)
  } catch (error) {
    await close()
    throw settingsRefusal(error)
  }
  const clock = await besideOthers(await createStoreClock(connection), stores.processes)
  const published = createPublished({ store: stores.definitions, log })
  const snapshot = await published.refresh()
  const holds = createHolds({
    registry: published.registry,
    headOf: (kind, id) => published.snapshot().headOf(kind, id),
  })
  const catalog = createCatalog({ published, runs: stores.runs, holds, clock })
  const publish = createPublish({
    store: stores.definitions,
    published,
    check: async (all) => [
      ...checkTogether(all, (await stores.drafts.keys()).map(partsOf)),
      ...checkDefaultCode(all),
    ],
    users: (keys) => usersAmongRuns(keys, { catalog, runs: stores.runs, now: clock.now() }),
    clock,
  })
  const runFigures = createRunFigures(connection)
  const explanations = createExplanations({
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
  })
  /** Leases of drafts are about people at their screens. */
  const realClock = { now: () => new Date() }
  const { welcomes, auditLog } = wireMembers({ stores, realClock, publicUrl: config.publicUrl })
  const audience = createAudience({ connection, clock, segment: published.registry.segment })
  const drafting = { store: stores.drafts, definitions: stores.definitions, published, clock }
  const seal = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
  const customers = createCustomers({
    stores,
    seal,
    clock,
    log,
    ids: createCustomerIds(clock),
    buyerRules: () => rulesInForce(published.snapshot()).rules,
  })
  return {
    config,
    stores,
    runFigures,
    /** Everybody who has bought. */
    buyers: createBuyerReader(connection),
    queues: createQueueFigures(connection),
    stuckKinds: wireStuckKinds({
      connection,
      stores,
      published,
      dueSteps: (until) => findDueSteps({ runs: stores.runs, catalog, holds }, until),
    }),
    storeHealth: createStoreHealth(connection),
    explanations,
    /** As it was found; a change is published on top of it, or not at all. */
    snapshot,
    published,
    publish,
    drafts: createDrafts({ ...drafting, realClock }),
    realClock,
    publishDrafts: createPublishDrafts({ ...drafting, publish }),
    meta: createMeta({ ...drafting, store: stores.definitionMeta, testResults: stores.testResults }),
    /** Who a rule holds for. */
    audience,
    foresight: createForesight({
      definitions: stores.definitions,
      runFigures,
      entries: stores.entries,
      audience,
      versionOf: catalog.definition,
    }),
    catalog,
    holds,
    customers: createCustomerLook(customers, stores),
    /** Asks for everybody's preference tags anew: who runs finds them. */
    askForPreferences: createPreferences({
      store: stores.preferenceRefresh,
      customers,
      rules: () => preferenceRulesInForce(snapshot),
      clock,
      log,
    }).ask,
    /** Has what orders make of everybody checked now: who runs does it. */
    askForTraitCheck: createTraitProof({
      store: stores.traitChecks,
      orders: stores.orders,
      customers,
      rules: () => rulesInForce(snapshot).rules,
      clock,
      log,
    }).ask,
    /** Has the figures of all hours counted anew now: who runs does it. */
    askForRecount: createRollups({ stores, clock, log }).recount.ask,
    /** Seals everything stored with the newest key. */
    resealAll: (told: Parameters<typeof resealAll>[1]) =>
      resealAll(
        { values: createSealedValues(connection), seal, newest: config.dataKeys[0]?.kid ?? '' },
        told,
      ),
    /** Files on their way in: who runs looks through them and takes them over. */
    imports: createImportDesk({
      stores,
      kinds: {
        customers: customerColumns({
          corp: config.wecom?.corpId,
          traits: () => published.registry.traits,
        }),
        orders: orderColumns({ corp: config.wecom?.corpId }),
        tags: tagColumns({ corp: config.wecom?.corpId }),
        products: productColumns,
        coupons: couponColumns({ corp: config.wecom?.corpId }),
      },
      seal,
      announce: () => {},
      clock,
      realClock,
    }),
    testAccounts: createTestAccounts({ customers, store: stores.customers }),
    testWalk: createTestWalk({ ...stores, history: stores.events, holds, clock }),
    /** Writes a version down that nobody publishes. */
    keepVersion: (version: NewVersion, by: string) =>
      keepVersion(version, { origin: 'page', by }, { store: stores.definitions, clock }),
    simulationReader: createSimulationReader(connection),
    directory: createStaffDirectory({
      store: stores.staff,
      sealing: seal,
      companyHours: () => ({
        ...rulesInForce(published.snapshot()).rules.workingHours,
        officialOn: calendarInForce(published.snapshot()).officialOn,
      }),
      storeHours: stores.retailStores.hoursByDepartment,
      rosters: async () => rostersOf(await stores.rosters.all()),
    }),
    /** One-time links to the marketers' page. */
    welcomes,
    /** Where what is done from here is noted beside what members do. */
    auditLog,
    clock,
    /** Who publishes and does what else is noted, as publications and the audit log name them. */
    by: `cli:${userInfo().username}`,
    async close() {
      clock.stop()
      await close()
    },
  }
}

/** The clock of whoever runs: a story that is played may be weeks ahead of the store. */
async function besideOthers(
  clock: StoreClock,
  processes: Pick<ReturnType<typeof wireStores>['processes'], 'living'>,
): Promise<StoreClock> {
  const living = await processes.living()
  const aheadMs = living.find(({ clockAheadMs }) => clockAheadMs != null)?.clockAheadMs ?? 0
  return { now: () => new Date(clock.now().getTime() + aheadMs), stop: clock.stop }
}

import type { Clock } from '../../domain/clock.ts'
import type { AnyDefinition } from '../../domain/language/definitions.ts'
import { chasedKinds } from '../../domain/payments/flags.ts'
import type { ContactSyncStore } from '../../models/contact-sync.ts'
import type { PaymentDifferenceStore } from '../../models/payment-differences.ts'
import type { createStoreHealth } from '../../models/store-health.ts'
import { freeBytesOf } from '../free-bytes.ts'
import { countDue, type RunningGround } from '../running/look-at-running.ts'
import type { StoreNeeds } from './store-checks.ts'

/** Whoever works takes what is due within seconds; who waits for longer than this waits for nobody. */
const overdueMs = 10 * 60_000

/** What the checks of settings and store look at. */
export function storeNeedsOf(given: {
  config: StoreNeeds['config'] & { wecom: { corpId: string } | null }
  storeHealth: ReturnType<typeof createStoreHealth>
  traitChecks: { lastReport: StoreNeeds['traitReport'] }
  retentionDays: { latest: StoreNeeds['retentionDay'] }
  paymentDifferences: Pick<PaymentDifferenceStore, 'openDays'>
  contactSyncs: Pick<ContactSyncStore, 'find'>
  processes: Pick<RunningGround['stores']['processes'], 'living'>
  people: Parameters<typeof countDue>[0]
  clock: Clock
  /** Those in use. */
  definitions: readonly AnyDefinition[]
}): StoreNeeds {
  return {
    config: given.config,
    ...given.storeHealth,
    machineTime: () => new Date(),
    traitReport: given.traitChecks.lastReport,
    retentionDay: given.retentionDays.latest,
    openDifferences: () => given.paymentDifferences.openDays(chasedKinds),
    now: given.clock.now,
    async syncReport() {
      const corp = given.config.wecom?.corpId
      return corp === undefined ? null : ((await given.contactSyncs.find(corp))?.reports[0] ?? null)
    },
    contactLimit: () => settingsAmong(given.definitions)?.wecom.contactLimit,
    freeBytes: freeBytesOf,
    running: async () => ({
      roles: (await given.processes.living()).map(({ role }) => role),
      overdue: await countDue(given.people, new Date(given.clock.now().getTime() - overdueMs)),
    }),
    published: given.definitions.map(({ kind, definition }) => ({
      key: `${kind}:${definition.id}`,
      definition,
    })),
  }
}

function settingsAmong(definitions: readonly AnyDefinition[]) {
  for (const one of definitions) if (one.kind === 'settings') return one.definition
  return undefined
}

import { statfs } from 'node:fs/promises'
import type { Clock } from '../../domain/clock.ts'
import type { AnyDefinition } from '../../domain/language/definitions.ts'
import { chasedKinds } from '../../domain/payments/flags.ts'
import type { ContactSyncStore } from '../../models/contact-sync.ts'
import type { PaymentDifferenceStore } from '../../models/payment-differences.ts'
import type { createStoreHealth } from '../../models/store-health.ts'
import type { StoreNeeds } from './store-checks.ts'

/** What the checks of settings and store look at. */
export function storeNeedsOf(given: {
  config: StoreNeeds['config'] & { wecom: { corpId: string } | null }
  storeHealth: ReturnType<typeof createStoreHealth>
  traitChecks: { lastReport: StoreNeeds['traitReport'] }
  paymentDifferences: Pick<PaymentDifferenceStore, 'openDays'>
  contactSyncs: Pick<ContactSyncStore, 'find'>
  clock: Clock
  /** Those in use. */
  definitions: readonly AnyDefinition[]
}): StoreNeeds {
  return {
    config: given.config,
    ...given.storeHealth,
    machineTime: () => new Date(),
    traitReport: given.traitChecks.lastReport,
    openDifferences: () => given.paymentDifferences.openDays(chasedKinds),
    now: given.clock.now,
    async syncReport() {
      const corp = given.config.wecom?.corpId
      return corp === undefined ? null : ((await given.contactSyncs.find(corp))?.reports[0] ?? null)
    },
    contactLimit: () => settingsAmong(given.definitions)?.wecom.contactLimit,
    async freeBytes(folder) {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
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

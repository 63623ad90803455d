import type { SyncReport } from '../../models/contact-sync.ts'
import type { RetentionDay } from '../../models/retention-days.ts'
import type { TraitReport } from '../../models/trait-check.ts'
import type { Config } from '../config.ts'
import type { Check } from './check.ts'
import { contactsSynced } from './checks/contacts-synced.ts'
import { diskRoom } from './checks/disk-room.ts'
import { moneyAgrees } from './checks/money-agrees.ts'
import { peopleGoOn } from './checks/people-go-on.ts'
import { placeholders } from './checks/placeholders.ts'
import { publicUrl } from './checks/public-url.ts'
import { retentionCarriedOut } from './checks/retention-carried-out.ts'
import { storeClock } from './checks/store-clock.ts'
import { storeIndexes } from './checks/store-indexes.ts'
import { storeWritable } from './checks/store-writable.ts'
import { traitsProven } from './checks/traits-proven.ts'
import { workers } from './checks/workers.ts'

/** What is looked at beside a running Kelu, or without one. */
export interface StoreNeeds {
  config: Pick<Config, 'publicUrl' | 'staffSmsTemplate' | 'email' | 'mongodbUri' | 'dataDir'>
  /** Throws when the store takes no write. */
  tryWrite(): Promise<void>
  indexDrifts(): Promise<{ collection: string; toRun: string[]; foreign: string[] }[]>
  /** The store's clock; null when it does not tell. */
  storeTime(): Promise<Date | null>
  /** The machine's clock. */
  machineTime(): Date
  /** Bytes free on the disk of a folder. */
  freeBytes(folder: string): Promise<number>
  /** What the last nightly check of traits found; null before there was one. */
  traitReport(): Promise<TraitReport | null>
  /** The last night on which what is past its time was deleted; null before there was one. */
  retentionDay(): Promise<RetentionDay | null>
  /** Days on which money does not agree with the platform, and how many differences somebody has to look at. */
  openDifferences(): Promise<{ day: string; open: number }[]>
  /** What the last synchronisation of contacts came to; null before there was one, or where there is no WeCom. */
  syncReport(): Promise<SyncReport | null>
  /** External contacts WeCom gives for free, where somebody has set that. */
  contactLimit(): number | undefined
  /** Which processes run, by their role, and how many people have been due for more than ten minutes. */
  running(): Promise<{ roles: string[]; overdue: number }>
  /** Business time. */
  now(): Date
  /** Texts that may be sent, by the key of their definition. */
  published: readonly { key: string; definition: unknown }[]
}

export const storeChecks: readonly Check<StoreNeeds>[] = [
  publicUrl,
  storeWritable,
  storeIndexes,
  diskRoom,
  storeClock,
  placeholders,
  traitsProven,
  retentionCarriedOut,
  moneyAgrees,
  contactsSynced,
  workers,
  peopleGoOn,
]

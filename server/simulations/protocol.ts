import type { DataKey } from '../../domain/customers/sealing.ts'
import type { AnyDefinition } from '../../domain/language/definitions.ts'
import type { Forecast } from '../../domain/simulation/forecast.ts'
import type { Rates } from '../../domain/simulation/rates.ts'
import type { Sampled } from '../../domain/simulation/samples.ts'
import type { Saving } from '../../domain/simulation/sms-lengths.ts'
import type { StageSettings } from '../../domain/simulation/stage.ts'
import type { JourneyVersion } from '../../domain/simulation/stage-publication.ts'
import type { TrialResult } from '../../domain/simulation/trial/finding.ts'
import type { Channel } from '../../models/customer.ts'

/** What somebody wants to know. */
export interface Wish {
  /** How many days up to now. */
  days: number
  /** Percent of the customers. */
  sharePercent: number
  /** Probabilities instead of those measured here: `sms.clicked` = 0.05. */
  rates: Readonly<Record<string, number>>
}

/** All the process that walks is told; nothing else reaches it. */
export interface Work {
  storeUri: string
  /** Open the personal traits that gates and dates ask for. */
  dataKeys: readonly DataKey[]
  journey: JourneyVersion
  others: readonly AnyDefinition[]
  from: Date
  to: Date
  wish: Wish
  settings: StageSettings
  /** Channels that are switched off here. */
  off: readonly Channel[]
}

export interface Result {
  forecast: Forecast
  rates: Rates
  from: Date
  to: Date
  /** When a broadcast was taken to come, whose own time lies outside. */
  movedTo: Date | null
  smsSegmentFen: number
  /** What batches have left. */
  stocks: Readonly<Record<string, number>>
  /** A few people of each figure; a result of an earlier release has none. */
  people?: Readonly<Record<string, readonly Sampled[]>>
  savings?: readonly Saving[]
}

/** A version that is to be tested. */
export interface TrialWork {
  storeUri: string
  trial: JourneyVersion
  others: readonly AnyDefinition[]
  now: Date
  settings: StageSettings
}

/** What it says. */
export type Told =
  | { trial: TrialResult }
  | { total: number }
  | { done: number }
  | { result: Result }
  | { failed: string }

import { DomainError } from '../errors.ts'
import type { CalendarDefinition } from './calendar.ts'
import type { ChannelCodeDefinition } from './channel-code.ts'
import type { CouponBatchDefinition } from './coupon-batch.ts'
import type { Definitions } from './definitions.ts'
import type { JourneyDefinition } from './journey.ts'
import type { MessageDefinition } from './message.ts'
import type { PreferenceRuleDefinition } from './preference-rule.ts'
import type { SegmentDefinition } from './segment.ts'
import type { SettingsDefinition } from './settings.ts'
import type { TraitsDefinition } from './traits.ts'

/** What journeys lean on. */
export type Definable = 'message' | 'segment' | 'batch'

/** Definitions by id. The single look-ups throw a DomainError `<kind>.not_found`. */
export interface Registry {
  journeys: readonly JourneyDefinition[]
  messages: readonly MessageDefinition[]
  segments: readonly SegmentDefinition[]
  couponBatches: readonly CouponBatchDefinition[]
  channelCodes: readonly ChannelCodeDefinition[]
  traits: readonly TraitsDefinition[]
  /** At most one. */
  settings: readonly SettingsDefinition[]
  calendars: readonly CalendarDefinition[]
  preferenceRules: readonly PreferenceRuleDefinition[]
  has(kind: Definable, id: string): boolean
  journey(id: string): JourneyDefinition
  message(id: string): MessageDefinition
  segment(id: string): SegmentDefinition
  couponBatch(id: string): CouponBatchDefinition
  /** What a new friend with this `state` gets: the code with it, else the default one, else null. */
  channelCodeFor(state: string | undefined): ChannelCodeDefinition | null
}

export function createRegistry(definitions: Definitions): Registry {
  const journey = byId(definitions.journeys)
  const message = byId(definitions.messages)
  const segment = byId(definitions.segments)
  const couponBatch = byId(definitions.couponBatches)
  const byState = new Map(definitions.channelCodes.map((code) => [code.state, code]))
  return {
    ...definitions,
    has: (kind, id) => ({ message, segment, batch: couponBatch })[kind].has(id),
    journey: (id) => found(journey, id, 'journey.not_found'),
    message: (id) => found(message, id, 'message.not_found'),
    segment: (id) => found(segment, id, 'segment.not_found'),
    couponBatch: (id) => found(couponBatch, id, 'coupon.not_found'),
    channelCodeFor: (state) => byState.get(state) ?? byState.get(undefined) ?? null,
  }
}

/** A registry that is always the present one: what it gives is as old as its caller keeps it. */
export function registryOf(present: () => Registry): Registry {
  return {
    get journeys() {
      return present().journeys
    },
    get messages() {
      return present().messages
    },
    get segments() {
      return present().segments
    },
    get couponBatches() {
      return present().couponBatches
    },
    get channelCodes() {
      return present().channelCodes
    },
    get traits() {
      return present().traits
    },
    get settings() {
      return present().settings
    },
    get calendars() {
      return present().calendars
    },
    get preferenceRules() {
      return present().preferenceRules
    },
    has: (kind, id) => present().has(kind, id),
    journey: (id) => present().journey(id),
    message: (id) => present().message(id),
    segment: (id) => present().segment(id),
    couponBatch: (id) => present().couponBatch(id),
    channelCodeFor: (state) => present().channelCodeFor(state),
  }
}

function byId<D extends { id: string }>(definitions: D[]): Map<string, D> {
  return new Map(definitions.map((definition) => [definition.id, definition]))
}

type NotFound = 'journey.not_found' | 'message.not_found' | 'segment.not_found' | 'coupon.not_found'

function found<D>(definitions: Map<string, D>, id: string, code: NotFound): D {
  const definition = definitions.get(id)
  if (definition === undefined) throw new DomainError(code, { id })
  return definition
}

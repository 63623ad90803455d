import type { z } from 'zod'
import { broadcastSchema } from './broadcast.ts'
import { type CalendarDefinition, calendarSchema } from './calendar.ts'
import { type ChannelCodeDefinition, channelCodeSchema } from './channel-code.ts'
import { type CouponBatchDefinition, couponBatchSchema } from './coupon-batch.ts'
import { type JourneyDefinition, journeySchema } from './journey.ts'
import type { MessageDefinition } from './message.ts'
import { messageSchema } from './message-schema.ts'
import { type PreferenceRuleDefinition, preferenceRuleSchema } from './preference-rule.ts'
import { type SegmentDefinition, segmentSchema } from './segment.ts'
import { type SettingsDefinition, settingsSchema } from './settings.ts'
import { type TraitsDefinition, traitsSchema } from './traits.ts'

/** What is written, by kind. */
export interface DefinitionOf {
  journey: JourneyDefinition
  message: MessageDefinition
  segment: SegmentDefinition
  batch: CouponBatchDefinition
  channel: ChannelCodeDefinition
  traits: TraitsDefinition
  settings: SettingsDefinition
  calendar: CalendarDefinition
  preferenceRule: PreferenceRuleDefinition
}

/** Kinds of definition, by the key that names them in a file. */
export type DefinitionKind = keyof DefinitionOf

export const definitionSchemas: { [K in DefinitionKind]: z.ZodType<DefinitionOf[K]> } = {
  journey: journeySchema,
  message: messageSchema,
  segment: segmentSchema,
  batch: couponBatchSchema,
  channel: channelCodeSchema,
  traits: traitsSchema,
  settings: settingsSchema,
  calendar: calendarSchema,
  preferenceRule: preferenceRuleSchema,
}

/** First key of a file that holds a definition: its kind, or a short way to write one of that kind. */
export type WrittenKey = DefinitionKind | 'broadcast'

export const kindOfWritten = (key: WrittenKey): DefinitionKind => (key === 'broadcast' ? 'journey' : key)

export const writtenSchemas: Record<WrittenKey, z.ZodType> = {
  ...definitionSchemas,
  broadcast: broadcastSchema,
}
export const writtenKeys = Object.keys(writtenSchemas) as WrittenKey[]

/** A definition of any kind, told apart by `kind`. */
export type AnyDefinition = {
  [K in DefinitionKind]: { kind: K; definition: DefinitionOf[K] }
}[DefinitionKind]

/** Everything that was written, by kind, each in the order it was read. */
export interface Definitions {
  journeys: JourneyDefinition[]
  messages: MessageDefinition[]
  segments: SegmentDefinition[]
  couponBatches: CouponBatchDefinition[]
  channelCodes: ChannelCodeDefinition[]
  traits: TraitsDefinition[]
  settings: SettingsDefinition[]
  calendars: CalendarDefinition[]
  preferenceRules: PreferenceRuleDefinition[]
}

/** Sorts definitions into their kinds. */
export function groupDefinitions(all: AnyDefinition[]): Definitions {
  const only = <K extends DefinitionKind>(kind: K): DefinitionOf[K][] =>
    all.flatMap((one) => (one.kind === kind ? [one.definition as DefinitionOf[K]] : []))
  return {
    journeys: only('journey'),
    messages: only('message'),
    segments: only('segment'),
    couponBatches: only('batch'),
    channelCodes: only('channel'),
    traits: only('traits'),
    settings: only('settings'),
    calendars: only('calendar'),
    preferenceRules: only('preferenceRule'),
  }
}

import { type JourneyDefinition, journeySchema } from '../../language/journey.ts'
import { type SegmentDefinition, segmentSchema } from '../../language/segment.ts'

export interface WrittenJourney {
  journey: string
  entry: object
  steps: object
  exit?: readonly object[]
  goal?: object
  holdout?: number
}

/** A journey as its author writes it; what a test does not care about is filled in. */
export function aJourney(written: WrittenJourney): JourneyDefinition {
  return journeySchema.parse({ name: '测试旅程', ...written })
}

export function aSegment(written: { segment: string; rule: object; kind?: string }): SegmentDefinition {
  return segmentSchema.parse({ name: '测试分群', ...written })
}

import type { Channel } from '../../models/customer.ts'
import type { DefinitionKind } from '../language/definitions.ts'
import type { TimelineKind } from './kinds.ts'

/** Something that can be opened from a line. */
export interface LineLink {
  kind: DefinitionKind
  id: string
  name: string
}

/** What is said of one thing that happened (zh-CN). */
export interface LineWords {
  title: string
  detail?: string
}

/** One line of a timeline. */
export interface TimelineLine extends LineWords {
  id: string
  at: Date
  kind: TimelineKind
  /** Name of the event, or `touch.unsent`. */
  what: string
  channel?: Channel
  /** The flow, broadcast, batch or segment it is about. */
  of?: LineLink
  /** zh-CN: where it came from, where that is no flow. */
  source?: string
}

/** How people and definitions are called; what nobody knows is called by its id. */
export interface TimelineNames {
  definition(kind: DefinitionKind, id: string): string
  staff(userid: string): string
}

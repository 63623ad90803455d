import type { Head } from '../../models/definitions.ts'
import type { MessageDefinition } from '../language/message.ts'

/** What outreach needs of the published definitions. */
export interface PublishedMessages {
  /** What this process acts on: asked anew for every decision, never kept. */
  snapshot(): {
    /** Of the publication it acts on. */
    number: number
    /** Since when no marketing is sent at all; null while it may be. */
    marketingHeldSince: Date | null
    /** Throws `message.not_found`. */
    registry: { message(id: string): MessageDefinition }
    /** How a journey was left; null when there never was one. */
    headOf(kind: 'journey', id: string): Pick<Head, 'state'> | null
    /** The version in use, as `<id>@<number>`; null when there is none. */
    versionOf(kind: 'message', id: string): string | null
  }
  /** Any version ever made, by `<id>@<number>`; null when nobody made it. */
  version(kind: 'message', versionId: string): Promise<MessageDefinition | null>
}

import type { FailedAlike, InboxPlace, InboxRecord, InboxStore } from '../../models/inbox.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { isHopelessNote, type Sealer } from './inbox.ts'
import type { InboxLook } from './looks.ts'

/** Where a list goes on, and in which of its parts. */
export interface LookPlace extends InboxPlace {
  part: Part
}

type Part = 'failed' | 'open' | 'closed'

export interface InboxPage {
  records: InboxRecord[]
  next: LookPlace | null
}

/** What a replay of a failed record can be expected to give. */
export type Outlook =
  /** Others of its source and kind were dealt with since: at `at` the last of them. */
  | { kind: 'mended'; at: Date }
  /** What is wrong is the record itself. */
  | { kind: 'hopeless' }
  /** None came through since. */
  | { kind: 'unknown' }

const partsOf: Record<InboxLook, readonly Part[]> = {
  all: ['failed', 'open', 'closed'],
  failed: ['failed'],
  open: ['open'],
  closed: ['closed'],
}
const pageSize = 100
/** Of a page: somebody who looks for a rare source goes on by hand. */
const mostReads = 20
const mostLooked = 1_000

/** The inbox for people: what came in, what became of it, and having it dealt with again. */
export function createInboxReading(deps: {
  store: InboxStore
  sealer: Pick<Sealer, 'unseal'>
  clock: Clock
}) {
  const { store, sealer, clock } = deps

  async function read(part: Part, source: string | undefined, from: InboxPlace | undefined, limit: number) {
    if (part === 'closed') return store.newestClosed(from, limit)
    return store.newestDue({ state: part === 'failed' ? 'failed' : 'received', source, from }, limit)
  }

  async function failed(id: string): Promise<InboxRecord> {
    const record = await store.find(id)
    if (record === null) throw new DomainError('inbox.not_found', { id })
    if (record.state !== 'failed') throw new DomainError('inbox.not_failed', { id })
    return record
  }

  return {
    /** Newest first, in the order of the parts. A page may hold fewer than asked for though there are more. */
    async page(
      look: InboxLook,
      given: { source?: string; from?: LookPlace; limit: number },
    ): Promise<InboxPage> {
      const { source, limit } = given
      const parts = partsOf[look]
      const records: InboxRecord[] = []
      let part: Part | undefined = given.from?.part ?? parts[0]
      let from: InboxPlace | undefined = given.from
      for (let reads = 0; part !== undefined; reads += 1) {
        if (reads === mostReads) return { records, next: from ? { part, ...from } : null }
        const found: InboxRecord[] = await read(part, source, from, pageSize)
        for (const record of found) {
          if (records.length === limit) return { records, next: from ? { part, ...from } : null }
          from = placeAfter(record, part, from)
          if (isWanted(record, part, source)) records.push(record)
        }
        if (found.length === pageSize) continue
        part = parts[parts.indexOf(part) + 1]
        from = undefined
        if (part !== undefined && records.length === limit) {
          return { records, next: { part, at: new Date(8.64e15), skip: 0 } }
        }
      }
      return { records, next: null }
    },

    /** @throws DomainError `inbox.not_found` */
    async find(id: string): Promise<InboxRecord> {
      const record = await store.find(id)
      if (record === null) throw new DomainError('inbox.not_found', { id })
      return record
    },

    payloadOf: (record: InboxRecord): unknown => JSON.parse(sealer.unseal(record.payload)),
    counts: () => store.countUndone(),

    /** How many failed for the reason this one did, itself included. */
    countAlike: (record: InboxRecord) => store.countFailedAlike(alikeOf(record)),

    /** Goes by the last thousand that were closed since. */
    async outlook(record: InboxRecord): Promise<Outlook> {
      if (isHopelessNote(record.note)) return { kind: 'hopeless' }
      if (record.expiresAt === undefined) return { kind: 'unknown' }
      const since = await store.closedAfter(record.expiresAt, mostLooked)
      const done = since.find(
        ({ source, kind, state }) => state === 'done' && source === record.source && kind === record.kind,
      )
      return done ? { kind: 'mended', at: done.receivedAt } : { kind: 'unknown' }
    },

    /** @throws DomainError `inbox.not_found`, `inbox.not_failed` */
    async replay(id: string): Promise<void> {
      await failed(id)
      if (!(await store.reopen(id, clock.now()))) throw new DomainError('inbox.not_failed', { id })
    },

    /**
     * All that failed for the reason this one did; tells how many.
     * @throws DomainError `inbox.not_found`, `inbox.not_failed`
     */
    async replayAlike(id: string): Promise<number> {
      return store.reopenAlike(alikeOf(await failed(id)), clock.now())
    },
  }
}

export type InboxReading = ReturnType<typeof createInboxReading>

function alikeOf({ source, kind, note }: InboxRecord): FailedAlike {
  return { source, kind, note: note ?? null }
}

/** Failed ones are a part of their own. */
function isWanted(record: InboxRecord, part: Part, source: string | undefined): boolean {
  if (part !== 'closed') return true
  return record.state !== 'failed' && (source === undefined || record.source === source)
}

function placeAfter(record: InboxRecord, part: Part, from: InboxPlace | undefined): InboxPlace {
  const at = part === 'closed' ? (record.expiresAt ?? record.dueAt) : record.dueAt
  const isSame = from !== undefined && from.at.getTime() === at.getTime()
  return { at, skip: isSame ? from.skip + 1 : 1 }
}

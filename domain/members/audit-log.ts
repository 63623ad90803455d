import type { AuditEntry, AuditLogStore, AuditLook, AuditProof } from '../../models/audit-log.ts'
import type { Clock } from '../clock.ts'
import type { Caller } from './caller.ts'

/** What somebody did, on what, and what is worth knowing beside it: no contact data, no secrets. */
export interface Deed {
  /** `<what kind of thing>.<what was done>`, such as `customer.revealed`. */
  action: string
  /** `<kind>:<id>`, such as `customer:cus_1` or `journey:m5`. */
  on?: string
  details?: Record<string, unknown>
}

/** Whoever did it: a caller, somebody not logged in yet, or the program. */
export type Doer = Pick<Caller, 'memberId'> & Partial<Pick<Caller, 'name' | 'address'>>

export type AuditLog = ReturnType<typeof createAuditLog>

/** Who did what, in real time. */
export function createAuditLog(deps: { store: AuditLogStore; realClock: Clock }) {
  const { store, realClock } = deps

  return {
    /** Notes a deed: await it before you answer, so that nothing was done unseen. */
    async record({ memberId, name, address }: Doer, deed: Deed): Promise<void> {
      await store.add({ by: memberId, byName: name, at: realClock.now(), address, ...deed })
    },
    /** The latest first. */
    list: (look: AuditLook): Promise<AuditEntry[]> => store.list(look),
    /** Whether nobody changed, took out or slipped in an entry since it was written. */
    prove: (): Promise<AuditProof> => store.prove(),
    oldestFirst: (): AsyncGenerator<AuditEntry> => store.oldestFirst(),
  }
}

import { Resolver } from 'node:dns/promises'

/** What a domain says of its mail to everybody. */
export interface MailRecords {
  /** Names of the servers that take its mail, the first to be asked first; empty = there is no such record. */
  mx(domain: string): Promise<string[]>
  /** Its texts, each whole. */
  txt(domain: string): Promise<string[]>
}

/** Real time for an answer, and how often it is asked for. */
const patience = { timeout: 2_000, tries: 2 }
/** There is no such record, or no such domain. */
const nothing = new Set(['ENODATA', 'ENOTFOUND'])

/** By DNS. Both throw an error with the resolver's own code (ETIMEOUT, ESERVFAIL, …) as `code` when nobody answers. */
export function createMailRecords(
  resolver: Pick<Resolver, 'resolveMx' | 'resolveTxt'> = new Resolver(patience),
): MailRecords {
  return {
    async mx(domain) {
      const found = await unlessNone(resolver.resolveMx(domain))
      return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange)
    },
    async txt(domain) {
      const found = await unlessNone(resolver.resolveTxt(domain))
      return found.map((pieces) => pieces.join(''))
    },
  }
}

async function unlessNone<T>(records: Promise<T[]>): Promise<T[]> {
  try {
    return await records
  } catch (error) {
    if (nothing.has((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}

import type { Head } from '../../models/definitions.ts'
import type { EntryStore } from '../../models/entries.ts'
import type { JourneyStore } from '../../models/journeys.ts'
import type { AudiencePages } from '../audience/ports.ts'
import type { Customers } from '../customers/contract.ts'
import type { EntryDefinition } from '../language/entry.ts'
import type { Rule } from '../language/rule.ts'
import type { Catalog, Enterable } from './catalog.ts'
import { isOnSide, ruleOfSide } from './pilot-audience.ts'
import type { PublishedJourneys } from './published-journeys.ts'
import type { StartRun } from './start-run.ts'

interface PresentEntriesDeps {
  published: PublishedJourneys
  catalog: Catalog
  store: Pick<JourneyStore, 'presentEntered' | 'notePresentEntered'>
  audience: AudiencePages
  customers: Pick<Customers, 'findMany'>
  startRun: Pick<StartRun, 'together'>
}

const pageSize = 200

/**
 * Lets people enter who met the entry before a publication that asked for it, each who never entered the journey. Any worker, any
 * number of times: its cause begins one run for each, and what a crash left is done by the next look.
 */
export function createPresentEntries({ published, catalog, store, ...deps }: PresentEntriesDeps) {
  /** What is known to be done, by journey. */
  const done = new Map<string, number>()

  async function enterAll(enterable: Enterable, publication: number): Promise<number> {
    const rule = whoIsPresent(enterable.definition.entry)
    if (rule === null) return 0
    let entered = 0
    for await (const page of deps.audience.pages(rule, { pageSize })) {
      const customers = [...new Set((await deps.customers.findMany(page)).values())]
      const cause = `present:${publication}`
      entered += await deps.startRun.together(
        customers.map((customer) => ({ enterable, customer, cause, firstTimeOnly: true })),
      )
    }
    return entered
  }

  async function enterOf({ key, state, present }: Head): Promise<number> {
    const journeyId = key.slice('journey:'.length)
    if (!present || state !== 'live' || (done.get(journeyId) ?? 0) >= present.publication) return 0
    let entered = 0
    if ((await store.presentEntered(journeyId)) < present.publication) {
      const versions = (await catalog.current()).enterable.filter(
        ({ definition, side }) => definition.id === journeyId && (side?.inside ?? false) === present.pilot,
      )
      for (const enterable of versions) entered += await enterAll(enterable, present.publication)
      await store.notePresentEntered(journeyId, present.publication)
    }
    done.set(journeyId, present.publication)
    return entered
  }

  return async (): Promise<number> => {
    let entered = 0
    for (const head of published.snapshot().heads) entered += await enterOf(head)
    return entered
  }
}

/** Who meets an entry at any time, not only when something happens; null when only an occasion leads in. */
export function whoIsPresent(entry: EntryDefinition): Rule | null {
  if (entry.kind === 'schedule') return entry.when ?? null
  return entry.kind === 'segment' ? { kind: 'segment', segment: entry.segment } : null
}

/** Those who meet the entry of a version and are on its side, page by page; nobody where only an occasion leads in. */
async function* pagesMeeting(
  { definition, side }: Pick<Enterable, 'definition' | 'side'>,
  audience: AudiencePages,
): AsyncGenerator<string[]> {
  const rule = whoIsPresent(definition.entry)
  if (rule === null) return
  const besides = ruleOfSide(side)
  const who: Rule = besides ? { kind: 'all', rules: [rule, besides] } : rule
  for await (const page of audience.pages(who, { pageSize: 1_000, without: 'test accounts' })) {
    yield page.filter((customerId) => isOnSide(customerId, definition.id, side))
  }
}

/** How many meet the entry of a version and are on its side, whether they ever entered or not. */
export async function countMeeting(
  who: Pick<Enterable, 'definition' | 'side'>,
  audience: AudiencePages,
): Promise<number> {
  let count = 0
  for await (const page of pagesMeeting(who, audience)) count += page.length
  return count
}

/** How many would enter a version at once: they meet its entry, are on its side, and never entered the journey. */
export async function countPresent(
  who: Pick<Enterable, 'definition' | 'side'>,
  { audience, entries }: { audience: AudiencePages; entries: Pick<EntryStore, 'findMany'> },
): Promise<number> {
  let count = 0
  for await (const page of pagesMeeting(who, audience)) {
    const known = await entries.findMany(page.map((customerId) => `${who.definition.id}:${customerId}`))
    count += page.length - known.length
  }
  return count
}

import type { Customer } from '../../models/customer.ts'
import type { EntryStore } from '../../models/entries.ts'
import type { EventStore } from '../../models/events.ts'
import type { JourneyStore } from '../../models/journeys.ts'
import type { createRunFigures } from '../../models/run-figures.ts'
import type { createTouchFigures } from '../../models/touch-figures.ts'
import type { Touches } from '../../models/touches.ts'
import type { Clock } from '../clock.ts'
import { versionKeyOf } from '../definitions/keys.ts'
import type { Published } from '../definitions/published.ts'
import { DomainError } from '../errors.ts'
import type { Catalog } from '../journeys/catalog.ts'
import type { Holds } from '../journeys/holds.ts'

export interface ExplanationDeps {
  events: Pick<EventStore, 'history' | 'find'>
  entries: Pick<EntryStore, 'findMany'>
  progress: Pick<JourneyStore, 'enteredUntil'>
  touches: Pick<Touches, 'ofCustomers'>
  runFigures: Pick<ReturnType<typeof createRunFigures>, 'ofCustomers' | 'tally'>
  touchFigures: Pick<ReturnType<typeof createTouchFigures>, 'tallyOf'>
  published: Published
  catalog: Pick<Catalog, 'definition'>
  holds: Holds
  clock: Clock
}

/** A definition as it is used, or was used last. @throws DomainError `<kind>.not_found` when nobody published one */
export async function findDefinition<Kind extends 'journey' | 'message' | 'segment'>(
  { published }: Pick<ExplanationDeps, 'published'>,
  kind: Kind,
  id: string,
) {
  const head = published.snapshot().headOf(kind, id)
  if (head === null) throw new DomainError(`${kind}.not_found`, { id })
  const version = versionKeyOf(id, head.number)
  const definition = await published.version(kind, version)
  if (definition === null) throw new Error(`version ${version} is published and not there`)
  return { head, version, definition }
}

/** The ids somebody has and had before merges. */
export const idsOf = ({ _id, mergedFrom }: Customer): string[] => [_id, ...mergedFrom]

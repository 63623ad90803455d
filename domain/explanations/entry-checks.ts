import type { Head } from '../../models/definitions.ts'
import type { Entry, EntryStore } from '../../models/entries.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { JourneyStore } from '../../models/journeys.ts'
import type { Run } from '../../models/run.ts'
import { historyMs } from '../audience/evaluate.ts'
import { loadHistory, namesOf } from '../audience/event-history.ts'
import type { EventHistory } from '../audience/ports.ts'
import { createCalendar } from '../calendar/calendar.ts'
import { stateNames } from '../definitions/journey-life.ts'
import { namesIn } from '../definitions/sentences/names.ts'
import { keyOf, mayEnterFrom } from '../journeys/enter.ts'
import type { Holds } from '../journeys/holds.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Registry } from '../language/registry.ts'
import { momentText } from './actual-words.ts'
import type { OwnEntrance } from './entrance.ts'
import { type ExplainedSubject, explainRule } from './explain-rule.ts'
import { wordsFor } from './journey-words.ts'
import { type Check, checkTrigger, triggerEvent } from './trigger-checks.ts'

export interface EntryCheckDeps {
  history: EventHistory
  entries: Pick<EntryStore, 'findMany'>
  progress: Pick<JourneyStore, 'enteredUntil'>
  registry: Registry
  holds: Holds
}

/** What a customer would enter, and the runs they have had there. */
export interface EnteredJourney {
  definition: JourneyDefinition
  head: Head
  own: OwnEntrance
  runs: readonly Run[]
}

/**
 * Everything a journey asks of a customer before they enter, in the order it is asked, as it is now. What was so at the moment
 * of an earlier event is not known here.
 */
export async function checkEntry(
  { definition, head, own, runs }: EnteredJourney,
  customer: ExplainedSubject['customer'],
  now: Date,
  deps: EntryCheckDeps,
): Promise<Check[]> {
  const { entry } = definition
  const event = triggerEvent(entry)
  const asked = entry.when === undefined ? [] : namesOf(entry.when, deps.registry)
  const [events = []] = await loadHistory(deps.history, [
    {
      customer,
      names: [...new Set([...asked, ...(event === null ? [] : [event])])],
      since: new Date(now.getTime() - historyMs),
    },
  ])
  const { since } = head
  const timesSince = own.entrance?.since ?? since
  const made = (await deps.progress.enteredUntil()).get(definition.id)
  const madeUntil = made === undefined || made < timesSince ? timesSince : made
  const names = namesIn(deps.registry)
  const occasions = events.filter(({ name }) => name === event)
  const calendar = createCalendar(deps.registry.calendars.map((definition) => ({ definition })))
  const facts = { customer, occasions, since, timesSince, madeUntil, now, names, calendar }
  const trigger = checkTrigger(entry, facts)
  const occasion = occasions.find(({ _id }) => _id === trigger.event?.id)
  const known = await entriesOf(definition, customer, occasion, deps)
  const checks: Check[] = [
    stateOf(definition, head),
    ...present(lackOf(definition, deps.holds)),
    ...present(own.check),
    trigger,
  ]
  const { conditions, inside, entered } = wordsFor(definition)
  if (entry.when !== undefined) {
    const rule = explainRule(entry.when, { customer, events }, now, { registry: deps.registry, names })
    const says = `${conditions}现在${rule.holds ? '都符合' : '不符合'}`
    checks.push({ what: 'when', ok: rule.holds, says, rule })
  }
  checks.push(againOf(definition, known, now))
  const active = runs.find(
    ({ _id, state }) => state === 'active' && known.some(({ lastRunId }) => lastRunId === _id),
  )
  if (active !== undefined) {
    const says = `${inside}（${momentText(active.startedAt)} ${entered}），同时只能在一次`
    checks.push({ what: 'inside', ok: false, says })
  }
  return checks
}

function stateOf(definition: JourneyDefinition, { state }: Head): Check {
  return { what: 'state', ok: state === 'live', says: `${wordsFor(definition).it}${stateNames[state]}` }
}

function lackOf(definition: JourneyDefinition, holds: Holds): Check | null {
  const lack = holds.atEntry(definition)
  return lack === null
    ? null
    : { what: 'definitions', ok: false, says: `${wordsFor(definition).it}用到的定义不在：${lack}` }
}

/** The entries this one would be counted with, also those under ids from before a merge. */
async function entriesOf(
  definition: JourneyDefinition,
  customer: ExplainedSubject['customer'],
  occasion: KeluEvent | undefined,
  { entries }: EntryCheckDeps,
): Promise<Entry[]> {
  const key = keyOf(definition, occasion)
  if (key === null) return []
  const ids = [customer._id, ...customer.mergedFrom]
  return entries.findMany(ids.map((id) => [definition.id, id, ...(key === undefined ? [] : [key])].join(':')))
}

function againOf(definition: JourneyDefinition, known: readonly Entry[], now: Date): Check {
  const { never, entered, once, again } = wordsFor(definition)
  const last = known.reduce<Date | null>(
    (latest, { lastEnteredAt: at }) => (latest && latest > at ? latest : at),
    null,
  )
  if (last === null) return { what: 'again', ok: true, says: never }
  const told = `${momentText(last)} ${entered}过`
  const from = mayEnterFrom(known, definition.entry.again)
  if (from === null) return { what: 'again', ok: false, says: `${told}，${once}` }
  if (from <= now) return { what: 'again', ok: true, says: `${told}，可以${again}` }
  return { what: 'again', ok: false, says: `${told}，${momentText(from)} 之后才能${again}`, at: from }
}

const present = (check: Check | null): Check[] => (check === null ? [] : [check])

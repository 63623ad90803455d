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
import { type ExplainedSubject, explainRule } from './explain-rule.ts'
import { type Check, checkTrigger, triggerEvent } from './trigger-checks.ts'

export interface EntryCheckDeps {
  history: EventHistory
  entries: Pick<EntryStore, 'findMany'>
  progress: Pick<JourneyStore, 'enteredUntil'>
  registry: Registry
  holds: Holds
}

/**
 * Everything a journey asks of a customer before they enter, in the order it is asked, as it is now. What was so at the moment
 * of an earlier event is not known here.
 */
export async function checkEntry(
  { definition, head, runs }: { definition: JourneyDefinition; head: Head; runs: readonly Run[] },
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
  const madeUntil = (await deps.progress.enteredUntil()).get(definition.id) ?? head.since
  const names = namesIn(deps.registry)
  const occasions = events.filter(({ name }) => name === event)
  const calendar = createCalendar(deps.registry.calendars.map((definition) => ({ definition })))
  const facts = { customer, occasions, since: head.since, madeUntil, now, names, calendar }
  const trigger = checkTrigger(entry, facts)
  const occasion = occasions.find(({ _id }) => _id === trigger.event?.id)
  const known = await entriesOf(definition, customer, occasion, deps)
  const checks: Check[] = [stateOf(head), ...present(lackOf(definition, deps.holds)), trigger]
  if (entry.when !== undefined) {
    const rule = explainRule(entry.when, { customer, events }, now, { registry: deps.registry, names })
    const says = rule.holds ? '入口条件现在都符合' : '入口条件现在不符合'
    checks.push({ what: 'when', ok: rule.holds, says, rule })
  }
  checks.push(againOf(definition, known, now))
  const active = runs.find(
    ({ _id, state }) => state === 'active' && known.some(({ lastRunId }) => lastRunId === _id),
  )
  if (active !== undefined) {
    const says = `正在流程里（${momentText(active.startedAt)} 进入），同时只能在一次`
    checks.push({ what: 'inside', ok: false, says })
  }
  return checks
}

function stateOf({ state }: Head): Check {
  return { what: 'state', ok: state === 'live', says: `流程${stateNames[state]}` }
}

function lackOf(definition: JourneyDefinition, holds: Holds): Check | null {
  const lack = holds.atEntry(definition)
  return lack === null ? null : { what: 'definitions', ok: false, says: `流程用到的定义不在：${lack}` }
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

function againOf({ entry: { again } }: JourneyDefinition, known: readonly Entry[], now: Date): Check {
  const last = known.reduce<Date | null>(
    (latest, { lastEnteredAt: at }) => (latest && latest > at ? latest : at),
    null,
  )
  if (last === null) return { what: 'again', ok: true, says: '没有进入过' }
  const told = `${momentText(last)} 进入过`
  const from = mayEnterFrom(known, again)
  if (from === null) return { what: 'again', ok: false, says: `${told}，只能进入一次` }
  if (from <= now) return { what: 'again', ok: true, says: `${told}，可以再次进入` }
  return { what: 'again', ok: false, says: `${told}，${momentText(from)} 之后才能再次进入`, at: from }
}

const present = (check: Check | null): Check[] => (check === null ? [] : [check])

import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { memberOfCause } from '../../members/cause.ts'
import type { Customers } from '../contract.ts'
import { windowBefore } from './evidence.ts'
import { type Preference, preferencesOf, type RuleInForce, tellingEvents } from './preferences-of.ts'

/** What somebody took off by hand is not given back for so long. */
const takenOffDays = 180
/** More than anybody does in half a year. */
const mostEvents = 20_000

/** The preferences that these rules find in one person. */
export type JudgePerson = (rules: readonly RuleInForce[]) => Preference[]

/**
 * Reads once what somebody did before `at`, as far back as the longest of these rules looks. Null when there is nothing to judge by and
 * nothing to take away: then nothing is read.
 */
export async function judgePerson(
  customers: Pick<Customers, 'history'>,
  customer: Customer,
  at: Date,
  longest: readonly RuleInForce[],
): Promise<JudgePerson | null> {
  const { from } = windowBefore(at, Math.max(takenOffDays, ...longest.map(({ rule }) => rule.windowDays)))
  if (isQuiet(customer, from)) return null
  const names = [...tellingEvents, 'customer.tag_removed']
  const events = await customers.history(customer, names, from, mostEvents)
  const takenOff = takenOffByHand(events, windowBefore(at, takenOffDays).from)
  const told = { events, orders: customer.orders ?? [] }
  return (rules) => preferencesOf(rules, told, at).filter(({ name }) => !takenOff.has(name))
}

/** Without a deed in the window and without a preference to take away: nothing is read for them. */
function isQuiet({ tags, traits, orders = [] }: Customer, from: Date): boolean {
  const { lastSeenAt } = traits
  const wasSeen = lastSeenAt instanceof Date && lastSeenAt >= from
  const hasBought = orders.some(({ payment }) => payment !== undefined && payment.at >= from)
  return !wasSeen && !hasBought && !tags.some(({ kind }) => kind === 'preference')
}

function takenOffByHand(events: readonly KeluEvent[], since: Date): Set<string> {
  const byHand = events.filter(
    ({ name, at, cause }) => name === 'customer.tag_removed' && at >= since && memberOfCause(cause) !== null,
  )
  return new Set(byHand.map(({ props }) => String(props.tag)))
}

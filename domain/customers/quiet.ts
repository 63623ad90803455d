import type { Channel, Customer, Quiet, RelationChannel } from '../../models/customer.ts'
import { channels, relationOf } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { DomainError } from '../errors.ts'
import { doNotDisturbTag } from '../language/settings.ts'
import { defaultZone, localTime } from '../local-time.ts'
import type { QuietLift, QuietWish } from './contract.ts'

/** What a 勿扰 holds for: one channel, or every one. */
export type QuietScope = RelationChannel | 'all'

export const quietScopes: readonly QuietScope[] = ['all', ...new Set(channels.map(relationOf))]

export const scopeOf = ({ channel }: Quiet): QuietScope => channel ?? 'all'

const longestDays = 731

/**
 * The end of a 勿扰 of so many days: the rest of today and that many whole days of the company (Asia/Shanghai), whatever the
 * customer's own zone, so that everybody who sees it reads the same date.
 */
export function quietUntil(now: Date, days: number): Date {
  return localTime(now, defaultZone)
    .plus({ days: days + 1 })
    .startOf('day')
    .toJSDate()
}

/** What holds at that moment. */
export const quietInForce = ({ quiet = [] }: Pick<Customer, 'quiet'>, now: Date): Quiet[] =>
  quiet.filter((each) => isInForce(each, now))

/** The 勿扰 that holds over this channel the longest, one over every channel included; null = none does. */
export function quietOn(customer: Pick<Customer, 'quiet'>, channel: Channel, now: Date): Quiet | null {
  const scopes: QuietScope[] = ['all', relationOf(channel)]
  return longest(quietInForce(customer, now).filter((each) => scopes.includes(scopeOf(each))))
}

/** The 勿扰 that holds over every channel the longest; null = none does. */
export function quietOnAll(customer: Pick<Customer, 'quiet'>, now: Date): Quiet | null {
  return quietIn(quietInForce(customer, now), 'all')
}

/** Of those of one scope the one that ends last. */
export function quietIn(quiet: readonly Quiet[], scope: QuietScope): Quiet | null {
  return longest(quiet.filter((each) => scopeOf(each) === scope))
}

const isInForce = ({ until }: Quiet, now: Date): boolean => until === undefined || now < until
const endOf = ({ until }: Quiet): number => until?.getTime() ?? Number.POSITIVE_INFINITY

function longest(quiet: readonly Quiet[]): Quiet | null {
  return quiet.reduce<Quiet | null>((one, other) => (one && endOf(one) >= endOf(other) ? one : other), null)
}

/** Throws `request.malformed` for what nobody can wish. */
export function checkQuiet(asked: QuietWish | QuietLift, now: Date): void {
  const { channels } = asked
  if (channels !== 'all' && channels.length === 0) {
    throw new DomainError('request.malformed', { field: 'channels' })
  }
  if (!('until' in asked) || asked.until === null) return
  const { until } = asked
  if (Number.isNaN(until.getTime()) || until <= now || until > quietUntil(now, longestDays)) {
    throw new DomainError('request.malformed', { field: 'until' })
  }
}

/** Sets it beside what is there; one of the same scope and end adds nothing. */
export function addQuiet(
  draft: Customer,
  { channels, until, by }: QuietWish,
  { cause, now }: { cause: string; now: Date },
): void {
  const known = draft.quiet ?? []
  const wished = scopesOf(channels).map(
    (scope): Quiet => ({
      ...(scope !== 'all' && { channel: scope }),
      ...(until !== null && { until }),
      at: now,
      by,
      cause,
    }),
  )
  const isKnown = (one: Quiet) => known.some((each) => isAlike(each, one))
  draft.quiet = [...known, ...wished.filter((one) => !isKnown(one))]
}

/** What goes of the tag is for `syncQuiet`, but for a lift of everything. */
export function liftQuiet(draft: Customer, { channels, only }: QuietLift): void {
  const scopes = channels === 'all' ? quietScopes : scopesOf(channels)
  draft.quiet = (draft.quiet ?? []).filter(
    (each) => !scopes.includes(scopeOf(each)) || only?.(each) === false,
  )
  if (channels === 'all' && only === undefined) {
    draft.tags = draft.tags.filter(({ name }) => name !== doNotDisturbTag)
  }
}

/** What two who became one were asked to be left alone with: all of it. */
export function uniteQuiet(ours: Quiet[] | undefined, theirs: Quiet[] | undefined): Quiet[] | undefined {
  if (!theirs) return ours
  const added = theirs.filter((one) => !ours?.some((each) => isAlike(each, one)))
  return [...(ours ?? []), ...added]
}

const isAlike = (one: Quiet, other: Quiet): boolean =>
  scopeOf(one) === scopeOf(other) && endOf(one) === endOf(other)

const scopesOf = (wished: 'all' | readonly Channel[]): QuietScope[] =>
  wished === 'all' ? ['all'] : [...new Set(wished.map(relationOf))]

/**
 * Drops what is over, and makes the tag 勿扰 stand for what holds over every channel: put on with it, gone at its end. A tag that
 * somebody put on themselves stays; whoever takes the tag off lifts what it stood for.
 */
export function syncQuiet(before: Customer, draft: Customer, now: Date): void {
  if (!draft.quiet && !draft.tags.some(({ from }) => from === 'quiet')) return
  const wasTaken = isTagged(before) && !isTagged(draft)
  const quiet = (draft.quiet ?? []).filter(
    (each) => isInForce(each, now) && !(wasTaken && each.channel === undefined),
  )
  const isAll = quietIn(quiet, 'all') !== null
  if (!isAll) draft.tags = draft.tags.filter(({ from }) => from !== 'quiet')
  else if (!isTagged(draft))
    draft.tags.push({ name: doNotDisturbTag, kind: 'manual', at: now, from: 'quiet' })
  if (quiet.length > 0) draft.quiet = quiet
  else delete draft.quiet
  refreshAtQuietEnd(draft)
}

/** Whether an event says that somebody wants less from now on than before. */
export function asksForQuiet({ name, props }: Pick<KeluEvent, 'name' | 'props'>): boolean {
  if (name === 'customer.quiet_changed') return props.new !== null
  // Taken back, these end all marketing as 勿扰 does.
  if (name === 'customer.consent_changed')
    return props.new === 'refused' && (props.channel === 'guardian' || props.channel === 'individualisation')
  return name === 'customer.tag_added' && props.tag === doNotDisturbTag
}

const isTagged = ({ tags }: Customer): boolean => tags.some(({ name }) => name === doNotDisturbTag)

/** Has the customer looked at again when the first 勿扰 ends. */
export function refreshAtQuietEnd(draft: Customer): void {
  const first = Math.min(...(draft.quiet ?? []).map(endOf))
  if (!Number.isFinite(first)) return
  if (!draft.refreshAt || draft.refreshAt.getTime() > first) draft.refreshAt = new Date(first)
}

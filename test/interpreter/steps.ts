import type { Change } from './person.ts'
import { type Happened, holds, holdsFor, type Known } from './rules.ts'
import { fateOf } from './sends.ts'
import { isSince, visitOf, type Walk } from './walk.ts'
import { dateFrom, duration, firstMinute, inWindow, moment, offset } from './words.ts'
import type {
  Awaited,
  CouponStep,
  Journey,
  Message,
  Rule,
  Segment,
  SendStep,
  Setting,
  Somebody,
  Step,
  Trait,
  WaitForStep,
  WaitStep,
} from './written.ts'

/** What a step can see and do. */
export interface World {
  journey: Journey
  somebody: Somebody
  known: Known
  segments: readonly Segment[]
  messages: readonly Message[]
  /** When this person was sent something. */
  sent: Date[]
  /** Somebody's place between 0 and 100, the same for ever. */
  chance(about: string): number
  change(change: Change, now: Date): void
  countGoal(walk: Walk, at: Date, fen: number | undefined): void
  happens(name: string, props: Record<string, unknown>, now: Date): void
}

export type Way = { to: string } | { stay: Date } | { leave: string }

/** What the step makes of them now; asked again whenever they are due there. */
export function takeStep(step: Step, walk: Walk, world: World, now: Date): Way {
  if ('wait' in step) return wait(step, walk, world, now)
  if ('waitFor' in step) return waitFor(step, walk, world, now)
  if ('send' in step) return send(step, walk, world, now)
  if ('exit' in step) return { leave: step.exit.reason }
  if ('coupon' in step) return coupon(step, walk, world, now)
  if ('branch' in step) {
    const first = step.branch.find((way) => 'otherwise' in way || isSo(way.when, walk, world, now))
    if (first === undefined) throw new Error('a branch without otherwise')
    return { to: 'otherwise' in first ? first.otherwise : first.to }
  }
  if ('split' in step) {
    let left = world.chance(`split:${world.journey.journey}:${walk.step}`)
    const drawn = step.split.find(({ share }) => {
      left -= share
      return left < 0
    })
    return { to: (drawn ?? step.split[0])?.to as string }
  }
  if ('goal' in step) world.countGoal(walk, now, undefined)
  else if (!walk.heldOut) {
    if ('task' in step) walk.record.given.push(visitOf(walk))
    if ('tag' in step) world.change(step.tag, now)
    if ('setTrait' in step) world.change({ traits: settled(step.setTrait, walk, world.known, now) }, now)
  }
  return { to: step.next }
}

const isSo = (rule: Rule, { said }: Walk, { known: of, segments }: World, now: Date): boolean =>
  holds(rule, { of, segments, now, said })

function settled(
  settings: Readonly<Record<string, Setting>>,
  { said }: Walk,
  { traits }: Known,
  now: Date,
): Record<string, Trait> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]): [string, Trait][] => {
      if (typeof setting === 'object' && setting !== null) {
        if ('add' in setting) return [[name, Number(traits[name] ?? 0) + setting.add]]
        const value = 'entry' in setting ? said.entry[setting.entry] : said.answer[setting.answer]
        return value === undefined ? [] : [[name, value as Trait]]
      }
      if (setting === 'now') return [[name, now]]
      const isCounted = typeof setting === 'string' && setting.endsWith(' from now')
      return [[name, isCounted ? moment(setting, now) : setting]]
    }),
  )
}

/** Nothing is left of this batch. */
export const usedUp = 'gone'

function coupon(step: CouponStep, walk: Walk, world: World, now: Date): Way {
  if (walk.heldOut) return { to: step.next }
  const { coupon } = step
  const first =
    'batch' in coupon
      ? coupon.batch
      : coupon.batches.flatMap((one) => {
          if ('otherwise' in one) return [one.otherwise]
          return isSo(one.when, walk, world, now) ? [one.batch] : []
        })[0]
  if (first === usedUp) return { to: step.usedUp ?? step.next }
  walk.record.given.push(`${visitOf(walk)} ${first}`)
  return { to: step.next }
}

function wait({ wait, next }: WaitStep, walk: Walk, { known, somebody }: World, now: Date): Way {
  const written = typeof wait === 'string' ? { for: wait } : wait
  const until = untilWhen(written, walk, known, somebody.timeZone) ?? now
  const { between } = written
  const earliest = until > now ? until : now
  const at =
    between === undefined
      ? earliest
      : firstMinute(earliest, (here) => inWindow(here, between, somebody.timeZone))
  return at > now ? { stay: at } : { to: next }
}

function untilWhen(
  { for: length, until }: Exclude<WaitStep['wait'], string>,
  walk: Walk,
  known: Known,
  zone: string | undefined,
): Date | null {
  if (length !== undefined) return new Date(walk.since.getTime() + duration(length))
  if (typeof until === 'string') return new Date(until)
  if (until === undefined) return null
  const date = dateFrom(known.traits[until.trait], zone)
  return date && new Date(date.getTime() + offset(until))
}

function waitFor(step: WaitForStep, walk: Walk, { known }: World, now: Date): Way {
  const [first] = awaited(step)
    .flatMap(({ on, to }) =>
      known.happened.filter((event) => isAnswer(step, on, walk, event, now)).map((event) => ({ event, to })),
    )
    // What happened first; at one moment what is written first.
    .sort((a, b) => a.event.at.getTime() - b.event.at.getTime())
  if (first !== undefined) {
    walk.used.add(first.event.id)
    walk.said.answer = first.event.props
    return { to: first.to }
  }
  const already = awaited(step).find(
    ({ on }) => 'segment' in on && known.segments.has(on.segment) === (on.on !== 'left'),
  )
  const deadline = deadlineOf(step, walk)
  if (already === undefined && deadline > now) return { stay: deadline }
  walk.said.answer = {}
  return { to: already?.to ?? step.no }
}

function awaited(step: WaitForStep): { on: Awaited; to: string }[] {
  if ('yes' in step) return [{ on: step.waitFor, to: step.yes }]
  return step.waitFor.any.map((on) => ({ on, to: on.to }))
}

const deadlineOf = ({ waitFor }: WaitForStep, { since }: Walk): Date =>
  new Date(since.getTime() + duration(waitFor.within))

/** Whether the event is one of those waited for. */
export const answers = (step: WaitForStep, walk: Walk, event: Happened, now: Date): boolean =>
  awaited(step).some(({ on }) => isAnswer(step, on, walk, event, now))

/** Since the wait began, until its end, and not what moved them before. */
function isAnswer(step: WaitForStep, on: Awaited, walk: Walk, event: Happened, now: Date): boolean {
  if (walk.used.has(event.id) || !isSince(walk.since, event.at) || event.at > deadlineOf(step, walk))
    return false
  if ('segment' in on) {
    return event.name === `segment.${on.on ?? 'entered'}` && event.props.segment === on.segment
  }
  if (event.name !== on.event) return false
  if (on.of !== undefined && !String(event.props.touchId).startsWith(`${walk.id}:${on.of}:`)) return false
  return on.where === undefined || holdsFor(on.where, event.props, now, walk.said)
}

function send({ send, next, notSent = next }: SendStep, walk: Walk, world: World, now: Date): Way {
  const message = world.messages.find((one) => one.message === send.message)
  if (message === undefined) throw new Error(`no message ${send.message}`)
  const visit = visitOf(walk)
  const wish = {
    message,
    channels: send.channels,
    whenCapped: send.whenCapped ?? ('skip' as const),
    heldOut: walk.heldOut,
  }
  const fate = fateOf(wish, world.somebody, world.sent, now)
  if ('waits' in fate) {
    walk.waits = visit
    return { stay: fate.waits }
  }
  walk.waits = null
  walk.record.sends[visit] = 'silent' in fate ? fate.silent : `sent ${now.toISOString()}`
  if ('sent' in fate) {
    world.sent.push(now)
    world.happens('message.sent', { touchId: `${walk.id}:${visit}`, messageId: send.message }, now)
  }
  // Who is held out walks on like those it reached.
  return { to: 'sent' in fate || fate.silent === 'holdout' ? next : notSent }
}

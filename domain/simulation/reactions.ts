import { type Channel, channels } from '../../models/customer.ts'
import { share } from '../stable-hash.ts'
import type { FollowUp } from './follow-ups.ts'
import type { Happening } from './happening.ts'
import type { Rates } from './rates.ts'
import { type ChannelRates, usualRates } from './rates.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Chance from 0 to 1, the same for ever for the same thing and seed: nobody's draw depends on anybody else's. */
export type Draw = (what: string) => number

export const drawBy =
  (seed: string): Draw =>
  (what) =>
    share(what, `simulate:${seed}`) / 100

/** When somebody does what they do: most soon, some after a day, all within three. */
function later(at: Date, draw: number, medianMs: number): Date {
  const ms = -Math.log(1 - Math.min(draw, 0.999)) * (medianMs / Math.LN2)
  return new Date(at.getTime() + Math.max(1_000, Math.min(Math.round(ms), 3 * dayMs)))
}

/** What comes back of one message, drawn. */
export function drawnSignals(
  sent: { touchId: string; channel: Channel; ref?: string; at: Date },
  rates: Rates,
  draw: Draw,
): Happening[] {
  const { touchId, channel, at } = sent
  const of: ChannelRates = rates.channels[channel] ?? usualRates.channels[channel] ?? noReaction
  const chance = (what: string) => draw(`${touchId}:${channel}:${what}`)
  const when = (what: string, medianMs: number) => later(at, chance(`${what} when`), medianMs)
  const signal = (kind: 'delivered' | 'opened' | 'replied', time: Date): Happening => ({
    at: time,
    kind: 'signal',
    signal: { kind, touchId, at: time, signalId: `drawn:${kind}:${channel}` },
  })
  if (chance('failed') < of.failed) {
    const failedAt = new Date(at.getTime() + minuteMs)
    const failed = { kind: 'failed', touchId, at: failedAt, signalId: `drawn:failed:${channel}` } as const
    const named = sent.ref === undefined ? {} : { ref: sent.ref }
    return [
      {
        at: failedAt,
        kind: 'signal',
        signal: { ...failed, ...named, reason: 'undelivered', unreachable: false },
      },
    ]
  }
  const clicked = chance('clicked') < of.clicked
  const clickedAt = when('clicked', 2 * hourMs)
  const opened = clicked ? of.opened > 0 : chance('opened') < of.opened
  const openedAt = clicked ? new Date(clickedAt.getTime() - 500) : when('opened', 3 * hourMs)
  return [
    ...(channel === 'popup' ? [] : [signal('delivered', new Date(at.getTime() + 10_000))]),
    ...(opened ? [signal('opened', openedAt)] : []),
    ...(clicked ? clicks(touchId, clickedAt) : []),
    ...(chance('replied') < of.replied ? [signal('replied', when('replied', hourMs))] : []),
  ]
}

const noReaction: ChannelRates = { failed: 0, opened: 0, clicked: 0, replied: 0 }

function clicks(touchId: string, at: Date): Happening[] {
  const signal = { kind: 'clicked', touchId, at, signalId: 'drawn:clicked', link: 'link' } as const
  return [{ at, kind: 'signal', signal }]
}

/** What becomes of a follow-up, drawn. */
export function drawnTask(
  { taskId, customerId, staff, at }: FollowUp,
  { tasks }: Rates,
  draw: Draw,
): Happening[] {
  if (draw(`${taskId}:done`) >= tasks.done) return []
  const acceptedAt = new Date(at.getTime() + hourMs)
  const doneAt = later(acceptedAt, draw(`${taskId}:when`), 8 * hourMs)
  const of = { customerId, source: 'sales' }
  const props = { taskId, ...(staff !== null && { staff }) }
  const told = (name: string, key: string, time: Date, more: object = {}): Happening => ({
    at: time,
    kind: 'event',
    event: { ...of, _id: `task:${taskId}:${key}`, name, at: time, props: { ...props, ...more } },
  })
  const result = pick(tasks.results, draw(`${taskId}:result`))
  return [told('task.accepted', 'drawn', acceptedAt), told('task.done', 'done', doneAt, { result })]
}

function pick(shares: Readonly<Record<string, number>>, chance: number): string {
  let upTo = 0
  for (const [name, part] of Object.entries(shares)) {
    upTo += part
    if (chance < upTo) return name
  }
  return Object.keys(shares).at(-1) ?? 'other'
}

export const isChannel = (name: string): name is Channel => (channels as readonly string[]).includes(name)

import { dayOf, firstMinute, inWindow, weekOf } from './words.ts'
import type { Message, Somebody } from './written.ts'

/** Kelu's own rules where a company has no settings. */
const perDay = 2
const perWeek = 5
const hours = { all: '08:00-22:00', sms: '09:00-20:00' }

export interface Wish {
  message: Message
  channels: readonly string[] | undefined
  whenCapped: 'skip' | 'next day'
  heldOut: boolean
}

/** What becomes of a message now. */
export type Fate = { sent: true } | { silent: string } | { waits: Date }

/** `sent` = when this person was sent something before. */
export function fateOf(wish: Wish, of: Somebody, sent: readonly Date[], now: Date): Fate {
  const { message, whenCapped, heldOut } = wish
  const zone = of.timeZone
  const isMarketing = message.purpose === 'marketing'
  const windowOf = (channel: string) => (channel === 'sms' ? hours.sms : hours.all)
  // The channel that came furthest says why it is silent.
  let why: { reason: string; furthest: number } | undefined
  const closed = (reason: string, furthest: number) => {
    if (why === undefined || furthest > why.furthest) why = { reason, furthest }
  }
  for (const channel of wish.channels ?? message.prefer) {
    const isKnown = channel === 'sms' ? of.phone : channel === 'email' && of.email
    if (!isKnown) {
      closed('noIdentity', 0)
      continue
    }
    if (!isMarketing) return { sent: true }
    if ((of.refused as string[]).includes(channel)) {
      closed('refused', 1)
      continue
    }
    if (!(of.granted as string[]).includes(channel)) {
      closed('noConsent', 1)
      continue
    }
    if (heldOut) return { silent: 'holdout' }
    const opens = (from: Date) => firstMinute(from, (at) => inWindow(at, windowOf(channel), zone))
    if (!inWindow(now, windowOf(channel), zone)) return { waits: opens(now) }
    const inWeek = sent.filter((at) => weekOf(at, zone) === weekOf(now, zone)).length
    const today = sent.filter((at) => dayOf(at, zone) === dayOf(now, zone)).length
    const full = inWeek >= perWeek ? weekOf : today >= perDay ? dayOf : null
    if (full === null) return { sent: true }
    if (whenCapped === 'next day') {
      return { waits: opens(firstMinute(now, (at) => full(at, zone) !== full(now, zone))) }
    }
    return { silent: full === weekOf ? 'weekCapFull' : 'dayCapFull' }
  }
  return { silent: why?.reason ?? 'noChannel' }
}

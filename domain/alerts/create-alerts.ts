import type { Alert, AlertNote, AlertStore, Share } from '../../models/alerts.ts'
import type { SentAttemptReader } from '../../models/sent-attempts.ts'
import type { Clock } from '../clock.ts'
import type { Announce } from '../live.ts'
import type { Log } from '../log.ts'
import { addWorkingTime, type HoursInForce } from '../sales/working-hours.ts'
import { judge, shareOf } from './judge.ts'
import { type AlertRule, type Pace, paceMs } from './watched.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Working time within which an alert is looked into (M18). */
const lookIntoMs = 2 * hourMs
/** How long a figure is good before it is over. */
const quietMs = 30 * minuteMs
const usualMs = 7 * 24 * hourMs
/** Of so many messages a share is sure enough: more are not read. */
const mostMessages = 5_000

/**
 * Watches the figures that have a threshold. One that crosses it rings once and has one alert until somebody wrote down cause and
 * action; after that only what goes out later counts. Good for half an hour it is over by itself; bad again, the same alert is open
 * again. Any process may look at any time.
 */
export function createAlerts(deps: {
  store: AlertStore
  attempts: SentAttemptReader
  rules: () => readonly AlertRule[]
  hours: () => HoursInForce
  tell: (alert: Alert) => Promise<void>
  announce: Announce
  clock: Clock
  log: Log
}) {
  const { store, attempts, rules, hours, tell, announce, clock, log } = deps
  const looked: Record<Pace, number> = { minutes: Number.NEGATIVE_INFINITY, hours: Number.NEGATIVE_INFINITY }

  /** The figure of what went out within a stretch that ends then; `after`: only of what went out later than that. */
  async function shareUntil(rule: AlertRule, to: Date, stretchMs: number, after?: Date): Promise<Share> {
    const from = new Date(Math.max(to.getTime() - stretchMs, after?.getTime() ?? 0))
    return shareOf(rule, await attempts.between(rule.channel, from, to, mostMessages))
  }

  /** The figure of the week before; absent when there was too little of it. */
  async function usualOf(rule: AlertRule, until: Date): Promise<Share | undefined> {
    const usual = await shareUntil(rule, new Date(until.getTime() - rule.windowMs), usualMs)
    return usual.whole < rule.least ? undefined : usual
  }

  async function ring(rule: AlertRule, share: Share, before: Alert | null): Promise<number> {
    const at = clock.now()
    const usual = await usualOf(rule, new Date(at.getTime() - rule.settlesMs))
    const number = before === null ? 1 : Number(before._id.split(':').at(-1)) + 1
    const isNew = await store.insert({
      _id: `${rule.id}:${number}`,
      figure: rule.id,
      state: 'open',
      percent: rule.percent,
      least: rule.least,
      openedAt: at,
      dueBy: addWorkingTime(at, lookIntoMs, hours()),
      ...share,
      ...(usual && { usual }),
      now: share,
      untold: ['rang'],
      isLate: false,
      course: [{ at, what: 'rang', ...share }],
      newsSince: at,
      rev: 1,
    })
    if (isNew) log.warn({ figure: rule.id, ...share }, 'a figure crossed its threshold')
    return Number(isNew)
  }

  async function follow(alert: Alert, rule: AlertRule, share: Share): Promise<number> {
    const at = clock.now()
    const isSame = alert.now.part === share.part && alert.now.whole === share.whole
    const { percent, least, newsSince = at } = alert
    if (judge({ percent, least, bad: rule.bad }, share) === 'bad') {
      if (alert.state === 'recovered') {
        const untold = [...alert.untold, 'again' as const]
        const note: AlertNote = { at, what: 'again', ...share }
        return Number(
          await store.change(alert, { state: 'open', goodSince: null, now: share, untold, newsSince }, [
            note,
          ]),
        )
      }
      if (isSame && alert.goodSince === undefined) return 0
      return Number(await store.change(alert, { goodSince: null, now: share }))
    }
    const goodSince = alert.goodSince ?? at
    if (alert.state === 'open' && at.getTime() - goodSince.getTime() >= quietMs) {
      const changes = { state: 'recovered', goodSince, now: share, newsSince } as const
      return Number(await store.change(alert, changes, [{ at, what: 'recovered', ...share }]))
    }
    if (isSame && alert.goodSince !== undefined) return 0
    return Number(await store.change(alert, { goodSince, now: share }))
  }

  async function look(pace: Pace, now: Date): Promise<number> {
    let done = 0
    for (const rule of rules().filter((each) => each.pace === pace)) {
      const latest = await store.latestOf(rule.id)
      const to = new Date(now.getTime() - rule.settlesMs)
      const share = await shareUntil(rule, to, rule.windowMs, latest?.closedAt)
      if (latest !== null && latest.state !== 'closed') done += await follow(latest, rule, share)
      else if (judge(rule, share) === 'bad') done += await ring(rule, share, latest)
    }
    return done
  }

  async function noteLate(alert: Alert, at: Date): Promise<number> {
    if (alert.isLate || at < alert.dueBy) return 0
    const untold = [...alert.untold, 'late' as const]
    return Number(await store.change(alert, { isLate: true, untold }, [{ at, what: 'late' }]))
  }

  return {
    async sweep(): Promise<number> {
      const now = clock.now()
      let done = 0
      for (const pace of ['minutes', 'hours'] as const) {
        if (now.getTime() - looked[pace] < paceMs[pace]) continue
        looked[pace] = now.getTime()
        if (!(await store.takeRound(pace, now, new Date(now.getTime() - paceMs[pace])))) continue
        done += await look(pace, now)
      }
      const live = await store.live()
      for (const alert of live) done += await noteLate(alert, now)
      for (const alert of done === 0 ? live : await store.live()) {
        if (alert.untold.length === 0) continue
        await tell(alert)
        done += 1
      }
      if (done > 0) announce('alerts')
      return done
    },

    /** When one is late or over, should nothing else happen. */
    async nextDueAt(): Promise<Date | null> {
      const times = (await store.live()).flatMap(({ state, isLate, dueBy, goodSince }) => [
        ...(isLate ? [] : [dueBy.getTime()]),
        ...(state === 'open' && goodSince ? [goodSince.getTime() + quietMs] : []),
      ])
      return times.length === 0 ? null : new Date(Math.min(...times))
    },
  }
}

import type { StaffFigureFeed, StaffFigureStore } from '../../models/staff-figures.ts'
import type { Clock } from '../clock.ts'
import { localTime } from '../local-time.ts'
import type { Log } from '../log.ts'
import type { StaffBehaviour } from './ports.ts'

/** WeCom has yesterday's figures some hours into the day; from then on they are asked for. */
const readyMinute = 8 * 60 + 30
/** A question is made again when nobody answered it within this. */
const leaseMs = 5 * 60_000
/** After a refusal of all questions, and of those of one member. */
const stoppedMs = 60 * 60_000
/** What one question may span, and how far back the first one goes (get_user_behavior_data). */
const mostDays = 30
/** Members asked about in one turn: other work waits beside it. */
const atATime = 20

/**
 * Yesterday's figures of every member, asked for once each morning and kept. A process that was away asks for what it missed, as
 * far as WeCom tells it in one question. Figures of somebody WeCom does not know, or not for this app, are asked for again the
 * next day.
 */
export function createKeepFigures(deps: {
  behaviour: StaffBehaviour
  store: StaffFigureStore
  /** userids, lower case, of those who have not left. */
  staff: () => Promise<readonly string[]>
  clock: Clock
  log: Log
}) {
  const { behaviour, store, staff, clock, log } = deps
  let nextLook = Number.NEGATIVE_INFINITY

  /** The last day there are figures of, and when the next one's are there. */
  function ready(now: Date): { yesterday: string; nextAt: Date } {
    const local = localTime(now)
    const morning = local.startOf('day').plus({ minutes: readyMinute })
    const isReady = local >= morning
    return {
      yesterday: local.minus({ days: isReady ? 1 : 2 }).toISODate(),
      nextAt: (isReady ? morning.plus({ days: 1 }) : morning).toJSDate(),
    }
  }

  async function ask(
    userid: string,
    feed: StaffFigureFeed | null,
    now: Date,
  ): Promise<'went on' | 'stopped'> {
    const { yesterday, nextAt } = ready(now)
    const earliest = localTime(now).minus({ days: mostDays }).toISODate()
    const after = feed?.until === undefined ? earliest : dayAfter(feed.until)
    const told = await behaviour.daysOf(userid, after < earliest ? earliest : after, yesterday)
    switch (told.kind) {
      case 'told': {
        const days = told.value.map((day) => ({
          ...{ _id: `${userid}:${day.day}`, staff: userid, heardAt: now },
          ...day,
        }))
        await store.keep(days, { staff: userid, until: yesterday, dueAt: nextAt })
        return 'went on'
      }
      case 'refused':
        log.info({ staff: userid, code: told.code }, 'WeCom does not tell the figures of a member')
        await store.refuse(userid, told.code, nextAt)
        return 'went on'
      case 'later':
        await store.postpone(userid, new Date(now.getTime() + told.afterMs))
        return 'stopped'
      case 'stopped':
        log.warn({ code: told.code }, 'WeCom does not tell the figures of members')
        await store.refuse(userid, told.code, new Date(now.getTime() + stoppedMs))
        return 'stopped'
    }
  }

  const isDue = ({ dueAt, until }: StaffFigureFeed, now: Date, yesterday: string) =>
    dueAt <= now && (until ?? '') < yesterday

  return {
    /** How many members were asked about. */
    async sweep(): Promise<number> {
      const now = clock.now()
      if (now.getTime() < nextLook) return 0
      const { yesterday, nextAt } = ready(now)
      const feeds = new Map((await store.feeds()).map((feed) => [feed._id, feed]))
      let asked = 0
      for (const userid of await staff()) {
        const feed = feeds.get(userid) ?? null
        if (feed !== null && !isDue(feed, now, yesterday)) continue
        if (asked === atATime) return asked
        if (!(await store.take(userid, feed, new Date(now.getTime() + leaseMs)))) continue
        asked += 1
        if ((await ask(userid, feed, now)) === 'stopped') {
          nextLook = now.getTime() + leaseMs
          return asked
        }
      }
      // Somebody new is asked about within minutes.
      nextLook = Math.min(now.getTime() + leaseMs, nextAt.getTime())
      return asked
    },
    nextDueAt: async (): Promise<Date> => ready(clock.now()).nextAt,
  }
}

const dayAfter = (day: string): string =>
  localTime(new Date(`${day}T12:00:00+08:00`))
    .plus({ days: 1 })
    .toISODate()

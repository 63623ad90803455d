import { type FigureSource, figureSources } from '../../../models/counted.ts'
import { hourMs, hourOf } from '../../../models/hour-marks.ts'
import type { HourDifference, Recounting, RecountStore } from '../../../models/recounts.ts'
import type { RollupDayStore } from '../../../models/rollup-days.ts'
import type { RollupHour } from '../../../models/rollup-hours.ts'
import type { RollupRow } from '../../../models/rollups.ts'
import { isSameDocument } from '../../../models/same-document.ts'
import type { RefreshControl } from '../../customers/preferences/refresh.ts'
import { dayStart, nextDailyAt } from '../../local-time.ts'
import { metricOf, setsOf } from './by-segment.ts'
import { countHour } from './count-hour.ts'
import { metricsOf, specOf } from './metrics.ts'
import { type RollupParts, sealedAfterMs } from './roller.ts'

/** Local time of the nightly recount (Asia/Shanghai). */
const nightlyMinute = 4 * 60 + 30
const hoursAtOnce = 12
const mostNamed = 100
/** Marks put by the recount are old enough to be counted for at once. */
const longAgo = new Date(0)

export interface Recount {
  /** When the next one is due; past while one is under way. */
  nextAt(): Promise<Date>
  /** Has figures counted anew now, by whoever runs jobs; false when that is under way already. */
  ask(): Promise<boolean>
  /** Goes on with the one that is due, until it is through or is to stop; what was looked at stays so. */
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
}

/**
 * The proof that marks are never forgotten: each night every hour with something in it that is not sealed is counted anew and compared with what is kept.
 * Hours with marks are left to the roller. A difference is told by name, and its hour marked to be counted as any other. The sums of days are made anew behind it.
 */
export function createRecount(
  deps: Omit<RollupParts, 'days'> & { days: Pick<RollupDayStore, 'outdateSince'>; store: RecountStore },
): Recount {
  const { store, hours, rollups, days, kinds, clock, log } = deps

  /** The first hour from then on in which a source has records, or figures of them; `until` where there is none before it. */
  async function nextOf(source: FigureSource, from: Date, until: Date): Promise<Date> {
    const own = new Set(metricsOf(source).map((name) => specOf(name).kind))
    const moments = [
      await hours.firstOf(source, from),
      ...(await Promise.all(
        [...own].map(async (kind) => (await kinds[kind].some(from, until, null, 1)).next?.at),
      )),
    ].flatMap((at) => (at ? [at.getTime()] : []))
    return hourOf(new Date(Math.min(until.getTime(), ...moments)))
  }

  /** Where figures may begin: not before records go. */
  async function firstHour(now: Date): Promise<Date> {
    const since = hourOf(new Date(now.getTime() - sealedAfterMs + hourMs))
    const firsts = await Promise.all(figureSources.map((source) => nextOf(source, since, now)))
    return new Date(Math.min(...firsts.map((at) => at.getTime())))
  }

  async function begin(now: Date): Promise<boolean> {
    return store.begin(now, await firstHour(now), hourOf(now))
  }

  /** The one under way, or the nightly one once it is due. */
  async function present(): Promise<Recounting | null> {
    const now = clock.now()
    const { running, lastAt } = await store.known(now)
    if (running !== undefined) return running
    if (nextDailyAt(nightlyMinute, lastAt) > now) return null
    await begin(now)
    return (await store.known(now)).running ?? null
  }

  async function compare(hour: Date, source: FigureSource): Promise<HourDifference | null> {
    const known = await hours.find(hour, source)
    if (known?.open) return null
    const kept = await keptRows(known)
    const counted = await countHour(kinds, source, hour)
    const sets = setsOf(source).filter((set) => !isSameDocument(kept.get(set) ?? [], counted.get(set) ?? []))
    const differing = [...new Set(sets.map(metricOf))]
    if (differing.length === 0) return null
    // What was written meanwhile was marked before it could be read.
    const present = await hours.find(hour, source)
    if (present?.open || present?.rev !== known?.rev) return null
    log.error({ hour, source, metrics: differing }, 'the figures of this hour were not what its records say')
    await hours.openAll(source, [hour], longAgo)
    return { hour, source, metrics: differing }
  }

  async function keptRows(known: RollupHour | null): Promise<Map<string, RollupRow[]>> {
    const rows = new Map<string, RollupRow[]>()
    if (known?.token === undefined) return rows
    for (const part of await rollups.ofCount(known.hour, known.source, known.token))
      rows.set(part.metric, [...(rows.get(part.metric) ?? []), ...part.rows])
    return rows
  }

  return {
    async nextAt() {
      const { running, lastAt } = await store.known(clock.now())
      return running?.at ?? nextDailyAt(nightlyMinute, lastAt)
    },
    ask: () => begin(clock.now()),
    async advance({ shouldStop, touch }) {
      let recount = await present()
      if (recount === null) return { isThrough: true }
      const upcoming = createUpcoming(nextOf)
      while (!shouldStop()) {
        if (recount.next >= recount.until) {
          await store.end(recount, clock.now())
          await days.outdateSince(dayStart(new Date(clock.now().getTime() - sealedAfterMs)))
          const { checked, differing } = recount
          log.info({ checked, differing }, 'the figures of all hours were counted anew')
          return { isThrough: true }
        }
        const found: HourDifference[] = []
        let { next, checked } = recount
        for (let n = 0; n < hoursAtOnce && next < recount.until; n += 1) {
          const hour = await upcoming.first(next, recount.until)
          for (const source of upcoming.at(hour)) {
            if (hour >= recount.until) break
            const difference = await compare(hour, source)
            if (difference !== null) found.push(difference)
            checked += 1
          }
          next = hour < recount.until ? new Date(hour.getTime() + hourMs) : recount.until
        }
        const gone: Recounting = {
          ...{ ...recount, next, checked },
          differing: recount.differing + found.length,
          differences: [...recount.differences, ...found].slice(0, mostNamed),
        }
        // Somebody else goes on with it.
        if (!(await store.goneThrough(recount, gone))) return { isThrough: true }
        recount = gone
        await touch()
      }
      return { isThrough: false }
    },
  }
}

/** The next hour of each source with something in it, so that the empty ones between are not read. */
function createUpcoming(nextOf: (source: FigureSource, from: Date, until: Date) => Promise<Date>) {
  const known = new Map<FigureSource, Date>()
  return {
    /** The first hour from then on that is not empty; `until` where there is none. */
    async first(from: Date, until: Date): Promise<Date> {
      for (const source of figureSources) {
        const hour = known.get(source)
        if (hour === undefined || hour < from) known.set(source, await nextOf(source, from, until))
      }
      return new Date(Math.min(until.getTime(), ...[...known.values()].map((hour) => hour.getTime())))
    },
    /** Sources with something in this hour. */
    at: (hour: Date): FigureSource[] =>
      figureSources.filter((source) => known.get(source)?.getTime() === hour.getTime()),
  }
}

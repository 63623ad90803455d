import { type FigureSource, figureSources } from '../../../models/counted.ts'
import { hourMs, hourOf } from '../../../models/hour-marks.ts'
import type { HourDifference, Recounting, RecountStore } from '../../../models/recounts.ts'
import type { RollupHour } from '../../../models/rollup-hours.ts'
import type { RollupRow } from '../../../models/rollups.ts'
import { isSameDocument } from '../../../models/same-document.ts'
import type { RefreshControl } from '../../customers/preferences/refresh.ts'
import { localTime } from '../../local-time.ts'
import { countHour } from './count-hour.ts'
import { metricNames, specOf } from './metrics.ts'
import { type RollupParts, sealedAfterMs } from './roller.ts'

/** Local time of the nightly recount (Asia/Shanghai). */
const nightly = { hour: 4, minute: 30 }
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
 * The proof that marks are never forgotten: each night every hour that is not sealed is counted anew and compared with what is kept.
 * Hours with marks are left to the roller. A difference is told by name, and its hour marked to be counted as any other.
 */
export function createRecount(deps: RollupParts & { store: RecountStore }): Recount {
  const { store, hours, rollups, kinds, clock, log } = deps

  /** The earliest hour that figures are made of, and not before records go. */
  async function firstHour(now: Date): Promise<Date> {
    const since = new Date(now.getTime() - sealedAfterMs)
    const firsts = await Promise.all(
      [...new Set(metricNames.map((name) => specOf(name).kind))].map(
        async (kind) => (await kinds[kind].some(since, now, null, 1)).subjects[0]?.at ?? now,
      ),
    )
    const known = await Promise.all(figureSources.map(async (source) => (await hours.firstOf(source)) ?? now))
    const first = Math.min(...[...firsts, ...known].map((at) => at.getTime()))
    return hourOf(new Date(Math.max(first, since.getTime() + hourMs)))
  }

  async function begin(now: Date): Promise<boolean> {
    return store.begin(now, await firstHour(now), hourOf(now))
  }

  /** The one under way, or the nightly one once it is due. */
  async function present(): Promise<Recounting | null> {
    const now = clock.now()
    const { running, lastAt } = await store.known(now)
    if (running !== undefined) return running
    if (nextNight(lastAt) > now) return null
    await begin(now)
    return (await store.known(now)).running ?? null
  }

  async function compare(hour: Date, source: FigureSource): Promise<HourDifference | null> {
    const known = await hours.find(hour, source)
    if (known?.open) return null
    const kept = await keptRows(known)
    const counted = await countHour(kinds, source, hour)
    const differing = metricNames.filter(
      (name) =>
        specOf(name).source === source && !isSameDocument(kept.get(name) ?? [], counted.get(name) ?? []),
    )
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
      return running?.at ?? nextNight(lastAt)
    },
    ask: () => begin(clock.now()),
    async advance({ shouldStop, touch }) {
      let recount = await present()
      if (recount === null) return { isThrough: true }
      while (!shouldStop()) {
        if (recount.next >= recount.until) {
          await store.end(recount, clock.now())
          const { checked, differing } = recount
          log.info({ checked, differing }, 'the figures of all hours were counted anew')
          return { isThrough: true }
        }
        const found: HourDifference[] = []
        let { next, checked } = recount
        for (let n = 0; n < hoursAtOnce && next < recount.until; n += 1) {
          for (const source of figureSources) {
            const difference = await compare(next, source)
            if (difference !== null) found.push(difference)
            checked += 1
          }
          next = new Date(next.getTime() + hourMs)
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

/** 04:30 (Asia/Shanghai), the next after this. */
function nextNight(at: Date): Date {
  const night = localTime(at).startOf('day').set(nightly)
  return (night.toJSDate() > at ? night : night.plus({ days: 1 })).toJSDate()
}

import { DateTime } from 'luxon'
import {
  type ArrivalStage,
  arrivalStages,
  type CodeArrival,
  type CodeArrivalStore,
} from '../../models/code-arrivals.ts'
import type { RosterStore } from '../../models/rosters.ts'
import type { Clock } from '../clock.ts'
import type { ChannelCodeDefinition } from '../language/channel-code.ts'
import { isoDay, type LocalWindow, localTime } from '../local-time.ts'
import { type WeekView, weekOf } from '../roster/week-view.ts'
import type { Colleague, StaffDirectory } from '../sales/staff-directory.ts'
import { spanOn } from '../sales/working-hours.ts'
import type { CodeKeeper, CodeLook, KeptCode } from './keep-codes.ts'
import { isMade } from './keep-codes.ts'
import { membersOf } from './pool.ts'
import type { RetiredCode, RetiredCodes } from './retired-codes.ts'

const dayMs = 86_400_000
const recentDays = 7
const funnelDays = 30

/** A time in which nobody of a pool will be at work though the shop is open. */
export interface Gap extends LocalWindow {
  day: string
}

export interface CodeFigures {
  recent: number
  came: number
  stayed: number
}

/** A code nobody wants any more. */
export interface StoppedCode extends RetiredCode {
  /** When it was taken out of WeCom; null while it is still there, or where Kelu did not make it. */
  stoppedAt: Date | null
  /** Who came by it all the same since then. */
  late: number
}

export interface Stretch {
  from: Date
  to: Date
}

export type CodeLooks = ReturnType<typeof createCodeLooks>

/** Channel codes as those who answer for them see them: figures, pool, and gaps before they happen. */
export function createCodeLooks(deps: {
  corp: string
  keeper: Pick<CodeKeeper, 'look' | 'stopped'>
  retired: RetiredCodes
  arrivals: Pick<CodeArrivalStore, 'count' | 'page'>
  rosters: Pick<RosterStore, 'all'>
  directory: Pick<StaffDirectory, 'all' | 'hoursOfDepartment' | 'hoursOf'>
  clock: Clock
}) {
  const { corp, keeper, retired, arrivals, rosters, directory, clock } = deps
  const keyOf = (state: string) => `${corp}:${state}`

  /** Those whose 7 days are over, of 30 days: each stage can be told of all of them. */
  function settled(): Stretch {
    const to = clock.now().getTime() - recentDays * dayMs
    return { from: new Date(to - funnelDays * dayMs), to: new Date(to) }
  }

  /** Everybody of the pool in a week from today on. Opening hours are those of its first department, else the company's. */
  async function weekOfPool({ made }: KeptCode, colleagues: readonly Colleague[]): Promise<WeekView> {
    const [first] = made.departments
    const hours = first === undefined ? directory.hoursOf(undefined) : directory.hoursOfDepartment(first)
    const [all, open] = await Promise.all([rosters.all(), hours])
    const ids = membersOf(made, colleagues).map(({ userid }) => userid)
    const people = colleagues.filter(({ _id }) => ids.includes(_id))
    return weekOf({ from: isoDay(clock.now()), people, rosters: all, openOn: (day) => spanOn(day, open) })
  }

  return {
    settled,

    async figures({ state }: { state: string }): Promise<CodeFigures> {
      const now = clock.now()
      const recent = { from: new Date(now.getTime() - recentDays * dayMs), to: new Date(now.getTime() + 1) }
      const [lately, came, stayed] = await Promise.all([
        arrivals.count('added', keyOf(state), recent),
        arrivals.count('added', keyOf(state), settled()),
        arrivals.count('day7', keyOf(state), settled()),
      ])
      return { recent: lately, came, stayed }
    },

    async funnel({ state }: { state: string }): Promise<{ stage: ArrivalStage; count: number }[]> {
      const counted = arrivalStages.map(async (stage) => ({
        stage,
        count: await arrivals.count(stage, keyOf(state), settled()),
      }))
      return Promise.all(counted)
    },

    people: ({ state }: { state: string }, stage: ArrivalStage, limit: number): Promise<CodeArrival[]> =>
      arrivals.page(stage, keyOf(state), settled(), limit),

    async stopped(): Promise<StoppedCode[]> {
      const codes = await retired()
      const times = await keeper.stopped(codes.map(({ state }) => state))
      const now = new Date(clock.now().getTime() + 1)
      return Promise.all(
        codes.map(async (code) => {
          const stoppedAt = times.get(code.state) ?? null
          const from = new Date((stoppedAt?.getTime() ?? 0) + 1)
          const late = stoppedAt ? await arrivals.count('added', keyOf(code.state), { from, to: now }) : 0
          return { ...code, stoppedAt, late }
        }),
      )
    },

    /** Of those that Kelu makes, each with its week. */
    async pools(
      codes: readonly ChannelCodeDefinition[],
    ): Promise<Map<string, CodeLook & { week: WeekView }>> {
      const made = codes.filter(isMade)
      const colleagues = await directory.all()
      const looks = await keeper.look(made)
      const weeks = await Promise.all(made.map((code) => weekOfPool(code, colleagues)))
      return new Map(
        looks.flatMap((look, at) => {
          const week = weeks[at]
          return week ? [[look.code.id, { ...look, week }] as const] : []
        }),
      )
    },

    /** The next time today or tomorrow when nobody will be there; a gap that is going on counts. */
    nextGap({ days, gaps }: WeekView): Gap | null {
      const now = localTime(clock.now())
      const minute = now.hour * 60 + now.minute
      for (const [at, day] of days.slice(0, 2).entries()) {
        const isToday = DateTime.fromISO(day).hasSame(now, 'day')
        const found = (gaps[at] ?? []).find(({ toMinute }) => !isToday || toMinute > minute)
        if (found) return { day, ...found }
      }
      return null
    },
  }
}

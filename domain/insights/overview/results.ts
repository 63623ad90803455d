import { type Channel, relationOf } from '../../../models/customer.ts'
import type { CompanyRules } from '../../language/settings.ts'
import { lagWithin } from '../rollups/lags.ts'
import type { Overview } from './overview.ts'

/** Manual work: what Kelu did, by what it takes by hand, against that and what people still do. */
export interface WorkSaved {
  /** People let in, messages, follow-ups handed out. */
  steps: number
  savedMinutes: number
  /** Follow-ups that people finished. */
  leftMinutes: number
  /** Null where nothing was done. */
  percent: number | null
}

/** From the step that is to do something to its being done, against the same by hand. */
export interface Speed {
  actions: number
  /** At most so long took a half, and 95 of 100, ms; null of nothing, or where it is more than three days. */
  medianMs: number | null
  p95Ms: number | null
  manualMs: number
  /** How much sooner; below 0 = later than by hand. Null where it cannot be told. */
  percent: number | null
}

export interface Guarded {
  tooOften: number
  unwanted: number
  wrongFlow: number
  putOff: number
  /** What slipped through. */
  slips: number
  /** Null where there was nothing to guard. */
  percent: number | null
}

export interface Results {
  /** Null of a segment: no follow-up says in which its customer was. */
  work: WorkSaved | null
  speed: Speed
  guarded: Guarded
}

const minuteMs = 60_000

/** Pure: three of the results that were asked for (M23), from the figures of a period and what the settings say of work by hand. */
export function resultsOf(
  { figures, untold, sentBy, lags }: Pick<Overview, 'figures' | 'untold' | 'sentBy' | 'lags'>,
  { manual, costs }: Pick<CompanyRules, 'manual' | 'costs'>,
): Results {
  const { entered, tasksMade, tasksDone, tooOften, unwanted, wrongFlow, putOff, twice } = figures
  const minutesOf = (channel: Channel): number => {
    const relation = relationOf(channel)
    // By hand it is the same work as in any other chat of WeCom.
    return manual[`${relation === 'kf' ? 'wecom' : relation}Minutes`]
  }
  const messages = Object.entries(sentBy) as [Channel, number][]
  const savedMinutes =
    entered.now.count * manual.choiceMinutes +
    messages.reduce((sum, [channel, count]) => sum + count * minutesOf(channel), 0) +
    tasksMade.now.count * manual.taskMinutes
  const leftMinutes = tasksDone.now.count * costs.followUpMinutes

  const [median, p95] = [lagWithin(lags, 0.5), lagWithin(lags, 0.95)]
  const manualMs = manual.reactionMinutes * minuteMs
  const medianMs = finite(median)

  const held = [tooOften, unwanted, wrongFlow, putOff].reduce((sum, { now }) => sum + now.count, 0)
  const slips = twice.now.count
  return {
    work: untold.includes('tasksMade')
      ? null
      : {
          steps:
            entered.now.count + messages.reduce((sum, [, count]) => sum + count, 0) + tasksMade.now.count,
          ...{ savedMinutes, leftMinutes },
          percent: share(savedMinutes, savedMinutes + leftMinutes),
        },
    speed: {
      actions: Object.values(lags).reduce((sum, count) => sum + count, 0),
      ...{ medianMs, p95Ms: finite(p95), manualMs },
      percent: medianMs === null ? null : (1 - medianMs / manualMs) * 100,
    },
    guarded: {
      ...{ tooOften: tooOften.now.count, unwanted: unwanted.now.count },
      ...{ wrongFlow: wrongFlow.now.count, putOff: putOff.now.count, slips },
      percent: share(held, held + slips),
    },
  }
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100)
const finite = (ms: number | null): number | null => (ms === null || !Number.isFinite(ms) ? null : ms)

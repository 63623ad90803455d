import type { CampaignPlan } from '../../models/campaigns.ts'
import type { Lesson } from '../../models/lessons.ts'
import type { Period } from '../period.ts'
import { daysIn } from './words.ts'

const dayMs = 86_400_000
/** As plans take it. */
const longestName = 60
const longestActions = 2_000

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** What is known of the round before. */
export interface Round {
  plan: CampaignPlan
  /** What its goal came to, in the unit of the goal; null where that cannot be said. */
  reached: number | null
  /** What it cost; null while nobody counted it. */
  spentFen: number | null
  /** Of its flows, those that go on. */
  flows: readonly string[]
}

/**
 * The plan of the next round, to be looked over: for the same people over the same channels, right after and as long; measured from
 * what was reached, budgeted by what it cost, and with what was learnt as its key actions.
 */
export function nextRound(
  { plan, reached, spentFen, flows }: Round,
  lessons: readonly Lesson[],
): CampaignPlan {
  const { name, audience, goal, goalNote, channels, owner, budgetFen } = plan
  const usual = goal && reached !== null ? asWritten(goal.kind, reached) : goal?.baseline
  const nextBudget = spentFen !== null && spentFen > 0 ? spentFen : budgetFen
  return {
    ...{ audience, goalNote, channels, owner, ...daysAfter(plan) },
    name: nameOfNext(name),
    ...(goal && {
      goal: { kind: goal.kind, target: goal.target, ...(usual !== undefined && { baseline: usual }) },
    }),
    keyActions: actionsOf(lessons),
    expected: '',
    ...(nextBudget !== undefined && { budgetFen: nextBudget }),
    flows: [...flows],
  }
}

/** The same where there was no campaign: days and key actions are all that is known. */
export function nextAfter(period: Period, lessons: readonly Lesson[], owner: string): CampaignPlan {
  const flows = [...new Set(lessons.flatMap((lesson) => lesson.flows))]
  return {
    ...{ name: '下一轮', audience: '', goalNote: '', channels: [], owner, ...daysAfter(period) },
    ...{ keyActions: actionsOf(lessons), expected: '', flows },
  }
}

function daysAfter(period: Period): Period {
  return { from: dayAfter(period.to, 1), to: dayAfter(period.to, daysIn(period)) }
}

/** Rates with two places, all else whole, as goals are written. */
function asWritten(kind: string, reached: number): number {
  return kind === 'conversion' ? Math.round(reached * 100) / 100 : Math.round(reached)
}

const counts = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** 双12 → 双12 第二轮 → 双12 第三轮; after the tenth in figures. */
export function nameOfNext(name: string): string {
  const [, bare = name, written] = /^(.*?)\s*第([一二三四五六七八九十]|\d+)轮$/.exec(name) ?? []
  const round = written === undefined ? 1 : Math.max(counts.indexOf(written), 0) || Number(written) || 1
  const next = ` 第${counts[round + 1] ?? round + 1}轮`
  return `${bare.slice(0, longestName - next.length)}${next}`
}

/** One line a lesson; of too many, the first ones. */
function actionsOf(lessons: readonly Lesson[]): string {
  const lines = lessons.map(({ next }, at) => `${at + 1}. ${next}`)
  let text = ''
  for (const line of lines) {
    const longer = text === '' ? line : `${text}\n${line}`
    if (longer.length > longestActions) break
    text = longer
  }
  return text
}

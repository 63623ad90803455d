import { eventLabels, labelOf } from '../audience/labels.ts'
import { describeDuration } from '../language/duration.ts'
import type { Analysis, Comparison } from './analysis.ts'
import { type Arm, type Experiment, holdoutPlace } from './experiment.ts'
import { noCount, type Reading } from './reading.ts'

export type VerdictKind = 'noGoal' | 'nobody' | 'waiting' | 'emptyArm' | 'stray' | 'told' | 'same' | 'open'

/** What can be said, in one sentence (zh-CN), and what it leans on. */
export interface Verdict {
  kind: VerdictKind
  says: string
  /** Further sentences, each true by itself. */
  details: string[]
  /** The arm new people should get; null where nobody can say. */
  winner: string | null
}

export function verdictOn(experiment: Experiment, reading: Reading, analysis: Analysis): Verdict {
  const plain = (kind: VerdictKind, says: string): Verdict => ({ kind, says, details: [], winner: null })
  const { goal, arms } = experiment
  if (goal === null) return plain('noGoal', '流程没有写目标，比不出来')
  const counts = arms.map(({ id }) => reading.arms[id] ?? noCount)
  const people = counts.reduce((sum, one) => sum + one.people, 0)
  const waiting = counts.reduce((sum, one) => sum + one.waiting, 0)
  if (analysis.isStray) {
    return { ...plain('stray', `${groups(arms)}人数跑偏了，先别信`), details: [strayWords(analysis)] }
  }
  if (people + waiting === 0) return plain('nobody', '还没有人进来')
  const windowText = describeDuration(goal.windowMs)
  if (people === 0) return plain('waiting', `进来了 ${waiting} 人，都还没满 ${windowText}，先不算`)
  const empty = arms.find((_, at) => counts[at]?.people === 0)
  if (empty) {
    const others = `别的组有 ${people} 人`
    return plain('emptyArm', `「${empty.name}」还没有人满 ${windowText}（${others}），比不了`)
  }
  const told = bestTold(analysis.comparisons)
  if (told) return toldVerdict(experiment, analysis, told)
  const bounds = analysis.comparisons.flatMap(({ interval }) => [-interval.from, interval.to])
  const points = pointsText(analysis.asked.points)
  if (Math.max(...bounds) <= analysis.asked.points) {
    return { ...plain('same', '没差别'), details: [`就算有差别，也不到 ${points}`] }
  }
  return { ...plain('open', openWords(analysis)), details: overNothingWords(experiment, analysis) }
}

/** Of those that can be told the one with the highest rate, if it is above what the others are compared with; else the lowest. */
function bestTold(comparisons: readonly Comparison[]): Comparison | null {
  const told = comparisons.filter(({ isTold }) => isTold)
  const by = (one: Comparison) => one.difference ?? 0
  const best = told.toSorted((x, y) => by(y) - by(x))[0]
  if (best && by(best) > 0) return best
  return told.toSorted((x, y) => by(x) - by(y))[0] ?? null
}

function toldVerdict(experiment: Experiment, analysis: Analysis, told: Comparison): Verdict {
  const { arms, goal, place } = experiment
  const nameOf = (id: string) => arms.find((arm) => arm.id === id)?.name ?? id
  const isMore = (told.difference ?? 0) > 0
  const act = labelOf(eventLabels, goal?.event ?? '')
  const much = muchText(told)
  const says = `${nameOf(told.b)}比${nameOf(told.a)}，${isMore ? '多' : '少'} ${much}${much.endsWith('%') ? ' ' : ''}的人${act}，可以信。`
  const others = analysis.comparisons.length
  return {
    kind: 'told',
    says,
    details: [
      `真实差距有 95% 的把握在 ${rangeText(told)} 之间`,
      ...overNothingWords(experiment, analysis),
      ...(others > 1 ? [`一起比了 ${others + 1} 组，区间已按此放宽`] : []),
    ],
    winner: winnerOf(told, { isMore, place, others }),
  }
}

/** Worse than the first is no reason for the first while a third is open. */
function winnerOf(
  told: Comparison,
  { isMore, place, others }: { isMore: boolean; place: string; others: number },
): string | null {
  if (place === holdoutPlace) return null
  if (isMore) return told.b
  return others === 1 ? told.a : null
}

function overNothingWords(experiment: Experiment, { overNothing }: Analysis): string[] {
  if (overNothing === null || !overNothing.isTold) return []
  const way = (overNothing.difference ?? 0) > 0 ? '多' : '少'
  const name = experiment.arms.find(({ id }) => id === overNothing.b)?.name ?? ''
  return [`${name}比什么都不发，${way} ${muchText(overNothing)}`]
}

function openWords({ asked: { points, days, why } }: Analysis): string {
  const much = pointsText(points)
  switch (why) {
    case 'inTime':
      return days !== null && days > longestSaidDays
        ? `还看不出；差别要是不到 ${much}，照现在进来的人数，三年也看不出`
        : `还看不出，约 ${days} 天后能看出 ${much}的差`
    case 'passed':
      return `还看不出；要是差 ${much}，多半早看出来了，真有差别也更小`
    case 'nobodyEnters':
      return '还看不出；最近没有新人进来，等也不会更清楚'
    case 'unknown':
      return '还看不出'
  }
}
const longestSaidDays = 3 * 365

function strayWords({ dealt, heldOut }: Analysis): string {
  const p = Math.min(dealt, heldOut ?? 1)
  return `照设好的比例分人，分成现在这样的可能不到千分之一（p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`}）：有人漏了，或一组的人没记全`
}

const groups = (arms: readonly Arm[]) =>
  `${['零', '一', '两', '三', '四', '五'][arms.length] ?? arms.length}组`

/** `33%`, of less than ten `4.2%`. */
export function percentText(part: number): string {
  const percent = part * 100
  return `${percent.toFixed(percent < 10 ? 1 : 0)}%`
}

export function pointsText(part: number): string {
  const points = Math.round(part * 1_000) / 10
  return `${Number.isInteger(points) ? points : points.toFixed(1)} 个点`
}

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`

/** In percent of the other; null where that is of next to nothing: 1,250 % of one person in fifty says less than points do. */
function inPercent({ relative }: Comparison): Comparison['relative'] {
  return relative !== null && Math.abs(relative.difference) <= mostRelative ? relative : null
}
const mostRelative = 10

/** How great a difference is, whatever its direction: `33%`, `1.2 个点`. */
export function muchText(comparison: Comparison): string {
  const relative = inPercent(comparison)
  return relative
    ? percentText(Math.abs(relative.difference))
    : pointsText(Math.abs(comparison.difference ?? 0))
}

function rangeText(comparison: Comparison): string {
  const { interval } = comparison
  const relative = inPercent(comparison)
  return relative
    ? `${signed(relative.from * 100, 0)}% 到 ${signed(relative.to * 100, 0)}%`
    : `${signed(interval.from * 100, 1)} 到 ${signed(interval.to * 100, 1)} 个点`
}

import type { AnswerOf } from '../../api/operations.ts'
import { csvOf } from '../../design/csv.ts'
import { figure, money } from '../../design/numbers.ts'

export type Experiment = AnswerOf<'get', '/experiments/{journeyId}/{place}'>
export type ExperimentRow = AnswerOf<'get', '/experiments'>['items'][number]
export type Arm = ExperimentRow['arms'][number]
type Kind = ExperimentRow['verdict']['kind']

/** In one word, and how loud. */
export const states: Record<Kind, { label: string; tone: 'good' | 'info' | 'attention' | 'bad' | 'quiet' }> =
  {
    told: { label: '可以下结论', tone: 'good' },
    same: { label: '没差别', tone: 'info' },
    open: { label: '还看不出', tone: 'quiet' },
    stray: { label: '先别信', tone: 'bad' },
    noGoal: { label: '没有目标', tone: 'attention' },
    nobody: { label: '还没人进来', tone: 'quiet' },
    waiting: { label: '还没满期', tone: 'quiet' },
    emptyArm: { label: '有一组没人', tone: 'attention' },
  }

/** 16.0%; in words of nobody. */
export const rateText = (rate: number | null): string =>
  rate === null ? '还没有人' : `${(rate * 100).toFixed(1)}%`
export const revenueText = ({ fenPerPerson }: Arm): string =>
  fenPerPerson === null ? '–' : money(fenPerPerson)

/** +4.0 点 */
export function pointsText(part: number): string {
  const points = (Math.abs(part) * 100).toFixed(1)
  return `${Number(points) === 0 ? '' : part < 0 ? '−' : '+'}${points} 点`
}

/** 12月3日 */
export const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

export const pathOf = ({ journeyId, place }: Pick<ExperimentRow, 'journeyId' | 'place'>): string =>
  `/experiments/${journeyId}/${place}`
export const sourceOf = ({ journeyId, isBroadcast }: Pick<ExperimentRow, 'journeyId' | 'isBroadcast'>) =>
  `/${isBroadcast ? 'broadcasts' : 'journeys'}/${journeyId}`

/** How people were dealt: 45 : 45，空白对照 10. */
export function dealText({ arms, next }: Experiment): string {
  const shares = arms.flatMap(({ share }) => (share === null ? [] : [share]))
  if (shares.length === 0) return '新人不再分组'
  return `${shares.join(' : ')}${next && next.holdout > 0 ? `，空白对照 ${next.holdout}%` : ''}`
}

/** Of the two that are compared: B − A of a cut; null where one has nobody. */
export function cutDifference(cut: Experiment['cuts'][number]): number | null {
  const [first, second] = cut.arms
  if (first?.rate == null || second?.rate == null) return null
  return second.rate - first.rate
}

export const cutText = ({
  rate,
  reached,
  people,
}: {
  rate: number | null
  reached: number
  people: number
}) => (rate === null ? '没有人' : `${rateText(rate)}（${figure(reached)}/${figure(people)}）`)

/** Verdict, arms and the course of the interval, as one table after the other. */
export function experimentAsCsv(one: Experiment): string {
  const arms = csvOf<Arm>(
    [
      ['组', ({ letter, name }) => `${letter} ${name}`],
      ['人数', ({ people }) => people],
      ['达成', ({ reached }) => reached],
      ['达成率', ({ rate }) => rateText(rate)],
      ['每人营收', revenueText],
      ['还没满期', ({ waiting }) => waiting],
    ],
    one.arms,
  )
  const course = csvOf<Experiment['course'][number]>(
    [
      ['到哪天进来的人', ({ day }) => day],
      ['差（点）', ({ difference }) => (difference * 100).toFixed(2)],
      ['区间从', ({ from }) => (from * 100).toFixed(2)],
      ['区间到', ({ to }) => (to * 100).toFixed(2)],
    ],
    one.course,
  )
  const said = csvOf<string>([['结论', (line) => line]], [one.verdict.says, ...one.verdict.details])
  // One mark at the head of the file.
  return [said, arms, course].map((part, at) => (at === 0 ? part : part.slice(1))).join('\r\n')
}

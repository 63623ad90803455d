import type { AnswerOf } from '../../../../api/operations.ts'
import { figure, money } from '../../../../design/numbers.ts'
import { allWays, nameOf } from '../../graph/ways.ts'
import { entry, type Journey, kindOf, stepsOf } from '../../graph/written.ts'
import { peopleOnWays, widthOf } from '../figures/flow-people.ts'
import type { FootFigure, StepMark, WayMark } from '../figures/marks.ts'

export type Simulation = NonNullable<
  AnswerOf<'get', '/definitions/{kind}/{id}/simulations/latest'>['simulation']
>
export type Forecast = NonNullable<Simulation['forecast']>

/** The forecast on the picture: who came to each step, what it sent, and ways as wide as many went. */
export function marksOfForecast(
  journey: Journey,
  forecast: Forecast,
): { steps: Record<string, StepMark>; ways: Record<string, WayMark> } {
  const onWays = peopleOnWays(
    journey,
    forecast.entered,
    forecast.steps.map(({ id, came, there, left }) => ({ id, came, there, left: sum(left) })),
  )
  const names = new Map(allWays(journey).map((way) => [nameOf(way), way.label]))
  const steps = Object.fromEntries(
    Object.keys(stepsOf(journey)).map((id) => [id, markOf(journey, id, forecast)]),
  )
  const ways = Object.fromEntries(
    [...onWays].map(([name, people]) => [
      name,
      { width: widthOf(people, forecast.entered), ...(names.get(name) && { value: figure(people) }) },
    ]),
  )
  const came = { text: figure(forecast.entered), tone: 'count' as const }
  return { steps: { ...steps, [entry]: { badge: came } }, ways }
}

function markOf(journey: Journey, id: string, { steps, tasks, entries }: Forecast): StepMark {
  const step = stepsOf(journey)[id]
  const found = steps.find((each) => each.id === id)
  const { came = 0, left = [], there = 0 } = found ?? {}
  const foot: FootFigure[] = []
  const kind = step ? kindOf(step) : null
  if (kind === 'send' && found) {
    foot.push({ label: '发', value: figure(found.sent), ...opening(found.sent, `steps.${id}.sent`) })
    foot.push({
      label: '没发',
      value: figure(found.notSent),
      tone: found.notSent > 0 ? 'bad' : 'strong',
      ...opening(found.notSent, `steps.${id}.notSent`),
    })
    if (found.fen > 0) foot.push({ label: '', value: money(found.fen), tone: 'strong' })
  } else if (kind === 'task' && tasks.length > 0) {
    foot.push({ label: '每天', value: `${perDay(came, entries.length)} 个待办`, tone: 'strong' })
  } else if (there > 0) foot.push({ label: '期末还在这里', value: figure(there), opens: `steps.${id}.there` })
  const [first] = left
  return {
    badge: { text: figure(came), tone: 'count' },
    foot,
    ...(first && {
      exit: {
        label: left.length > 1 ? '中途离开' : first.says,
        value: figure(sum(left)),
        opens: `steps.${id}.left`,
      },
    }),
  }
}

const opening = (count: number, opens: string) => (count > 0 ? { opens } : {})

const sum = (rows: readonly { count: number }[]): number => rows.reduce((all, { count }) => all + count, 0)

/** 43, 0.4: of few a part is told. */
export function perDay(count: number, days: number): string {
  const each = days === 0 ? 0 : count / days
  return each >= 10 || each === 0 ? figure(Math.round(each)) : each.toFixed(1)
}

/** What of the forecast is not simply a figure, in words. */
export function summaryOf({ entered, entries }: Forecast): string {
  const busiest = entries.reduce((most, day) => (day.people > most.people ? day : most), entries[0] ?? nobody)
  if (entered === 0) return '这段时间没有人进入'
  return `人次进入 · 每天 ${perDay(entered, entries.length)}，最多 ${dayText(busiest.day)} ${figure(busiest.people)}`
}

const nobody = { day: '', people: 0 }

/** 10月8日 */
export function dayText(day: string): string {
  const [, month, date] = day.split('-')
  return `${Number(month)}月${Number(date)}日`
}

import { figure, money } from '../../../../design/numbers.ts'
import { titleOf } from '../../graph/step-words.ts'
import type { Journey } from '../../graph/written.ts'
import { dayText, type Forecast } from './forecast-marks.ts'

/** A figure of a forecast that opens its people: what it is called there, and as people read it. */
export interface Told {
  figure: string
  title: string
  count: number
}

const sum = (rows: readonly { count: number }[]): number => rows.reduce((all, { count }) => all + count, 0)

/** What became of the people of one 门店: 发出 90（导购确认 40）· 没发 10 · 待办 12，名额满 3 · ¥4.50 */
export function storeWords(store: Forecast['stores'][number]): string {
  const { sent, confirming, notSent, tasks, overflow, fen, goals } = store
  const ofSales = confirming > 0 ? `（导购确认 ${figure(confirming)}）` : ''
  const todo = [
    ...(tasks > 0 ? [`待办 ${figure(tasks)}`] : []),
    ...(overflow > 0 ? [`名额满 ${figure(overflow)}`] : []),
  ]
  return [
    `发出 ${figure(sent)}${ofSales}`,
    ...(notSent > 0 ? [`没发 ${figure(notSent)}`] : []),
    ...(todo.length > 0 ? [todo.join('，')] : []),
    ...(fen > 0 ? [money(fen)] : []),
    ...(goals > 0 ? [`达成目标 ${figure(goals)}`] : []),
  ].join(' · ')
}

/** What a figure is, by the name its people are kept under; null where the forecast has no such figure. */
export function toldOf(name: string, journey: Journey, forecast: Forecast): Told | null {
  const told = (title: string, count: number | undefined): Told | null =>
    count === undefined ? null : { figure: name, title, count }
  const [, stepId = '', part = ''] = /^steps\.([^.]+)\.(\w+)$/.exec(name) ?? []
  if (stepId) return ofStep(stepId, part, journey, forecast, told)
  const [group = '', ...rest] = name.split(':')
  const key = rest.join(':')
  const among = (rows: Forecast['notSent']) => {
    const row = rows.find(({ reason }) => reason === key)
    return told(row?.says ?? '', row?.count)
  }
  switch (group) {
    case 'entered':
      return told('进入', forecast.entered)
    case 'underWay':
      return told('期末还在流程里', forecast.underWay)
    case 'goals':
      return told('达成目标', forecast.goals.count)
    case 'notSent':
      return among(forecast.notSent)
    case 'putOff':
      return among(forecast.putOff)
    case 'overflow': {
      const row = forecast.overflow.find(({ reason }) => reason === key)
      return told(`名额满了的待办 · ${row?.says ?? ''}`, row?.count)
    }
    case 'ended':
      return among(forecast.ended)
    case 'sent': {
      const row = forecast.sent.find(({ channel }) => channel === key)
      return told(`发出 · ${row?.label ?? ''}`, row?.count)
    }
    case 'tasks': {
      const row = forecast.tasks.find(({ userid }) => userid === key)
      return told(`跟进待办 · ${row?.name ?? '没有人可派'}`, row?.count)
    }
    case 'coupons': {
      const row = forecast.coupons.find(({ id }) => id === key)
      return told(row?.name ?? '', row?.count)
    }
    default:
      return null
  }
}

function ofStep(
  stepId: string,
  part: string,
  journey: Journey,
  { steps }: Forecast,
  told: (title: string, count: number | undefined) => Told | null,
): Told | null {
  const step = steps.find(({ id }) => id === stepId)
  const words: Record<string, [string, number | undefined]> = {
    came: ['来过', step?.came],
    there: ['期末还在这里', step?.there],
    left: ['中途离开', step && sum(step.left)],
    sent: ['发出', step?.sent],
    notSent: ['没发', step?.notSent],
  }
  const [title, count] = words[part] ?? ['', undefined]
  return told(`${titleOf(journey, stepId)} · ${title}`, count)
}

/** What could be saved, in one sentence: 唤醒短信 75 字算 2 条，删 5 字省 ¥155.12. */
export function savingWords(
  { length, segments, cut }: Forecast['savings'][number],
  title: string,
  saved: string,
): string {
  return `「${title}」多为 ${figure(length, '字')}，算 ${figure(segments, '条')}，删 ${figure(cut, '字')}省 ${saved}`
}

/** 8月28日–11月25日 */
export const stretchWords = (from: string, to: string): string => {
  const day = (at: string) => dayText(new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10))
  return `${day(from)}–${day(to)}`
}

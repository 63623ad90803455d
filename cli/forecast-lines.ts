import { channelLabels } from '../domain/audience/labels.ts'
import { runState } from '../domain/journeys/state-words.ts'
import type { JourneyDefinition } from '../domain/language/journey.ts'
import { localTime } from '../domain/local-time.ts'
import { reasonText } from '../domain/outreach/touch/explain.ts'
import type { Forecast } from '../domain/simulation/forecast.ts'
import type { Rates } from '../domain/simulation/rates.ts'
import { isChannel } from '../domain/simulation/reactions.ts'
import type { AnswerPlan } from '../domain/simulation/simulate.ts'
import type { Stretch } from '../domain/simulation/walk.ts'
import { inColumns } from './columns.ts'

export interface AboutForecast {
  name: string
  journey: JourneyDefinition
  stretch: Stretch
  /** When a broadcast was taken to come, whose own time lies outside of the stretch. */
  movedTo: Date | null
  sharePercent: number
  answers: AnswerPlan
  /** How many of each batch are left; absent: not known. */
  stockOf(batchId: string): number | undefined
}

/** A forecast for people, zh-CN. */
export function forecastLines(forecast: Forecast, about: AboutForecast): string[] {
  const { stretch, sharePercent, journey, movedTo } = about
  const day = (at: Date) => localTime(at).toFormat('yyyy年M月d日')
  const sample = sharePercent < 100 ? `，只看其中 ${sharePercent}% 的客户` : ''
  return [
    `预演「${journey.name}」（${about.name}）：${day(stretch.from)} 至 ${day(stretch.to)}，${forecast.customers} 位客户${sample}`,
    '没有写入任何数据，也没有发送任何消息。',
    ...(movedTo === null
      ? []
      : [
          `群发的时间不在这段日子里：按 ${localTime(movedTo).toFormat('yyyy年M月d日 HH:mm')} 发给当时符合条件的人来算`,
        ]),
    '',
    ...entering(forecast),
    ...steps(forecast, journey),
    ...section('离开的原因', named(forecast.ended, runState, '人')),
    ...sending(forecast),
    ...section('没有发出', named(forecast.notSent, reasonText, '条')),
    ...section('推迟过', named(forecast.putOff, reasonText, '条')),
    ...section(
      '跟进待办',
      named(forecast.tasks, (staff) => (staff === '' ? '没有人可派' : staff), '个'),
    ),
    ...stores(forecast),
    ...coupons(forecast, about),
    ...answered(about.answers),
    ...section(
      '出错的步骤',
      named(forecast.faults, (fault) => fault, '次'),
    ),
  ]
}

function entering({ entered, underWay, heldOut, goals, entriesByDay }: Forecast): string[] {
  const days = Object.entries(entriesByDay).sort(([a], [b]) => a.localeCompare(b))
  const goal =
    goals.count === 0
      ? ''
      : `，${goals.count} 人达成目标${goals.valueFen > 0 ? `（${yuan(goals.valueFen)}）` : ''}`
  return [
    `进入 ${entered} 人次，到期末还在流程里 ${underWay} 人${goal}${heldOut > 0 ? `；其中空白对照组 ${heldOut} 人次` : ''}`,
    ...inColumns(days.map(([date, n]) => [`  ${date}`, `${n} 人`])),
    '',
  ]
}

function steps({ steps: counts }: Forecast, journey: JourneyDefinition): string[] {
  const rows = Object.entries(journey.steps).map(([id, { name }]) => {
    const { came = 0, there = 0 } = counts[id] ?? {}
    return [`  ${name ?? id}`, `${came} 人`, there > 0 ? `还停在这里 ${there} 人` : '']
  })
  return section('到过每一步的人', inColumns(rows))
}

function sending({ sent, sms, answers }: Forecast): string[] {
  const rows = Object.entries(sent).map(([channel, n]) => {
    const { failed = 0, opened = 0, clicked = 0, replied = 0 } = answers[channel] ?? {}
    const parts = [
      ...(failed > 0 ? [`未送达 ${failed}`] : []),
      ...(opened > 0 ? [`打开 ${opened}`] : []),
      ...(clicked > 0 ? [`点击 ${clicked}`] : []),
      ...(replied > 0 ? [`回复 ${replied}`] : []),
    ]
    return [`  ${channelWord(channel)}`, `${n} 条`, parts.join('，')]
  })
  const cost = sms.segments > 0 ? [`  短信计费 ${sms.segments} 条，约 ${yuan(sms.fen)}`] : []
  return section('发出的消息', [...inColumns(rows), ...cost])
}

function stores({ stores: found }: Forecast): string[] {
  const rows = Object.entries(found)
    .sort(([, a], [, b]) => b.entered - a.entered)
    .map(([code, { entered, sent, confirming, tasks, overflow }]) => [
      `  ${code === '' ? '没有门店' : code}`,
      `进入 ${entered}`,
      `发出 ${sent}${confirming > 0 ? `（导购确认 ${confirming}）` : ''}`,
      tasks > 0 ? `待办 ${tasks}` : '',
      overflow > 0 ? `名额满 ${overflow}` : '',
    ])
  // Where there are no 门店, all are of none: that says nothing.
  return Object.keys(found).some((code) => code !== '') ? section('各门店', inColumns(rows)) : []
}

function coupons({ coupons: wanted }: Forecast, { stockOf }: AboutForecast): string[] {
  const rows = Object.entries(wanted).map(([batch, n]) => {
    const left = stockOf(batch)
    return [
      `  ${batch}`,
      `${n} 张`,
      left === undefined ? '' : `现有 ${left} 张${n >= left ? '，会用完' : ''}`,
    ]
  })
  return section('发出的优惠券', inColumns(rows))
}

function answered(answers: AnswerPlan): string[] {
  if (answers.kind === 'recorded') return ['客户的回应：按当时真实的回应重放', '']
  const { rates, seed } = answers
  const rows = Object.entries(rates.channels).map(([channel, { failed, opened, clicked, replied }]) => [
    `  ${channelWord(channel)}`,
    `未送达 ${percent(failed)}`,
    `打开 ${percent(opened)}`,
    `点击 ${percent(clicked)}`,
    `回复 ${percent(replied)}`,
    basis(rates, channel),
  ])
  return section(`客户的回应是抽取的（seed ${seed}；用 --rates 改比例）`, inColumns(rows))
}

function basis({ measured }: Rates, channel: string): string {
  const count = isChannel(channel) ? measured[channel] : undefined
  return count === undefined ? '自己的数据太少，用常见值' : `来自最近 90 天的 ${count} 条`
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : [`${title}：`, ...lines, '']
const named = (counts: Record<string, number>, name: (id: string) => string, unit: string): string[] =>
  inColumns(
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([id, n]) => [`  ${name(id)}`, `${n} ${unit}`]),
  )
const channelWord = (channel: string): string => (isChannel(channel) ? channelLabels[channel] : channel)
const percent = (part: number): string => `${Math.round(part * 1_000) / 10}%`
const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`

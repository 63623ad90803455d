import type { AnswerOf } from '../../../../api/operations.ts'
import { titleOf } from '../../graph/step-words.ts'
import { waysOf } from '../../graph/ways.ts'
import { type Journey, stepsOf } from '../../graph/written.ts'

type Details = NonNullable<AnswerOf<'get', '/journeys/{id}/trials/latest'>['details']>
export type Branch = Details['branches'][number]

/** What decided which way they went: 三天内回到小程序？是 · 券发完. */
export function branchTitle(journey: Journey, { ways }: Branch): string {
  const turns = ways.flatMap(({ stepId, place }) => {
    const step = stepsOf(journey)[stepId]
    const outs = step ? waysOf(stepId, step) : []
    const label = outs[place]?.label
    return outs.length > 1 && label ? [turnWords(titleOf(journey, stepId), label)] : []
  })
  return turns.join(' · ') || '只有一条路'
}

/** A title that asks is answered; another one says its own way. */
const turnWords = (title: string, label: string): string =>
  /[?？]$/.test(title) ? `${title}${label}` : `${title}：${label}`

/** The steps they passed, in their order; the last is where they left, when that was not by a way. */
export function passedSteps({ ways }: Branch): string[] {
  const last = ways.at(-1)
  const beyond = last && last.to !== 'end' ? [last.to] : []
  return [...ways.map(({ stepId }) => stepId), ...beyond]
}

/** 发 2 条，1 条没发 */
export function sentWords({ messages }: Branch): string {
  if (messages.length === 0) return '不发消息'
  const silent = messages.filter(({ notSent }) => notSent !== null).length
  const sent = messages.length - silent
  return [sent > 0 && `发 ${sent} 条`, silent > 0 && `${silent} 条没发`].filter(Boolean).join('，')
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** 一进来 · 3 小时后 · 第 4 天 */
export function afterWords(ms: number): string {
  if (ms < minuteMs) return '一进来'
  if (ms < hourMs) return `${Math.round(ms / minuteMs)} 分钟后`
  if (ms < dayMs) return `${Math.round(ms / hourMs)} 小时后`
  return `${Math.round(ms / dayMs)} 天后`
}

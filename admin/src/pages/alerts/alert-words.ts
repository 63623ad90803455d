import type { AnswerOf } from '../../api/operations.ts'
import { figure, rate } from '../../design/numbers.ts'

export type Alert = AnswerOf<'get', '/alerts'>['live'][number]
export type AlertDetails = AnswerOf<'get', '/alerts/{id}'>
export type Watched = AnswerOf<'get', '/alerts'>['watched'][number]
export type CourseStep = AlertDetails['course'][number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export const stateNames: Record<Alert['state'], string> = {
  open: '处理中',
  recovered: '已恢复，等写原因',
  closed: '已关闭',
}
export const stateTones: Record<Alert['state'], 'bad' | 'attention' | 'good'> = {
  open: 'bad',
  recovered: 'attention',
  closed: 'good',
}
export const causeNames: Record<NonNullable<Alert['cause']>, string> = {
  content: '内容',
  numbers: '号码',
  interface: '接口',
  other: '别的',
}
export const suspicionNames = { likely: '最像', possible: '有可能', unlikely: '不像' } as const

/** 短信失败率超过 5% */
export function titleOf({ name, bad, percent }: Pick<Alert, 'name' | 'bad' | 'percent'>): string {
  return `${name}${bad === 'above' ? '超过' : '低于'} ${percent}%`
}

/** 还剩 1 小时 22 分 · 超了 12 分; whole minutes, so that nothing is promised that is over. */
export function leftText(leftMs: number): string {
  return leftMs >= 0 ? `还剩 ${stretchText(leftMs)}` : `超了 ${stretchText(-leftMs)}`
}

function stretchText(ms: number): string {
  const hours = Math.floor(ms / hourMs)
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  if (hours === 0) return `${minutes} 分`
  return minutes === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes} 分`
}

/** 6.2%，324 条里 20 条 */
export function shareText({ part, whole }: Alert['now']): string {
  return whole === 0 ? '现在没有在发' : `${rate(part, whole)}，${figure(whole, '条')}里 ${figure(part, '条')}`
}

/** 短信失败率超过 5% 响，看最近 1 小时，满 100 条才算 */
export function watchedText({ name, bad, percent, least, windowHours }: Watched): string {
  const stretch = windowHours < 24 ? `最近 ${windowHours} 小时` : `最近 ${windowHours / 24} 天`
  return `${titleOf({ name, bad, percent })} 响，看${stretch}，满 ${figure(least, '条')}才算`
}

const names = (words: string | null) => words ?? '没有能告知的人'

/** What a step of its course says. */
export function stepText({ what, words, by, share }: CourseStep, { name }: Pick<Alert, 'name'>): string {
  const figures = share ? `${name} ${rate(share.part, share.whole)}` : name
  switch (what) {
    case 'rang':
      return `${figures}，预警响起`
    case 'told':
      return words === null ? '没有能用企业微信告知的人' : `企业微信告知 ${names(words)}`
    case 'seen':
      return `${by}看到，接手处理`
    case 'passed':
      return `${by}转给 ${names(words)}`
    case 'acted':
      return `${by}${words ?? ''}`
    case 'late':
      return '两小时过了，还没有原因和处理'
    case 'recovered':
      return '好了满 30 分钟，算恢复'
    case 'again':
      return `${figures}，又出现了`
    case 'closed':
      return `${by}写下原因和处理，关闭`
  }
}

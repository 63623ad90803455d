import type { AnswerOf } from '../../api/operations.ts'
import { figure } from '../../design/numbers.ts'
import type { Target } from './changes.ts'
import { countOf, type FigureName, notBySegment, type Overview } from './overview-words.ts'

export type Lift = AnswerOf<'get', '/overview/lift'>

/** One of the results that were asked for. */
export interface Result {
  title: string
  /** 38% · 快 46% · 还看不出. */
  value: string
  /** 达成 109%; null where there is nothing to compare. */
  reached: string | null
  isMet: boolean | null
  /** Of the bar, 0 to 100, and where the target stands on it; null = no bar. */
  bar: { filled: number; mark: number } | null
  target: string
  /** What it is made of. */
  note: string
  /** Counts whose records can be listed. */
  parts: { figure: FigureName; label: string; count: number; unit: string }[]
  /** How it is computed, in one sentence. */
  how: string
}

const cantTell = '还看不出'
const minutesOfHour = 60

/** 38% · 8.5%; never more than one place. */
const percentText = (percent: number): string => `${Math.round(percent * 10) / 10}%`

/** 12 秒 · 15 分 · 4.8 小时 */
export function stretchText(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1_000)} 秒`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} 分`
  return ms < 86_400_000 ? `${round(ms / 3_600_000)} 小时` : `${round(ms / 86_400_000)} 天`
}
const round = (value: number): number => Math.round(value * 10) / 10

const hours = (minutes: number): string =>
  minutes < minutesOfHour
    ? `${Math.round(minutes)} 分`
    : `${figure(Math.round(minutes / minutesOfHour))} 小时`

/** How it stands against its target; the mark stands at three quarters of the bar, so that what is over shows. */
function against(
  percent: number | null,
  target: Target | undefined,
): Pick<Result, 'reached' | 'isMet' | 'bar'> {
  if (percent === null || target === undefined) return { reached: null, isMet: null, bar: null }
  const share = (percent / target.value) * 100
  return {
    reached: `达成 ${Math.max(0, Math.round(share))}%`,
    isMet: percent >= target.value,
    bar: { filled: Math.min(100, Math.max(0, share * 0.75)), mark: 75 },
  }
}

const targetText = (target: Target | undefined, words: (value: number) => string): string =>
  target === undefined ? '没有设目标' : `目标 ${words(target.value)}`

function work(data: Overview): Result {
  const { work } = data.results
  const target = data.targets.manualSaved
  const parts: Result['parts'] = [
    { figure: 'entered', label: '挑出客户', count: countOf(data, 'entered'), unit: '人次' },
    { figure: 'sent', label: '发出消息', count: countOf(data, 'sent'), unit: '条' },
  ]
  if (work === null) {
    return {
      ...{ title: '少花的人工', value: notBySegment, reached: null, isMet: null, bar: null, parts },
      target: targetText(target, percentText),
      note: '待办不记当时在哪些人群包，省了多少算不出来',
      how: '自动做完的每一步按手工要花的分钟算，占它加上导购亲手跟进的百分之几；待办不分人群包，所以选了人群包就不算。',
    }
  }
  return {
    title: '少花的人工',
    value: work.percent === null ? '还没有' : percentText(work.percent),
    ...against(work.percent, target),
    target: targetText(target, percentText),
    note:
      work.percent === null
        ? '这些天还没有做过一步'
        : `${figure(work.steps, '步')}自动做完，省 ${hours(work.savedMinutes)}`,
    parts: [
      ...parts,
      { figure: 'tasksMade', label: '派出待办', count: countOf(data, 'tasksMade'), unit: '件' },
    ],
    how: `自动做完的每一步按手工要花的分钟算（设置里的「手工要多久」），占它加上导购亲手跟进的 ${hours(work.leftMinutes)}的百分之几。`,
  }
}

function speed({ results: { speed }, targets }: Overview): Result {
  const { actions, medianMs, p95Ms, manualMs, percent } = speed
  const target = targets.faster
  const slower = percent !== null && percent < 0
  return {
    title: '从该做到做了',
    value:
      actions === 0
        ? '还没有'
        : percent === null
          ? '比手工慢'
          : `${slower ? '慢' : '快'} ${percentText(Math.abs(percent))}`,
    ...against(percent, target),
    ...(actions > 0 && percent === null && target !== undefined && { isMet: false, reached: '达成 0%' }),
    target: targetText(target, (value) => `快 ${percentText(value)}`),
    note:
      actions === 0
        ? '这些天还没有发出消息'
        : `手工 ${stretchText(manualMs)} → 一半在 ${medianMs === null ? '3 天以上' : `${stretchText(medianMs)}内`}，95% 在 ${p95Ms === null ? '3 天以上' : `${stretchText(p95Ms)}内`}`,
    parts: [{ figure: 'acted', label: '做出的动作', count: actions, unit: '次' }],
    how: '流程走到该发的那一步，到消息真的发出，等免打扰结束、等导购确认也算在内；取一半动作的上限，和设置里手工做出反应的时间比。',
  }
}

function guarded(data: Overview): Result {
  const { guarded } = data.results
  const { tooOften, unwanted, wrongFlow, putOff, slips, percent } = guarded
  const held = tooOften + unwanted + wrongFlow + putOff
  return {
    title: '拦住的风险',
    value: percent === null ? '没有要拦的' : figure(held, '次'),
    reached: percent === null ? null : `达成 ${percentText(percent)}`,
    isMet: percent === null ? null : slips === 0,
    bar: percent === null ? null : { filled: percent, mark: 100 },
    target: '目标 全部拦住',
    note: `漏 ${figure(slips, '次')}`,
    parts: [
      { figure: 'tooOften', label: '超频', count: tooOften, unit: '次' },
      { figure: 'unwanted', label: '勿扰、拒收', count: unwanted, unit: '次' },
      { figure: 'wrongFlow', label: '不该进流程', count: wrongFlow, unit: '次' },
      { figure: 'putOff', label: '挪到合适时候', count: putOff, unit: '次' },
      { figure: 'twice', label: '漏：可能发了两次', count: countOf(data, 'twice'), unit: '次' },
    ],
    how: '发之前被频控、勿扰和授权、排除名单拦下，或挪出免打扰时段的消息；漏掉的是平台没有答复、可能发了两次的。',
  }
}

/** `lift` is null while it is not there, or for somebody who may not see it; `isNarrowed` = one 门店, 大区 or 人群包 is looked at. */
export function liftResult(data: Overview, lift: Lift | null, isNarrowed: boolean): Result {
  const target = data.targets.lift
  const base = {
    ...{ title: '多转化多少', reached: null, isMet: null, bar: null, parts: [] },
    target: targetText(target, (value) => `+${percentText(value)}`),
    how: '每个设了空白对照组的流程，照走的人比对照组多达成目标的百分之几，按照走的人数合起来；只算目标期限已满的人，不分时间段、门店和人群包。',
  }
  if (isNarrowed) return { ...base, value: '只看全公司', note: '对照组是全公司一起抽的，不分门店和人群包' }
  if (lift === null) return { ...base, value: '–', note: '还没有取到' }
  const { state, percent, interval, held, treated, flows } = lift
  if (state === 'none')
    return { ...base, value: cantTell, note: '没有流程设空白对照组，在流程设置里留一部分人不发' }
  if (state === 'waiting') {
    return { ...base, value: cantTell, note: `${figure(flows, '个流程')}有对照组，还没有人满目标期限` }
  }
  const people = `对照组 ${figure(held.people, '人')}里 ${figure(held.reached, '人')}达成，照走的 ${figure(treated.people, '人')}里 ${figure(treated.reached, '人')}`
  if (percent === null || interval === null)
    return { ...base, value: cantTell, note: `${people}；对照组还没有人达成，比不出倍数` }
  const between = `区间 ${signed(interval.from)} 到 ${signed(interval.to)}`
  if (state === 'open')
    return { ...base, value: cantTell, note: `现在 ${signed(percent)}，${between}，可能是碰巧；${people}` }
  return { ...base, ...against(percent, target), value: signed(percent), note: `${between}；${people}` }
}

const signed = (percent: number): string =>
  `${percent < 0 ? '−' : '+'}${percentText(Math.abs(Math.round(percent)))}`

/** The four, in the order they were asked for. */
export function resultsOf(data: Overview, lift: Lift | null, isNarrowed: boolean): Result[] {
  return [work(data), speed(data), liftResult(data, lift, isNarrowed), guarded(data)]
}

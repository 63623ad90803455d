import type { ReportedAlert, ReportKind, ReportSection } from '../../models/reports.ts'
import { moneyText } from '../campaigns/numbers.ts'

type Figures = ReportSection['figures']
const nothing = { now: { count: 0, sum: 0 }, before: { count: 0, sum: 0 } }
export const figureIn = (figures: Figures, name: string) => figures[name] ?? nothing

export const beforeWords: Record<ReportKind, string> = { daily: '前一天', weekly: '前一周' }

/** 「12.5%」; of nothing there is no share. */
export const shareWords = (part: number, whole: number): string | null =>
  whole === 0 ? null : `${Math.round((part * 1000) / whole) / 10}%`

/** Whether nothing at all happened, now and before. */
export function isSilent({ figures }: ReportSection): boolean {
  return Object.values(figures).every(({ now, before }) => now.count === 0 && before.count === 0)
}

export function entryWords({ figures }: ReportSection, kind: ReportKind): string {
  const { now, before } = figureIn(figures, 'entered')
  const through = figureIn(figures, 'through').now.count
  const share = shareWords(through, through + figureIn(figures, 'notThrough').now.count)
  return `触发 ${now.count} 人次（${beforeWords[kind]} ${before.count}）${share === null ? '' : `，走完 ${share}`}`
}

export function sendWords({ figures }: ReportSection): string {
  const sent = figureIn(figures, 'sent').now.count
  const failed = figureIn(figures, 'smsFailed').now.count
  const whole = failed + figureIn(figures, 'smsSent').now.count
  const clicks = `点击 ${figureIn(figures, 'clicked').now.count}`
  if (whole === 0) return `发出 ${sent} 条，${clicks}`
  const sms =
    failed === 0
      ? '短信没有失败'
      : `短信失败 ${failed}/${whole}（${shareWords(failed, whole)}，目标 1% 以下）`
  return `发出 ${sent} 条，${clicks}；${sms}`
}

export function orderWords({ figures }: ReportSection, kind: ReportKind): string {
  const { now, before } = figureIn(figures, 'orders')
  if (now.count === 0) return `没有订单（${beforeWords[kind]} ${before.count} 笔）`
  return `订单 ${now.count} 笔，营收 ${moneyText(now.sum)}（${beforeWords[kind]} ${moneyText(before.sum)}）`
}

export function followUpWords({ followUps: { open, late } }: ReportSection): string {
  if (open === 0) return '待办都做完了'
  return late === 0 ? `待办还有 ${open} 件，没有超时` : `待办还有 ${open} 件，超时 ${late} 件`
}

/** Null where nothing waits. */
export function unconfirmedWords({ unconfirmed: { sends, staff } }: ReportSection): string | null {
  return sends === 0 ? null : `${staff} 位导购还有 ${sends} 条群发没确认`
}

const causes: Record<string, string> = {
  content: '内容有问题',
  numbers: '号码不对',
  interface: '接口故障',
  other: '其他原因',
}

/** What rang, and what was done about it. */
export function alertWords({ name, part, whole, state, cause, action }: ReportedAlert): string {
  const figure = `${name} ${shareWords(part, whole) ?? '–'}`
  if (state !== 'closed') return `${figure}，${state === 'recovered' ? '已恢复，还没写原因' : '还没处理'}`
  const why = cause === undefined ? '' : `，${causes[cause] ?? cause}`
  return `${figure}${why}${action ? `，已处理：${action}` : '，已处理'}`
}

/** A moment as rules write it: counted from now, or a fixed one. */
export type MomentForm =
  | { kind: 'relative'; count: number; unit: MomentUnit; direction: 'ago' | 'from now' }
  | { kind: 'at'; iso: string }

export type MomentUnit = 'hour' | 'day' | 'week' | 'month' | 'year'

export const momentUnits: Record<MomentUnit, string> = {
  hour: '小时',
  day: '天',
  week: '周',
  month: '个月',
  year: '年',
}

export function readMoment(text: unknown): MomentForm | null {
  if (typeof text !== 'string') return null
  const [, count, unit, direction] = /^(\d+) (hour|day|week|month|year)s? (ago|from now)$/.exec(text) ?? []
  if (count && unit && direction) {
    return { kind: 'relative', count: Number(count), unit: unit as MomentUnit, direction: direction as 'ago' }
  }
  return Number.isNaN(Date.parse(text)) ? null : { kind: 'at', iso: text }
}

export function writeMoment(form: MomentForm): string {
  if (form.kind === 'at') return form.iso
  const { count, unit, direction } = form
  return `${count} ${unit}${count === 1 ? '' : 's'} ${direction}`
}

/** A length of time: `90 days`. */
export interface SpanForm {
  count: number
  unit: 'minute' | 'hour' | 'day' | 'week'
}

export const spanUnits: Record<SpanForm['unit'], string> = {
  minute: '分钟',
  hour: '小时',
  day: '天',
  week: '周',
}

export function readSpan(text: unknown): SpanForm | null {
  const [, count, unit] = /^(\d+) (minute|hour|day|week)s?$/.exec(String(text ?? '')) ?? []
  return count && unit ? { count: Number(count), unit: unit as SpanForm['unit'] } : null
}

export const writeSpan = ({ count, unit }: SpanForm): string => `${count} ${unit}${count === 1 ? '' : 's'}`

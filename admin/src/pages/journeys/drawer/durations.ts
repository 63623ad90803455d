export interface Duration {
  count: number
  unit: Unit
}
export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month'

export const unitNames: Record<Unit, string> = {
  minute: '分钟',
  hour: '小时',
  day: '天',
  week: '周',
  month: '个月',
}

/** `3 days`; null when it is written otherwise. */
export function readDuration(text: unknown): Duration | null {
  const [, count, unit] = /^(\d+) (minute|hour|day|week|month)s?$/.exec(String(text)) ?? []
  return count && unit ? { count: Number(count), unit: unit as Unit } : null
}

export function writeDuration({ count, unit }: Duration): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

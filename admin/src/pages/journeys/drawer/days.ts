/** On which days a wait goes on. */
export type DaysForm =
  | { kind: 'any' }
  | { kind: 'working' }
  | { kind: 'weekdays'; weekdays: number[] }
  | { kind: 'month'; day: number }

/** Monday is 1. */
export const weekdayNames = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

export function readDays(on: unknown): DaysForm {
  if (on === 'working day') return { kind: 'working' }
  if (typeof on !== 'object' || on === null) return { kind: 'any' }
  const weekdays: unknown = Reflect.get(on, 'weekdays')
  if (Array.isArray(weekdays)) return { kind: 'weekdays', weekdays: weekdays.map(Number) }
  const day: unknown = Reflect.get(on, 'dayOfMonth')
  return typeof day === 'number' ? { kind: 'month', day } : { kind: 'any' }
}

/** Null = any day, which is not written. */
export function writeDays(form: DaysForm): unknown {
  switch (form.kind) {
    case 'any':
      return null
    case 'working':
      return 'working day'
    case 'weekdays':
      return { weekdays: [...form.weekdays].sort((a, b) => a - b) }
    case 'month':
      return { dayOfMonth: form.day }
  }
}

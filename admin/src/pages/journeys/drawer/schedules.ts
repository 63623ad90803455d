/** When a flow begins by the clock, as a form has it; times are `HH:mm`, Asia/Shanghai. */
export type ScheduleForm =
  | { kind: 'daily'; time: string }
  | { kind: 'weekly'; time: string; weekdays: number[] }
  | { kind: 'monthly'; time: string; days: number[] }
  | { kind: 'yearly'; time: string; month: number; day: number }
  | { kind: 'once'; at: string }
  /** Written by hand. */
  | { kind: 'cron'; cron: string }

export function readSchedule(schedule: unknown): ScheduleForm {
  const at = typeof schedule === 'object' && schedule !== null ? Reflect.get(schedule, 'at') : undefined
  if (typeof at === 'string') return { kind: 'once', at }
  const written =
    typeof schedule === 'object' && schedule !== null ? Reflect.get(schedule, 'cron') : undefined
  const cron = typeof written === 'string' ? written : ''
  return readCron(cron) ?? { kind: 'cron', cron }
}

function readCron(cron: string): ScheduleForm | null {
  const [, minute = '', hour = '', day = '', month = '', weekday = ''] =
    /^(\d{1,2}) (\d{1,2}) (\*|[\d,]+) (\*|\d{1,2}) (\*|[\d,]+)$/.exec(cron.trim()) ?? []
  if (minute === '') return null
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (weekday !== '*') {
    // Sunday is written 0 or 7.
    const weekdays = numbers(weekday).map((one) => (one === 0 ? 7 : one))
    return day === '*' && month === '*' ? { kind: 'weekly', time, weekdays } : null
  }
  if (month === '*')
    return day === '*' ? { kind: 'daily', time } : { kind: 'monthly', time, days: numbers(day) }
  const [only, ...others] = day === '*' ? [] : numbers(day)
  return only === undefined || others.length > 0
    ? null
    : { kind: 'yearly', time, month: Number(month), day: only }
}

const numbers = (list: string): number[] => list.split(',').map(Number)

/** The same as it is written in a flow. */
export function writeSchedule(form: ScheduleForm): { cron: string } | { at: string } {
  if (form.kind === 'once') return { at: form.at }
  if (form.kind === 'cron') return { cron: form.cron }
  const [hour = 10, minute = 0] = form.time.split(':').map(Number)
  return { cron: `${minute} ${hour} ${daysOf(form)}` }
}

function daysOf(form: Exclude<ScheduleForm, { kind: 'once' | 'cron' }>): string {
  const sorted = (list: number[]) => [...list].sort((a, b) => a - b).join(',')
  switch (form.kind) {
    case 'daily':
      return '* * *'
    case 'weekly':
      return `* * ${sorted(form.weekdays.map((day) => day % 7))}`
    case 'monthly':
      return `${sorted(form.days)} * *`
    case 'yearly':
      return `${form.day} ${form.month} *`
  }
}

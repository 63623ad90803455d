import { clockText } from '../../local-time.ts'

const weekdays = ['日', '一', '二', '三', '四', '五', '六', '日']

/** `每月 1、15 日 10:00`; one that people would not say in a line stays cron. */
export function describeCron(cron: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.trim().split(/\s+/)
  const time = clockOf(hour, minute)
  const days = daysOf(day, month, weekday)
  return time === null || days === null ? `按计划（cron ${cron}）` : `${days} ${time}`
}

function clockOf(hour: string, minute: string): string | null {
  const [at] = numbers(minute) ?? []
  const hours = numbers(hour)
  if (hours === null || at === undefined || !/^\d+$/.test(minute)) return null
  return hours.map((one) => clockText(one * 60 + at)).join('、')
}

function daysOf(day: string, month: string, weekday: string): string | null {
  if (weekday !== '*') return day === '*' && month === '*' ? weekdaysOf(weekday) : null
  const days = day === '*' ? [] : numbers(day)
  const months = month === '*' ? [] : numbers(month)
  if (days === null || months === null) return null
  if (days.length === 0) return months.length === 0 ? '每天' : `每年 ${months.join('、')} 月每天`
  const when = `${days.join('、')} 日`
  return months.length === 0 ? `每月 ${when}` : `每年 ${months.join('、')} 月 ${when}`
}

function weekdaysOf(weekday: string): string | null {
  const [, from, to] = /^([0-7])-([0-7])$/.exec(weekday) ?? []
  if (from !== undefined && to !== undefined) return `每周${weekdays[+from]}至周${weekdays[+to]}`
  const days = numbers(weekday)
  return days === null ? null : `每周${days.map((one) => weekdays[one]).join('、')}`
}

/** Of a list like `1,15`; null when it is anything else. */
function numbers(field: string): number[] | null {
  return /^\d+(,\d+)*$/.test(field) ? field.split(',').map(Number) : null
}

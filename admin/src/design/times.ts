// Times as people say them. Pages show business moments in the zone of the company.

const zone = 'Asia/Shanghai'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

interface Parts {
  year: number
  month: number
  day: number
  time: string
  seconds: string
}

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

function partsOf(moment: Date): Parts {
  const found = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]))
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    time: `${found.hour}:${found.minute}`,
    seconds: `${found.second}`,
  }
}

const nearDays: Record<number, string> = { [-2]: '前天', [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' }

/** 今天 14:05 · 昨天 09:00 · 11月26日 14:05 · 2025年11月26日 14:05 */
export function momentInWords(moment: Date, now: Date): string {
  const [then, today] = [partsOf(moment), partsOf(now)]
  const days = (dayNumber(then) - dayNumber(today)) / dayMs
  const day = nearDays[days] ?? dayInWords(moment, now)
  return `${day} ${then.time}`
}

/** 11月26日 · 2025年11月26日 in another year */
export function dayInWords(moment: Date, now: Date): string {
  const [then, today] = [partsOf(moment), partsOf(now)]
  return `${then.year === today.year ? '' : `${then.year}年`}${then.month}月${then.day}日`
}

/** 2026年11月26日 14:05:12: what stands behind the words, on hover. */
export function fullMoment(moment: Date): string {
  const { year, month, day, time, seconds } = partsOf(moment)
  return `${year}年${month}月${day}日 ${time}:${seconds}`
}

/** 14:05:12, of something that was just now. */
export function exactTime(moment: Date): string {
  const { time, seconds } = partsOf(moment)
  return `${time}:${seconds}`
}

/** 40 秒 · 3 分钟 · 1 小时 07 分 · 3 天 */
export function spanInWords(ms: number): string {
  if (ms < minuteMs) return `${Math.max(1, Math.ceil(ms / 1_000))} 秒`
  if (ms < hourMs) return `${Math.round(ms / minuteMs)} 分钟`
  if (ms >= dayMs) return `${Math.round(ms / dayMs)} 天`
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  const hours = `${Math.floor(ms / hourMs)} 小时`
  return minutes === 0 ? hours : `${hours} ${String(minutes).padStart(2, '0')} 分`
}

function dayNumber({ year, month, day }: Parts): number {
  return Date.UTC(year, month - 1, day)
}

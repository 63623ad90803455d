import type { Task } from '../../models/tasks.ts'
import { localTime } from '../local-time.ts'

/** What a task waits for from its holder, and until when. */
export interface Deadline {
  to: 'accept' | 'finish' | 'lookAgain'
  at: Date
}

/** The deadline that holds now; null before a card has reached anybody, and when the task is closed. */
export function deadlineOf(task: Pick<Task, 'state' | 'acceptBy' | 'laterUntil' | 'dueBy'>): Deadline | null {
  if (task.state === 'offered') return task.acceptBy ? { to: 'accept', at: task.acceptBy } : null
  if (task.state !== 'accepted') return null
  if (task.laterUntil) return { to: 'lookAgain', at: task.laterUntil }
  return task.dueBy ? { to: 'finish', at: task.dueBy } : null
}

/** 今天 18:00 · 明天 09:30 · 12月6日 周日 15:00, on the clocks of `zone`. */
export function momentInWords(at: Date, now: Date, zone: string): string {
  const local = localTime(at, zone).setLocale('zh-CN')
  const days = local.startOf('day').diff(localTime(now, zone).startOf('day'), 'days').days
  const day = nearDays.get(days) ?? local.toFormat('M月d日 ccc')
  return `${day} ${local.toFormat('HH:mm')}`
}
const nearDays = new Map([
  [-1, '昨天'],
  [0, '今天'],
  [1, '明天'],
])

/** 26 分 · 3 小时 · 2 天: how late something is, in its largest unit. */
export function spanInWords(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  if (minutes < 60) return `${minutes} 分`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} 小时` : `${Math.floor(hours / 24)} 天`
}

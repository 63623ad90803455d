import { type Deadline, momentInWords, spanInWords } from '../../../domain/sales/moments.ts'

export interface DeadlineWords {
  tone: 'late' | 'soon' | 'calm'
  /** 晚了 26 分 · 今天 18:00 前 */
  short: string
}

const hourMs = 3_600_000
const asked = { accept: '接受', finish: '要有结果' }

/** A deadline as salespeople read it; amber in its last hour, red when late. */
export function deadlineInWords(deadline: Deadline, now: Date, zone: string): DeadlineWords {
  const leftMs = deadline.at.getTime() - now.getTime()
  const moment = momentInWords(deadline.at, now, zone)
  if (leftMs < 0) return { tone: 'late', short: `晚了 ${spanInWords(-leftMs)}` }
  if (deadline.to === 'lookAgain') return { tone: 'calm', short: `${moment} 再跟进` }
  return { tone: leftMs < hourMs ? 'soon' : 'calm', short: `${moment} 前` }
}

export interface TimeLeftWords {
  tone: DeadlineWords['tone']
  /** 还剩 1 小时 49 分接受 */
  left: string
  /** 今天 14:54 到点 */
  moment: string
}

/** How long is left for what is asked for, by working time, and when that is over. */
export function timeLeftInWords(deadline: Deadline, leftMs: number, now: Date, zone: string): TimeLeftWords {
  const { tone } = deadlineInWords(deadline, now, zone)
  const moment = momentInWords(deadline.at, now, zone)
  if (deadline.to === 'lookAgain') {
    return { tone, left: tone === 'late' ? '约好的时间过了' : '约好了', moment: `${moment} 再跟进` }
  }
  const what = asked[deadline.to]
  if (tone === 'late')
    return {
      tone,
      left: `晚了 ${spanInWords(now.getTime() - deadline.at.getTime())}`,
      moment: `限 ${moment} ${what}`,
    }
  if (deadline.to === 'finish') return { tone, left: '✓ 已接受', moment: `${moment} 前${what}` }
  return { tone: 'soon', left: `还剩 ${hoursInWords(leftMs)}${what}`, moment: `${moment} 到点` }
}

/** How long is left to confirm a group-send, by the clock; amber in its last hour. 还剩 3 小时 20 分 */
export function timeLeftToConfirm(until: Date, now: Date): Pick<TimeLeftWords, 'tone' | 'left'> {
  const leftMs = until.getTime() - now.getTime()
  if (leftMs <= 0) return { tone: 'late', left: '到点了' }
  return { tone: leftMs < hourMs ? 'soon' : 'calm', left: `还剩 ${hoursInWords(leftMs)}` }
}

/** 1 小时 49 分 */
function hoursInWords(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  const parts = [Math.floor(minutes / 60), minutes % 60]
  const words = [`${parts[0]} 小时`, `${parts[1]} 分`].filter((_, n) => parts[n] !== 0)
  return words.join(' ')
}

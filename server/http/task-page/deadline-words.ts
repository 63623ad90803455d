import { type Deadline, momentInWords, spanInWords } from '../../../domain/sales/moments.ts'

export interface DeadlineWords {
  tone: 'late' | 'soon' | 'calm'
  /** 晚了 26 分 · 今天 18:00 前 */
  short: string
  /** The same with what is asked for: 请在今天 18:00 前接受 */
  long: string
}

const hourMs = 3_600_000
const asked = { accept: '接受', finish: '要有结果', lookAgain: '再跟进' }

/** A deadline as salespeople read it; amber in its last hour, red when late. */
export function deadlineInWords(deadline: Deadline, now: Date, zone: string): DeadlineWords {
  const leftMs = deadline.at.getTime() - now.getTime()
  const moment = momentInWords(deadline.at, now, zone)
  const what = asked[deadline.to]
  if (leftMs < 0) {
    const late = `晚了 ${spanInWords(-leftMs)}`
    return { tone: 'late', short: late, long: `${late}，${moment} 前${what}` }
  }
  if (deadline.to === 'lookAgain')
    return { tone: 'calm', short: `${moment} 再跟进`, long: `约好 ${moment} 再跟进` }
  return { tone: leftMs < hourMs ? 'soon' : 'calm', short: `${moment} 前`, long: `${moment} 前${what}` }
}

import type { AttributionReport } from '../../../models/attribution-rounds.ts'
import type { SyncReport } from '../../../models/contact-sync.ts'
import type { ReconciledDay } from '../../../models/reconciled-days.ts'
import type { RecountReport } from '../../../models/recounts.ts'
import type { TraitReport } from '../../../models/trait-check.ts'

/** The last rounds as they ended; null where none did yet. */
export interface LastRounds {
  contacts: Pick<SyncReport, 'endedAt' | 'counts' | 'skipped'> | null
  traits: Pick<TraitReport, 'endedAt' | 'checked' | 'differing'> | null
  figures: Pick<RecountReport, 'endedAt' | 'checked' | 'differing'> | null
  attribution: Pick<AttributionReport, 'endedAt' | 'orders' | 'differing'> | null
  /** The last day whose bills were compared. */
  bills: Pick<ReconciledDay, '_id' | 'at' | 'totals' | 'failed'> | null
}
export const roundNames = ['contacts', 'traits', 'figures', 'attribution', 'bills'] as const
export type RoundName = (typeof roundNames)[number]

/** A round that ran: what it found, in one sentence, and whether somebody is to look. */
export interface RanRound {
  name: RoundName
  at: Date
  isGood: boolean
  says: string
}

/** Pure: what ran by itself, in the order it ended; rounds older than `since` did not run this night. */
export function ranSince(rounds: LastRounds, since: Date): RanRound[] {
  return roundNames
    .flatMap((name) => tellers[name](rounds) ?? [])
    .filter(({ at }) => at >= since)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

const mended = (checked: string, differing: number): string =>
  differing === 0 ? `${checked}，都对得上` : `${checked}，${differing} 处不同，已改正`

const tellers: Record<RoundName, (rounds: LastRounds) => RanRound | null> = {
  contacts({ contacts }) {
    if (contacts === null) return null
    const { endedAt: at, counts, skipped } = contacts
    const { begun = 0, ended = 0, failed = 0 } = counts
    const isGood = skipped.length === 0 && failed === 0
    const found = begun + ended === 0 ? '没有漏掉的' : `补上 ${begun} 个新好友、${ended} 个走了的`
    const left = isGood ? '' : `；${skipped.length} 位成员、${failed} 位客户没有读到`
    return { name: 'contacts', at, isGood, says: `企业微信核对：${found}${left}` }
  },
  traits({ traits }) {
    if (traits === null) return null
    const { endedAt: at, checked, differing } = traits
    return {
      name: 'traits',
      at,
      isGood: differing === 0,
      says: `客户属性复算：${mended(`${checked} 人`, differing)}`,
    }
  },
  figures({ figures }) {
    if (figures === null) return null
    const { endedAt: at, checked, differing } = figures
    const says = `数字复算：${mended(`${checked} 组小时数`, differing)}`
    return { name: 'figures', at, isGood: differing === 0, says }
  },
  attribution({ attribution }) {
    if (attribution === null) return null
    const { endedAt: at, orders, differing } = attribution
    const says = `归因复算：${mended(`${orders} 笔订单`, differing)}`
    return { name: 'attribution', at, isGood: differing === 0, says }
  },
  bills({ bills }) {
    if (bills?.at === undefined) return null
    const { _id: day, at, totals, failed } = bills
    if (failed !== undefined)
      return { name: 'bills', at, isGood: false, says: `微信支付对账：${day} 的没有对成` }
    const differences = totals?.differences ?? 0
    const found = differences === 0 ? '都对得上' : `${differences} 处要人看`
    return { name: 'bills', at, isGood: differences === 0, says: `微信支付对账：${day}，${found}` }
  },
}

import type { AttributionReport } from '../attribution/report.ts'
import { spentFen } from '../attribution/spend.ts'
import type { CostRules } from '../language/costs.ts'
import type { ContentCounts, FlowCounts, StoreCounts } from './tables.ts'

/** What things are called. */
export interface Names {
  /** Now, or what it was called last. */
  flow(id: string): Promise<string>
  message(id: string): Promise<string>
  /** What a version called its flow; null where nothing is known of it any more. */
  version(id: string): Promise<string | null>
}

export interface FlowRow extends Omit<FlowCounts, 'versions'> {
  name: string
  /** What it was called while it did this, where that was another name. */
  earlierNames: string[]
}

export interface ContentRow extends ContentCounts {
  name: string
  /** By linear attribution; null of a campaign, whose orders are not told apart by content. */
  orders: number | null
  ordersFen: number | null
  costFen: number
}

export interface StoreRow extends StoreCounts {
  name: string
  /** Nobody knows a 门店 of this code any more. */
  isGone: boolean
}

export async function flowRows(counts: readonly FlowCounts[], names: Names): Promise<FlowRow[]> {
  return Promise.all(
    counts.map(async ({ versions, ...row }) => {
      const name = await names.flow(row.flow)
      const then = await Promise.all(versions.map(names.version))
      const others = then.filter((one): one is string => one !== null && one !== name)
      return { ...row, name, earlierNames: [...new Set(others)] }
    }),
  )
}

/** What has no message. */
const unwritten: Record<string, string> = { followUp: '导购跟进', words: '导购自选话术' }

/** With what attribution gave each, where it is of a period: also those that cost and sent nothing Kelu counted. */
export async function contentRows(
  counts: readonly ContentCounts[],
  names: Names,
  costs: CostRules,
  attributed: Pick<AttributionReport, 'contents' | 'spend'> | null,
): Promise<ContentRow[]> {
  const keyOf = ({ channel, content }: { channel: string; content: string }) => `${channel} ${content}`
  const known = new Map(counts.map((row) => [keyOf(row), row]))
  for (const row of [...(attributed?.contents ?? []), ...(attributed?.spend ?? [])]) {
    if (!known.has(keyOf(row)))
      known.set(keyOf(row), { ...nothing, channel: row.channel, content: row.content })
  }
  const given = new Map(attributed?.contents.map((row) => [keyOf(row), row.byModel.linear]))
  const spent = new Map(attributed?.spend?.map((row) => [keyOf(row), row]))
  return Promise.all(
    [...known].map(async ([key, row]) => {
      const linear = given.get(key) ?? { orders: 0, fen: 0, couponFen: 0 }
      const own = spent.get(key)
      return {
        ...row,
        name: unwritten[row.content] ?? (await names.message(row.content)),
        orders: attributed === null ? null : linear.orders,
        ordersFen: attributed === null ? null : linear.fen,
        costFen:
          attributed === null
            ? Math.round(row.segments * costs.smsSegmentFen)
            : (own ? spentFen(own, costs) : 0) + linear.couponFen,
      }
    }),
  )
}

const nothing = { sent: 0, failed: 0, opened: 0, clicked: 0, replied: 0, segments: 0 }

/** A 门店 that closed keeps its code. */
export function storeRows(counts: readonly StoreCounts[], names: ReadonlyMap<string, string>): StoreRow[] {
  return counts.map((row) => {
    if (row.store === null) return { ...row, name: '没有门店', isGone: false }
    const name = names.get(row.store)
    return { ...row, name: name ?? `${row.store}（已关店）`, isGone: name === undefined }
  })
}

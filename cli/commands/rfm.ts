import { proposeBounds, type ScoredBuyer } from '../../domain/customers/propose-bounds.ts'
import { daysSince } from '../../domain/customers/traits/buying-cycle.ts'
import { rfmOf } from '../../domain/customers/traits/rfm.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { BuyerRules } from '../../domain/language/buyer-rules.ts'
import { isoDay } from '../../domain/local-time.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'

type Rfm = BuyerRules['rfm']
type Buyer = ScoredBuyer & { lastOn: string }

const rows = [
  { key: 'recencyDays', score: 'rfmR', label: '最近购买（几天内）' },
  { key: 'frequency', score: 'rfmF', label: '近一年购买（至少几次）' },
  { key: 'monetaryFen', score: 'rfmM', label: '近一年消费（超过多少分）' },
] as const

/** Bounds from the shop's own fifths, beside those in force: a person puts them into the settings, or does not. */
export const rfm: Command = {
  usage: 'rfm',
  summary: '按现有客户的五等分，建议 RFM 打分的界限；只看不改，要用就写进设置再发布',
  async run({ world }) {
    const { buyers, snapshot, clock } = await world()
    const now = clock.now()
    const all: Buyer[] = []
    for await (const page of buyers()) {
      for (const { lastOrderAt, ...figures } of page) {
        const lastOn = isoDay(lastOrderAt)
        all.push({ ...figures, lastOn, days: daysSince(lastOn, now) })
      }
    }
    const inForce = rulesInForce(snapshot).rules.rfm
    const proposed = proposeBounds(all)
    const counted = {
      inForce: countsOf(all, inForce, now),
      proposed: proposed && countsOf(all, proposed, now),
    }
    return {
      lines: [
        `买过的客户 ${all.length} 位，现在的界限和人数：`,
        ...linesOf(inForce, counted.inForce),
        ...(proposed === null || counted.proposed === null
          ? ['买过的客户不到 5 位，还分不出五等分']
          : [
              '按五等分建议的界限和人数：',
              ...linesOf(proposed, counted.proposed),
              '要用的话，写进设置（settings）再发布，所有买过的客户随后重新打分：',
              'rfm:',
              ...rows.map(({ key }) => `  ${key}: [${proposed[key].join(', ')}]`),
            ]),
      ],
      json: { buyers: all.length, inForce, proposed, counts: counted },
    }
  },
}

type Counts = Record<(typeof rows)[number]['key'], number[]>

/** How many have the scores 5, 4, 3, 2 and 1 by these bounds. */
function countsOf(all: readonly Buyer[], bounds: Rfm, now: Date): Counts {
  const counts: Counts = {
    recencyDays: [0, 0, 0, 0, 0],
    frequency: [0, 0, 0, 0, 0],
    monetaryFen: [0, 0, 0, 0, 0],
  }
  for (const buyer of all) {
    const scores = rfmOf(buyer, now, bounds)
    for (const { key, score } of rows) {
      const place = 5 - scores[score]
      counts[key][place] = (counts[key][place] ?? 0) + 1
    }
  }
  return counts
}

function linesOf(bounds: Rfm, counts: Counts): string[] {
  return inColumns([
    ['', '5 分', '4 分', '3 分', '2 分', '1 分'],
    ...rows.map(({ key, label }) => [
      `  ${label}`,
      ...counts[key].map((count, place) => `${bounds[key][place] ?? '其余'}：${count} 人`),
    ]),
  ])
}

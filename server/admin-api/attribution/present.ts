import { largestDisagreement } from '../../../domain/attribution/disagreement.ts'
import type { AttributionReport } from '../../../domain/attribution/report.ts'
import { spentFen } from '../../../domain/attribution/spend.ts'
import { attributionModels, type ContentRow, type Model } from '../../../domain/attribution/tally.ts'
import { keyOf, type WayStep } from '../../../domain/attribution/way-of.ts'
import type { CostRules } from '../../../domain/language/costs.ts'
import type { SpendRow } from '../../../models/attribution-spend.ts'

/** What a content is called. */
export type Naming = (step: WayStep) => { channel: WayStep['channel']; content: string; name: string }

/** Ways told of; the others are many and rare. */
const mostPaths = 8

/** Contents by what they were given and what they cost: also those that cost and were given nothing. */
export function presentContents(
  { contents, spend }: Pick<AttributionReport, 'contents' | 'spend'>,
  costs: CostRules,
  naming: Naming,
) {
  const spent = new Map((spend ?? []).map((row) => [keyOf(row), row]))
  const given = new Set(contents.map(keyOf))
  const idle = [...spent.values()].filter((row) => !given.has(keyOf(row))).map(nothingFor)
  return [...contents, ...idle].map((row) => {
    const cost = spent.get(keyOf(row))
    const own = cost === undefined ? 0 : spentFen(cost, costs)
    const told = (model: Model) => {
      const { orders, fen, couponFen } = row.byModel[model]
      return { orders, fen, costFen: spend === null ? null : own + couponFen }
    }
    return {
      ...naming(row),
      byModel: { first: told('first'), last: told('last'), linear: told('linear') },
      onTheWay: row.onTheWay,
      count: spend === null ? null : (cost?.count ?? 0),
    }
  })
}

const none = { orders: 0, fen: 0, couponFen: 0 }
const nothingFor = ({ channel, content }: SpendRow): ContentRow => ({
  ...{ channel, content, onTheWay: 0 },
  byModel: { first: none, last: none, linear: none },
})

export function presentDisagreement(rows: readonly ContentRow[], naming: Naming) {
  const found = largestDisagreement(rows)
  return found && { ...found, row: naming(found.row) }
}

export const presentPaths = ({ paths }: Pick<AttributionReport, 'paths'>, naming: Naming) =>
  paths.slice(0, mostPaths).map(({ steps, ...row }) => ({ ...row, steps: steps.map(naming) }))

/** The field of a step that says what a model gives it. */
export const fieldOf = Object.fromEntries(attributionModels.map((model) => [model, `${model}Fen`])) as Record<
  Model,
  `${Model}Fen`
>

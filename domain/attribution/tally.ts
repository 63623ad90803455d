import {
  type Attribution,
  type ContactChannel,
  type CustomerGroup,
  customerGroups,
  type PathStep,
} from '../../models/attributions.ts'
import { discountShares } from '../checkout/price.ts'
import { keyOf, stepsOf } from './way-of.ts'

/** How the money of an order is given to the contacts before it. */
export const attributionModels = ['first', 'last', 'linear'] as const
export type Model = (typeof attributionModels)[number]

/** So many orders, and what they came to, in fen. */
export interface Sum {
  orders: number
  fen: number
}

/** What one content over one channel is given by each model. */
export interface ContentRow {
  channel: ContactChannel
  content: string
  /** Each order once: with its first contact, its last, and of the linear model with its last as well. */
  byModel: Record<Model, Sum & { couponFen: number }>
  /** Orders it was on the way to. */
  onTheWay: number
}

/** Orders that went the same way, as channels and contents in the order in which they first showed. */
export interface PathRow extends Sum {
  way: string
  steps: Pick<PathStep, 'channel' | 'content'>[]
}

export interface Tally {
  /** Orders somebody of ours had touched: all models come to exactly this. */
  touched: Sum
  untouched: Sum
  /** Of those touched, by more than one contact. */
  severalContacts: number
  contents: ContentRow[]
  groups: ({ group: CustomerGroup } & Sum)[]
  /** null = the shop told no store. */
  stores: ({ storeId: string | null } & Sum)[]
  /** Monday = 1, by the company's day of the payment. */
  weekdays: ({ weekday: number } & Sum)[]
  /** The most frequent ones first. */
  paths: PathRow[]
}

export const amountOf: Record<Model, (step: PathStep) => number> = {
  first: ({ firstFen }) => firstFen,
  last: ({ lastFen }) => lastFen,
  linear: ({ linearFen }) => linearFen,
}

/** Whether an order counts with this contact, which has to be one on its way. */
const countsAt: Record<Model, (step: PathStep) => boolean> = {
  first: ({ firstFen }) => firstFen > 0,
  last: ({ lastFen }) => lastFen > 0,
  linear: ({ lastFen }) => lastFen > 0,
}

/** Adds attributions up, one after the other; each model comes to the same in every table. */
export function createTally() {
  const [touched, untouched] = [noSum(), noSum()]
  let severalContacts = 0
  const contents = new Map<string, ContentRow>()
  const groups = new Map<CustomerGroup, Sum>()
  const stores = new Map<string | null, Sum>()
  const weekdays = new Map<number, Sum>()
  const paths = new Map<string, PathRow>()

  function addPath({ netFen, couponFen, path, way }: Attribution): void {
    const coupons = couponShares(couponFen, path)
    const seen = new Set<ContentRow>()
    for (const [place, step] of path.entries()) {
      const row = rowOf(contents, step)
      for (const model of attributionModels) {
        const of = row.byModel[model]
        of.fen += amountOf[model](step)
        of.orders += Number(countsAt[model](step))
        of.couponFen += coupons[model][place] ?? 0
      }
      if (!seen.has(row)) row.onTheWay += 1
      seen.add(row)
    }
    const known = paths.get(way) ?? { ...{ way, steps: stepsOf(way) }, ...noSum() }
    paths.set(way, known)
    addTo(known, netFen)
  }

  return {
    add(one: Attribution): void {
      if (one.path.length === 0) {
        addTo(untouched, one.netFen)
        return
      }
      addTo(touched, one.netFen)
      severalContacts += Number(one.path.length > 1)
      addPath(one)
      addTo(entryOf(groups, one.group), one.netFen)
      addTo(entryOf(stores, one.storeId ?? null), one.netFen)
      addTo(entryOf(weekdays, one.weekday), one.netFen)
    },
    result(): Tally {
      return {
        ...{ touched, untouched, severalContacts },
        contents: [...contents.values()],
        groups: customerGroups.flatMap((group) => {
          const sum = groups.get(group)
          return sum === undefined ? [] : [{ group, ...sum }]
        }),
        stores: [...stores]
          .map(([storeId, sum]) => ({ storeId, ...sum }))
          .sort((a, b) => b.fen - a.fen || ((a.storeId ?? '') < (b.storeId ?? '') ? -1 : 1)),
        weekdays: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
          weekday,
          ...(weekdays.get(weekday) ?? noSum()),
        })),
        paths: [...paths.values()].sort((a, b) => b.orders - a.orders || b.fen - a.fen),
      }
    },
  }
}

/** What the coupons of an order cost, given to its contacts as its money is. */
function couponShares(couponFen: number, path: readonly PathStep[]): Record<Model, number[]> {
  const wholly = (of: (step: PathStep) => boolean) => path.map((step) => (of(step) ? couponFen : 0))
  return {
    first: wholly(countsAt.first),
    last: wholly(countsAt.last),
    linear: discountShares(
      couponFen,
      path.map(() => ({ lineFen: couponFen })),
    ),
  }
}

function rowOf(
  rows: Map<string, ContentRow>,
  { channel, content }: Pick<PathStep, 'channel' | 'content'>,
): ContentRow {
  const key = keyOf({ channel, content })
  const none = () => ({ ...noSum(), couponFen: 0 })
  const row = rows.get(key) ?? {
    ...{ channel, content, onTheWay: 0 },
    byModel: { first: none(), last: none(), linear: none() },
  }
  rows.set(key, row)
  return row
}

const noSum = (): Sum => ({ orders: 0, fen: 0 })

function entryOf<Key>(sums: Map<Key, Sum>, key: Key): Sum {
  const sum = sums.get(key) ?? noSum()
  sums.set(key, sum)
  return sum
}

function addTo(sum: Sum, fen: number): void {
  sum.orders += 1
  sum.fen += fen
}

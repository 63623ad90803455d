import type { PathStep } from '../../models/attributions.ts'
import { discountShares } from '../checkout/price.ts'
import type { Contact } from './contact.ts'

const dayMs = 86_400_000

/**
 * Pure: the way to one order, and what of its money each contact on it gets. A contact is on it once, however often it shows, if
 * any sign of it falls into [paidAt − windowDays, paidAt]. The first model gives all to the one that showed first, the last model
 * to the one that showed last, the linear one the same to each: whole fen, those left over to the earlier ones. Each model comes
 * to `netFen`, unless there is no contact at all.
 */
export function pathOf(
  { paidAt, netFen }: { paidAt: Date; netFen: number },
  contacts: readonly Contact[],
  windowDays: number,
): PathStep[] {
  const opensAt = paidAt.getTime() - windowDays * dayMs
  const steps = contacts
    .flatMap(({ id, channel, content, moments }) => {
      const within = moments.map((at) => at.getTime()).filter((at) => at >= opensAt && at <= paidAt.getTime())
      if (within.length === 0) return []
      const [firstAt, lastAt] = [Math.min(...within), Math.max(...within)]
      return [{ contact: id, channel, content, firstAt, lastAt }]
    })
    .sort((a, b) => a.firstAt - b.firstAt || byText(a.contact, b.contact))
  const last = steps.reduce((found, step, place) => {
    const known = steps[found]
    return known === undefined || step.lastAt >= known.lastAt ? place : found
  }, 0)
  const even = discountShares(
    netFen,
    steps.map(() => ({ lineFen: netFen })),
  )
  return steps.map(({ firstAt, lastAt, ...step }, place) => ({
    ...step,
    firstAt: new Date(firstAt),
    lastAt: new Date(lastAt),
    firstFen: place === 0 ? netFen : 0,
    lastFen: place === last ? netFen : 0,
    linearFen: even[place] ?? 0,
  }))
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

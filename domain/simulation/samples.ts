import { share } from '../stable-hash.ts'

/** Somebody behind a figure, and when it was so of them. */
export interface Sampled {
  customerId: string
  at: Date
}

/** Notes that somebody counts in a figure: `entered`, `steps.offer.sent`, `notSent:noConsent`. */
export type Note = (figure: string, customerId: string, at: Date) => void

/** However many count in a figure, so many of them are kept. */
export const mostKept = 30

/**
 * A few people of every figure, the same ones for the same figure: whoever draws the lowest lot. What is kept does not grow with
 * the customers who are walked through.
 */
export function createSamples() {
  const kept = new Map<string, (Sampled & { lot: number })[]>()

  const note: Note = (figure, customerId, at) => {
    const there = kept.get(figure) ?? []
    if (there.some((one) => one.customerId === customerId)) return
    const lot = share(customerId, 'simulate:sample')
    const last = there.at(-1)
    if (there.length === mostKept && last !== undefined && lot >= last.lot) return
    const next = [...there, { customerId, at, lot }].sort((a, b) => a.lot - b.lot)
    kept.set(figure, next.slice(0, mostKept))
  }

  return {
    note,
    /** By figure, the earliest first. */
    people(): Record<string, Sampled[]> {
      const all = [...kept].map(([figure, people]) => [
        figure,
        people
          .map(({ customerId, at }) => ({ customerId, at }))
          .sort((a, b) => a.at.getTime() - b.at.getTime()),
      ])
      return Object.fromEntries(all)
    },
  }
}

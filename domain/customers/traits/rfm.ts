import type { BuyerRules } from '../../language/buyer-rules.ts'
import { daysSince, startOfDay } from './buying-cycle.ts'

type Score = 1 | 2 | 3 | 4 | 5

/** A score from here on is high. */
const highFrom = 4

/** By whether recency, frequency and money are high. */
const groups = {
  '111': 'importantValue',
  '101': 'importantGrowth',
  '011': 'importantRetention',
  '001': 'importantRecall',
  '110': 'generalValue',
  '100': 'generalGrowth',
  '010': 'generalRetention',
  '000': 'generalRecall',
} as const

export interface Rfm {
  rfmR: Score
  rfmF: Score
  rfmM: Score
  rfmGroup: (typeof groups)[keyof typeof groups]
}

/** The scores of somebody whose last purchase was on this local day. */
export function rfmOf(
  bought: { lastOn: string; occasions365: number; spend365Fen: number },
  now: Date,
  { recencyDays, frequency, monetaryFen }: BuyerRules['rfm'],
): Rfm {
  const days = daysSince(bought.lastOn, now)
  const rfmR = scoreOf(recencyDays.findIndex((atMost) => days <= atMost))
  const rfmF = scoreOf(frequency.findIndex((atLeast) => bought.occasions365 >= atLeast))
  const rfmM = scoreOf(monetaryFen.findIndex((above) => bought.spend365Fen > above))
  const high = [rfmR, rfmF, rfmM].map((score) => (score >= highFrom ? '1' : '0')).join('')
  return { rfmR, rfmF, rfmM, rfmGroup: groups[high as keyof typeof groups] }
}

/** When time alone next lowers the score of recency; null when it is at its lowest. */
export function recencyFallsAt(lastOn: string, now: Date, { recencyDays }: BuyerRules['rfm']): Date | null {
  const days = daysSince(lastOn, now)
  const next = recencyDays.find((atMost) => days <= atMost)
  return next === undefined ? null : startOfDay(lastOn, next + 1)
}

/** By the place of the bound that holds first: 5 for the first, 1 for none. */
const scoreOf = (place: number): Score => (place < 0 ? 1 : 5 - place) as Score

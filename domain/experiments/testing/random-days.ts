import { nobody, type Pair } from '../statistics/outcomes.ts'

/** So many people a day, each dealt to an arm by chance and reaching the goal as often as the arm says. */
export interface Town {
  perDay: number
  rateA: number
  rateB: number
  shareOfB: number
}

export function dayOf({ perDay, rateA, rateB, shareOfB }: Town, random: () => number): Pair {
  const a = { ...nobody }
  const b = { ...nobody }
  for (let n = 0; n < perDay; n += 1) {
    const isB = random() < shareOfB
    const arm = isB ? b : a
    arm.people += 1
    if (random() < (isB ? rateB : rateA)) arm.reached += 1
  }
  return { a, b }
}

export const daysOf = (town: Town, days: number, random: () => number): Pair[] =>
  Array.from({ length: days }, () => dayOf(town, random))

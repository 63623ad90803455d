/** Of the people of an arm whose window is over: how many, and how many of them reached the goal. */
export interface Outcomes {
  people: number
  reached: number
}

/** People of two arms who began on the same day: `a` is what there was before, `b` what is compared with it. */
export interface Pair {
  a: Outcomes
  b: Outcomes
}

export const nobody: Outcomes = { people: 0, reached: 0 }

export const together = (one: Outcomes, other: Outcomes): Outcomes => ({
  people: one.people + other.people,
  reached: one.reached + other.reached,
})

/** Reached of people, 0 to 1; null of nobody. */
export const rateOf = ({ people, reached }: Outcomes): number | null =>
  people === 0 ? null : reached / people

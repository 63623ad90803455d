/** One figure beside its anchor, both of the same round; `ratio` = value / anchor. */
export interface Row {
  name: string
  value: number
  unit: string
  anchor: number
  ratio: number
}

/** What was measured in one round, per second. */
export interface Round {
  value: number
  anchor: number
}

/** The round whose ratio is the median (the lower one of two in the middle): figures that belong together. */
export function medianRow(name: string, unit: string, rounds: Round[]): Row {
  const ordered = rounds
    .map(({ value, anchor }) => ({ value, anchor, ratio: value / anchor }))
    .sort((a, b) => a.ratio - b.ratio)
  const middle = ordered[Math.floor((ordered.length - 1) / 2)]
  if (!middle) throw new RangeError(`${name} was never measured`)
  return {
    name,
    value: rounded(middle.value),
    unit,
    anchor: rounded(middle.anchor),
    ratio: rounded(middle.ratio),
  }
}

/** Three significant figures: more would claim what a noisy machine cannot know. */
function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

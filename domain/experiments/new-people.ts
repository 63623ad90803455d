import { type Structure, structureOf, writeInto } from '../definitions/written-text.ts'

/** A journey in which all new people of a split go one way. */
export interface Redirected {
  text: string
  /** Percent by arm, as it was. */
  before: Record<string, number>
}

/**
 * The text of a journey with all shares of a split given to one arm. The others stay, with none: whoever has one keeps it. Null
 * where the text has no such split, or no such arm.
 */
export function allNewPeopleTo(text: string, stepId: string, arm: string): Redirected | null {
  const written = structureOf(text)
  const step = (written?.steps as Record<string, Structure> | undefined)?.[stepId]
  const split = step?.split
  if (written === null || !Array.isArray(split)) return null
  const shares = split as { share: number; to: string }[]
  if (!shares.some(({ to }) => to === arm)) return null
  const before: Record<string, number> = {}
  for (const { to, share } of shares) before[to] = (before[to] ?? 0) + share
  const first = shares.findIndex(({ to }) => to === arm)
  const next = {
    ...written,
    steps: {
      ...(written.steps as Record<string, Structure>),
      [stepId]: {
        ...step,
        split: shares.map((one, at) => ({ ...one, share: at === first ? 100 : 0 })),
      },
    },
  }
  return { text: writeInto(text, next), before }
}

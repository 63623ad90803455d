import { nobody, type Outcomes, type Pair, together } from './outcomes.ts'

/**
 * How a difference of two rates is tested so that one may look every day, at any count, and stop when one likes.
 *
 * Somebody bets against "B's rate is A's plus `shift`". Before people of a day are looked at, the bet on each is fixed by what
 * came before them: whoever of A reaches the goal multiplies the capital by `1 − cA·(1 − mA)`, whoever does not by `1 + cA·mA`;
 * of B `1 + cB·(1 − mB)` and `1 − cB·mB`, with `mB = mA + shift` and `nA·cA = nB·cB`. If the rates are θA and θA + shift, the
 * capital is expected to grow by `(1 − cA·h)^nA · (1 + cB·h)^nB ≤ exp(−nA·cA·h + nB·cB·h) = 1` with `h = θA − mA`: it is a
 * non-negative supermartingale, whatever the guess mA and the rate of the day were. By Ville's inequality it ever reaches 1/α
 * with probability α at most. Nothing in that is approximate, so it holds for ten people as for ten thousand, and for rates
 * that differ between weekdays; a mixture of test martingales stays one.
 *
 * Sources: betting as in Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting" (JRSS-B 2024); blocks
 * of two groups as in Turner, Ly & Grünwald, "Generic E-variables for exact sequential k-sample tests" (2024); a mixture over
 * the size of the bet in place of one over the size of the effect as in the mSPRT of Johari, Pekelis & Walsh (2017), whose own
 * intervals and those of Waudby-Smith et al. (2024, asymptotic) hold only for large counts.
 */
export const bets = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128] as const

/** What is looked at together: the people of a day, or of days until both arms have somebody. */
export interface Block extends Pair {
  /** Where in the list of days its last day stands. */
  day: number
  /** Everybody before them. */
  before: Pair
}

/** Days in their order, those on which only one arm had anybody joined to the next. */
export function blocksOf(days: readonly Pair[]): Block[] {
  const blocks: Block[] = []
  let before: Pair = { a: nobody, b: nobody }
  let open: Pair = before
  for (const [day, pair] of days.entries()) {
    open = joined(open, pair)
    if (open.a.people === 0 || open.b.people === 0) continue
    blocks.push({ ...open, day, before })
    before = joined(before, open)
    open = { a: nobody, b: nobody }
  }
  return blocks
}

const joined = (one: Pair, other: Pair): Pair => ({
  a: together(one.a, other.a),
  b: together(one.b, other.b),
})

/** Of the first guess of a rate: like so many people, a tenth of whom reached the goal. A bad guess costs time, never truth. */
const guess: Outcomes = { people: 20, reached: 2 }

/** `above` bets that B − A is more than `shift`, `below` that it is less. */
export type Side = 'above' | 'below'

export type Wager = ReturnType<typeof createWager>

/** The capital of one who bets on one side against one `shift`, as a natural logarithm, beginning with 0. */
export function createWager(shift: number, side: Side) {
  const sign = side === 'above' ? 1 : -1
  const logs = new Float64Array(bets.length)

  return {
    take({ a, b, before }: Block): void {
      const people = a.people + b.people
      const mA = guessOfA(before, shift)
      const mB = mA + shift
      for (const [at, bet] of bets.entries()) {
        const cA = (sign * bet * b.people) / people
        const cB = (sign * bet * a.people) / people
        logs[at] =
          (logs[at] ?? 0) +
          a.reached * Math.log1p(-cA * (1 - mA)) +
          (a.people - a.reached) * Math.log1p(cA * mA) +
          b.reached * Math.log1p(cB * (1 - mB)) +
          (b.people - b.reached) * Math.log1p(-cB * mB)
      }
    },
    logCapital(): number {
      const most = Math.max(...logs)
      const sum = logs.reduce((total, log) => total + Math.exp(log - most), 0)
      return most + Math.log(sum / bets.length)
    },
  }
}

/** Falls as `shift` rises, and the guess of B rises: so does what bets `above` fall and what bets `below` rise. */
function guessOfA({ a, b }: Pair, shift: number): number {
  const rate =
    (guess.reached + a.reached + b.reached - shift * b.people) / (guess.people + a.people + b.people)
  return Math.min(Math.max(rate, 0, -shift), 1, 1 - shift)
}

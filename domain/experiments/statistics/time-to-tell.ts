import { bets } from './wagers.ts'

/** How surely a difference is to be found by then: four times in five. */
const deviations = 0.8416

/**
 * How many people, of both arms together, it takes until the interval of `intervalOf` leaves 0 four times in five, if the rates
 * are `rate` and `rate + difference` and `shareOfB` of them are of B; infinite where nothing can be told: no difference, an arm
 * without anybody. From mean and variance of the logarithm of the capital of each bet, of which the best counts.
 */
export function peopleToTell(
  { rate, difference, shareOfB }: { rate: number; difference: number; shareOfB: number },
  alpha: number,
): number {
  const other = rate + difference <= 1 ? rate + difference : rate - difference
  if (other === rate || other < 0 || shareOfB <= 0 || shareOfB >= 1) return Number.POSITIVE_INFINITY
  const sign = Math.sign(other - rate)
  const middle = rate * (1 - shareOfB) + other * shareOfB
  const target = Math.log((2 * bets.length) / alpha)
  const counts = bets.map((bet) => {
    const ofA = growth(rate, middle, -sign * bet * shareOfB)
    const ofB = growth(other, middle, sign * bet * (1 - shareOfB))
    const mean = (1 - shareOfB) * ofA.mean + shareOfB * ofB.mean
    if (mean <= 0) return Number.POSITIVE_INFINITY
    const spread = Math.sqrt((1 - shareOfB) * ofA.variance + shareOfB * ofB.variance) * deviations
    // mean · n − spread · √n = target
    return ((spread + Math.sqrt(spread ** 2 + 4 * mean * target)) / (2 * mean)) ** 2
  })
  return Math.ceil(Math.min(...counts))
}

/** Of the logarithm one person multiplies the capital by. */
function growth(rate: number, middle: number, bet: number): { mean: number; variance: number } {
  const won = Math.log1p(bet * (1 - middle))
  const lost = Math.log1p(-bet * middle)
  return { mean: rate * won + (1 - rate) * lost, variance: rate * (1 - rate) * (won - lost) ** 2 }
}

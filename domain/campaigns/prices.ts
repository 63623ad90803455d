import type { CompanyRules } from '../language/settings.ts'
import type { Prices } from './cost.ts'

/** What the settings say things cost; of what they do not name nobody knows the price. */
export function pricesIn({ costs }: Pick<CompanyRules, 'costs'>): Prices {
  const { smsSegmentFen, staffMinuteFen }: Record<string, number | undefined> & { smsSegmentFen: number } = {
    ...costs,
  }
  return { smsSegmentFen, ...(staffMinuteFen !== undefined && { staffMinuteFen }) }
}

import type { AttributionSettings } from '../language/attribution-settings.ts'
import type { CompanyRules } from '../language/settings.ts'

/** What the company decides about attribution. */
export interface AttributionRules extends AttributionSettings {
  /** A year's spend above this is 高价值; purchases up to that many 潜力. */
  tiers: CompanyRules['tiers']
}

export const attributionRulesOf = ({ attribution, tiers }: CompanyRules): AttributionRules => ({
  ...attribution,
  tiers,
})

/** Tells rules apart; what was worked out by others is worked out anew. */
export const ruleKey = ({ windowDays, sleepingDays, leaveOut, tiers }: AttributionRules): string =>
  JSON.stringify([windowDays, sleepingDays, [...leaveOut].sort(), tiers.highAboveFen, tiers.potentialUpTo])

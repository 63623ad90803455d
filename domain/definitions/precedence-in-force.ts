import { type Precedence, usualPriority } from '../outreach/gates/precedence.ts'
import type { Snapshot } from './snapshot.ts'

/** Which journeys go first, asked anew of what this process acts on. */
export function precedenceInForce(snapshot: () => Pick<Snapshot, 'registry'>): Precedence {
  const all = () => snapshot().registry.journeys
  return {
    of: (journeyId) => all().find(({ id }) => id === journeyId)?.priority ?? usualPriority,
    lowest: () => Math.min(usualPriority, ...all().map(({ priority = usualPriority }) => priority)),
  }
}

import type { Touch } from '../../../models/touch.ts'
import { isParked } from '../../definitions/journey-life.ts'
import type { TouchRequest } from '../contract.ts'
import type { PublishedMessages } from '../published-messages.ts'
import { type Gate, pass } from './gate.ts'

/** Whether the journey behind a touch wants it sent: not now = it is paused, never = it has ended, for all or for this one. */
export type Wanted = 'yes' | 'notNow' | 'never'

/** What no run asks for as soon as its journey is resumed is looked at again this often, ms. */
const lookAgainMs = 3_600_000

/** What the present publication says of its journey. Nothing is read for it: it may be asked right before a call. */
export function journeyWants(published: PublishedMessages, { journeyId }: Pick<Touch, 'journeyId'>): Wanted {
  const head = journeyId === undefined ? null : published.snapshot().headOf('journey', journeyId)
  if (head?.state === 'ended') return 'never'
  return head && isParked(head) ? 'notNow' : 'yes'
}

/** The same of its run besides. */
export async function stillWanted(
  published: PublishedMessages,
  { stillWanted }: Pick<TouchRequest, 'stillWanted'>,
  touch: Touch,
): Promise<Wanted> {
  const byRun = stillWanted ? await stillWanted() : true
  return byRun ? journeyWants(published, touch) : 'never'
}

/** The journey may have been paused or have ended while the touch waited. */
export function journeyActiveGate(published: PublishedMessages): Gate {
  return {
    name: 'journeyActive',
    openEnded: true,
    async check({ request, touch, now }) {
      const wanted = await stillWanted(published, request, touch)
      if (wanted === 'yes') return pass
      if (wanted === 'never') return { verdict: 'skip', reason: 'journeyEnded' }
      return { verdict: 'defer', reason: 'journeyPaused', until: new Date(now.getTime() + lookAgainMs) }
    },
  }
}

import { type Gate, pass } from './gate.ts'

/** The journey may have ended while the touch waited. */
export const journeyActiveGate: Gate = {
  name: 'journeyActive',
  async check({ request }) {
    const wanted = request.stillWanted ? await request.stillWanted() : true
    return wanted ? pass : { verdict: 'skip', reason: 'journeyEnded' }
  },
}

import { type Gate, pass } from './gate.ts'

/** Who is held out for comparison gets no marketing; what they asked for they still get. The run leaves out all else. */
export const holdoutGate: Gate = {
  name: 'holdout',
  check({ message, request }) {
    return message.purpose === 'marketing' && request.holdout ? { verdict: 'skip', reason: 'holdout' } : pass
  },
}

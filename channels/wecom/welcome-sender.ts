import type { Clock } from '../../domain/clock.ts'
import type { Sender, SendOutcome, WelcomeMessage } from '../../domain/outreach/ports.ts'
import { foundOf, outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { welcomeAlreadyBegun, welcomeCodeSpent, welcomeRefusals } from './codes.ts'

/** A welcome code lives 20 s (document 92137). */
const codeLifeMs = 20_000

/** Welcomes a new customer by the one-time code of the add event. */
export function createWelcomeSender(deps: { api: WecomApi; clock: Clock }): Sender<WelcomeMessage> {
  const { api, clock } = deps

  async function send(message: WelcomeMessage): Promise<SendOutcome> {
    try {
      await api.sendWelcome(message)
      return { kind: 'sent' }
    } catch (error) {
      // The chat has begun: somebody welcomed or wrote already, there is nothing left to do (document 92137).
      if (error instanceof PlatformError && error.code === welcomeAlreadyBegun) return { kind: 'sent' }
      return outcomeOfFault(error, welcomeRefusals)
    }
  }

  return {
    send,
    /**
     * Tries the code once more: that it is spent means our first try spent it. Once the code's 20 s may be over a refusal
     * proves nothing, so nothing is asked.
     */
    async find(message, attempt) {
      if (clock.now().getTime() - attempt.at.getTime() > codeLifeMs) return { kind: 'cannotTell' }
      const outcome = await send(message)
      if (outcome.kind === 'refused' && outcome.code === welcomeCodeSpent) return { kind: 'sent' }
      return foundOf(outcome)
    },
  }
}

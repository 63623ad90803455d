import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { Sender, SendOutcome, WelcomeMessage } from '../../domain/outreach/ports.ts'
import { foundOf, outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { welcomeAlreadyBegun, welcomeCodeSpent, welcomeRefusals } from './codes.ts'
import { withoutRefused } from './welcome-body.ts'

/** A welcome code lives 20 s (document 92137). */
const codeLifeMs = 20_000

/** A call that begins later than this before the end may arrive after it. */
const onItsWayMs = 500

/** Welcomes a new customer by the one-time code of the add event. */
export function createWelcomeSender(deps: { api: WecomApi; clock: Clock; log: Log }): Sender<WelcomeMessage> {
  const { api, clock, log } = deps

  async function send(message: WelcomeMessage): Promise<SendOutcome> {
    if (message.until && clock.now().getTime() >= message.until.getTime() - onItsWayMs) {
      return { kind: 'refused', reason: 'codeExpired', code: 'notCalled' }
    }
    try {
      await api.sendWelcome(message)
      return { kind: 'sent' }
    } catch (error) {
      // The chat has begun: somebody welcomed or wrote already, there is nothing left to do (document 92137).
      if (error instanceof PlatformError && error.code === welcomeAlreadyBegun) return { kind: 'sent' }
      const outcome = outcomeOfFault(error, welcomeRefusals)
      const less =
        error instanceof PlatformError && outcome.kind === 'refused' && withoutRefused(message, error)
      if (!less) return outcome
      log.error(
        { code: outcome.code, leftOut: message.attachments.length - less.attachments.length },
        'welcome goes without attachments WeCom refuses: a picture id lives three days, upload it again and correct the message',
      )
      const second = await send(less)
      // Whether a failed try uses the code up is not documented: then the first refusal is the reason.
      return second.kind === 'refused' && second.reason === 'codeExpired' ? outcome : second
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

import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { Sender, SendOutcome, WelcomeMessage } from '../../domain/outreach/ports.ts'
import { foundOf, outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { badMediaId, welcomeAlreadyBegun, welcomeCodeSpent, welcomeRefusals } from './codes.ts'
import type { MediaIds } from './media-ids.ts'
import { forgetPictures, isNothing, namesPictures, withReadyPictures } from './ready-pictures.ts'
import { withoutRefused } from './welcome-body.ts'

/** A welcome code lives 20 s (document 92137). */
const codeLifeMs = 20_000

/** A call that begins later than this before the end may arrive after it. */
const onItsWayMs = 500

/** A picture that could not be had may be had in a moment. */
const pictureAgainMs = 1_000

/** Real time a welcome waits for its pictures: after it there is time for its words. */
const pictureWaitMs = 6_000

/** Welcomes a new customer by the one-time code of the add event. */
export function createWelcomeSender(deps: {
  api: WecomApi
  mediaIds: MediaIds
  /** 6 s unless told otherwise. */
  waitMs?: number
  clock: Clock
  log: Log
}): Sender<WelcomeMessage> {
  const { api, mediaIds, waitMs = pictureWaitMs, clock, log } = deps

  const isOver = ({ until }: WelcomeMessage): boolean =>
    until !== undefined && clock.now().getTime() >= until.getTime() - onItsWayMs

  async function send(message: WelcomeMessage, tries = 1): Promise<SendOutcome> {
    if (isOver(message)) return { kind: 'refused', reason: 'codeExpired', code: 'notCalled' }
    const ready = await withReadyPictures(message, { mediaIds, waitMs, log })
    if (isNothing(ready) && !isNothing(message))
      return { kind: 'retryLater', afterMs: pictureAgainMs, code: 'picture' }
    const { outcome, fault } = await call(ready)
    if (outcome.kind !== 'refused' || fault === null) return outcome
    // WeCom lost a picture before its time: once more with a fresh one.
    if (outcome.code === badMediaId && tries === 1 && namesPictures(message)) {
      await forgetPictures(message, ready, mediaIds)
      return send(message, 2)
    }
    const less = withoutRefused(ready, fault)
    if (!less) return outcome
    log.error(
      { code: outcome.code, leftOut: ready.attachments.length - less.attachments.length },
      'welcome goes without attachments WeCom refuses: a picture id lives three days, upload the picture and name that',
    )
    const second = await send(less)
    // Whether a failed try uses the code up is not documented: then the first refusal is the reason.
    return second.kind === 'refused' && second.reason === 'codeExpired' ? outcome : second
  }

  async function call(
    message: WelcomeMessage,
  ): Promise<{ outcome: SendOutcome; fault: PlatformError | null }> {
    try {
      await api.sendWelcome(message)
      return { outcome: { kind: 'sent' }, fault: null }
    } catch (error) {
      const fault = error instanceof PlatformError ? error : null
      // The chat has begun: somebody welcomed or wrote already, there is nothing left to do (document 92137).
      if (fault?.code === welcomeAlreadyBegun) return { outcome: { kind: 'sent' }, fault }
      return { outcome: outcomeOfFault(error, welcomeRefusals), fault }
    }
  }

  return {
    send: (message) => send(message),
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

import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import type { Sender, Senders, SendOutcome } from '../domain/outreach/ports.ts'
import type { StaffMessenger } from '../domain/sales/ports.ts'

/** One cause is told again when it still refuses after this long, ms. */
const againMs = 3_600_000

/**
 * Tells of refusals that only an operator can mend (rights, balance, signatures, templates, log-ins): each is counted, and
 * each cause is one error line an hour. What waits for it is for the domain to say.
 */
export function createOperatorAlerts(deps: {
  log: Log
  clock: Clock
  count: (channel: string, code: string) => void
}) {
  const { log, clock, count } = deps
  const toldAt = new Map<string, number>()

  function seen<O extends SendOutcome>(channel: string, outcome: O): O {
    if (outcome.kind !== 'refused' || outcome.reason !== 'configuration') return outcome
    const { code, detail } = outcome
    count(channel, code)
    const now = clock.now().getTime()
    const before = toldAt.get(`${channel} ${code}`)
    if (before === undefined || now - before >= againMs) {
      toldAt.set(`${channel} ${code}`, now)
      log.error(
        { channel, code, detail },
        'a platform refuses messages until its set-up is mended; they wait',
      )
    }
    return outcome
  }

  const sender = <M>(channel: string, { send, find }: Sender<M>): Sender<M> => ({
    send: async (message, attempt) => seen(channel, await send(message, attempt)),
    find,
  })

  return {
    sender,

    /** A receiver of webhooks is not called any more until somebody lets it go on; what is for it waits. */
    webhookPaused(id: string, because: string): void {
      count('webhook', because)
      log.error({ webhook: id, because }, 'a receiver of webhooks was paused; what is for it waits')
    },

    senders: ({ welcome, kf, miniprogram, sms, email }: Senders): Senders => ({
      welcome: sender('welcome', welcome),
      kf: sender('kf', kf),
      miniprogram: sender('miniprogram', miniprogram),
      sms: sender('sms', sms),
      email: sender('email', email),
    }),

    messenger: (messenger: StaffMessenger): StaffMessenger => ({
      findCard: messenger.findCard,
      sendCard: async (card) => seen('staff', await messenger.sendCard(card)),
      sendList: async (card) => seen('staff', await messenger.sendList(card)),
      replaceCard: async (input) => seen('staff', await messenger.replaceCard(input)),
      closeCard: async (input) => seen('staff', await messenger.closeCard(input)),
      sendText: async (input) => seen('staff', await messenger.sendText(input)),
    }),
  }
}

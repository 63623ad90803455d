import type { Brands } from '../../domain/language/brands.ts'
import type { Registry } from '../../domain/language/registry.ts'
import type { createTouchFigures } from '../../models/touch-figures.ts'
import type { Config } from '../config.ts'
import { examine, type Found } from './check.ts'
import { fetchText } from './fetch-text.ts'
import { createMailRecords } from './mail-records.ts'
import { type PlatformNeeds, platformChecks } from './platform-checks.ts'
import { noMoneyCodes } from './sms-words.ts'

/** Whether the gateway was paid for is told by messages of the last two days. */
const moneyMs = 2 * 86_400_000

type Given = Pick<PlatformNeeds, 'probes' | 'clock' | 'salespeople'> & {
  config: Config
  registry: Pick<Registry, 'messages'>
  brands: () => Brands
  touchFigures: Pick<ReturnType<typeof createTouchFigures>, 'attemptsSince'>
}

/** What the checks of the outside world go by. */
export function platformNeedsOf(given: Given): PlatformNeeds {
  const { config, registry, touchFigures, clock } = given
  return {
    ...given,
    fetchText,
    mailRecords: createMailRecords(),
    brandMiniPrograms: () =>
      Object.values(given.brands()).flatMap(({ name, miniProgram }) =>
        miniProgram === undefined || miniProgram === config.miniprogram?.appId
          ? []
          : [{ name, appId: miniProgram }],
      ),
    smsTemplates: () => [
      ...registry.messages.flatMap(({ id, content }) => {
        const code = config.sms ? content.sms?.templates[config.sms.gateway] : undefined
        return code === undefined ? [] : [{ code, of: `message:${id}` }]
      }),
      ...(config.staffSmsTemplate === null
        ? []
        : [{ code: config.staffSmsTemplate, of: 'STAFF_SMS_TEMPLATE' }]),
      ...(config.staffLoginSmsTemplate === null
        ? []
        : [{ code: config.staffLoginSmsTemplate, of: 'STAFF_LOGIN_SMS_TEMPLATE' }]),
    ],
    async smsMoney() {
      const attempts = await touchFigures.attemptsSince('sms', new Date(clock.now().getTime() - moneyMs))
      return {
        refusedAt: latest(attempts.filter(({ code }) => code !== undefined && noMoneyCodes.has(code))),
        takenAt: latest(attempts.filter(({ outcome }) => outcome === 'sent')),
      }
    },
  }
}

/** The checks only a running process can make; whoever asks while they are under way gets the same answer. */
export function createPlatformDoctor(needs: PlatformNeeds): () => Promise<Found[]> {
  let running: Promise<Found[]> | null = null
  return () => {
    running ??= examine(platformChecks, needs).finally(() => {
      running = null
    })
    return running
  }
}

const latest = (attempts: readonly { at: Date }[]): Date | null =>
  attempts.reduce<Date | null>((last, { at }) => (last && last > at ? last : at), null)

import { expect, it } from 'vitest'
import type { PlatformCheck, PlatformHealth } from '../domain/platform-check.ts'
import { createPlatformWatch } from './platform-watch.ts'

/** A watch over one platform that answers what it is told to. */
function watching(platform: PlatformCheck['platform']) {
  const lines: { data: object; message: string }[] = []
  const say = (data: object, message: string) => void lines.push({ data, message })
  const figures: Record<string, boolean> = {}
  let next: () => Promise<PlatformHealth> = async () => ({ kind: 'ok' })
  const watch = createPlatformWatch({
    checks: [{ platform, check: () => next() }],
    log: { debug: say, info: say, warn: say, error: say },
    report: (name, isOk) => {
      figures[name] = isOk
    },
  })
  return {
    lines,
    figures,
    async look(health: PlatformHealth | Error) {
      next = async () => {
        if (health instanceof Error) throw health
        return health
      }
      await watch.look()
    },
  }
}

it('a platform that takes us is a figure and no line', async () => {
  const { look, lines, figures } = watching('wecom')
  await look({ kind: 'ok' })
  expect([lines, figures]).toEqual([[], { wecom: true }])
})

it.each<[PlatformCheck['platform'], PlatformHealth, string]>([
  ['wecom', { kind: 'refused', code: '40001' }, 'WECOM_CORP_ID, WECOM_SECRET'],
  ['wechat', { kind: 'refused', code: '40125' }, 'MP_APP_ID, MP_APP_SECRET'],
  ['aliyun', { kind: 'refused', code: 'SignatureDoesNotMatch' }, 'SMS_ALIYUN_KEY_ID, SMS_ALIYUN_KEY_SECRET'],
  ['email', { kind: 'unreachable', code: 'ESOCKET' }, 'SMTP_URL'],
])(
  '%s that does not is said once with its settings, as often as it is asked',
  async (platform, health, settings) => {
    const { look, lines, figures } = watching(platform)
    for (let n = 0; n < 3; n++) await look(health)
    expect(lines).toMatchObject([{ data: { platform, settings } }])
    expect(figures).toEqual({ [platform]: false })
  },
)

it('each change is said: another fault, and that it is over', async () => {
  const { look, lines, figures } = watching('email')
  await look({ kind: 'unreachable', code: 'ESOCKET' })
  await look({ kind: 'refused', code: 'EAUTH' })
  await look({ kind: 'ok' })
  await look({ kind: 'ok' })
  expect(lines.map(({ message }) => message.slice(0, 20))).toEqual([
    'the platform does no',
    'the platform refuses',
    'the platform takes u',
  ])
  expect(figures).toEqual({ email: true })
})

it('a check that breaks is a fault of its own, and the others go on', async () => {
  const { look, figures, lines } = watching('email')
  await look(new Error('a mistake of ours'))
  expect(figures).toEqual({ email: false })
  expect(lines[0]).toMatchObject({ message: 'a platform could not be checked' })
})

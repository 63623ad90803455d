import type { Log } from '../domain/log.ts'
import type { PlatformCheck, PlatformHealth } from '../domain/platform-check.ts'

/** Real time: half of the minute within which an operator is to know. */
const everyMs = 30_000

const settingsOf: Record<PlatformCheck['platform'], { credentials: string; address: string }> = {
  wecom: { credentials: 'WECOM_CORP_ID, WECOM_SECRET', address: 'WECOM_BASE_URL' },
  wechat: { credentials: 'MP_APP_ID, MP_APP_SECRET', address: 'MP_BASE_URL' },
  wechatpay: {
    credentials: 'WXPAY_MCHID, WXPAY_CERTIFICATE, WXPAY_PRIVATE_KEY, WXPAY_API_KEY, WXPAY_PUBLIC_KEY_ID',
    address: 'WXPAY_BASE_URL',
  },
  aliyun: { credentials: 'SMS_ALIYUN_KEY_ID, SMS_ALIYUN_KEY_SECRET', address: 'SMS_ALIYUN_ENDPOINT' },
  tencent: {
    credentials: 'SMS_TENCENT_SECRET_ID, SMS_TENCENT_SECRET_KEY, SMS_TENCENT_SDK_APP_ID',
    address: 'SMS_TENCENT_ENDPOINT',
  },
  email: { credentials: 'SMTP_URL', address: 'SMTP_URL' },
}

/**
 * Asks every configured platform again and again whether it takes us, keeps the answer as a figure, and says each change
 * to the log with the settings it is about. Kelu goes on either way: what is sent meanwhile waits or fails by its own rules.
 */
export function createPlatformWatch(deps: {
  checks: readonly PlatformCheck[]
  log: Log
  report: (platform: string, isOk: boolean) => void
}) {
  const { checks, log, report } = deps
  const said = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined

  async function look({ platform, check }: PlatformCheck): Promise<void> {
    const health = await check().catch((error: unknown): PlatformHealth => {
      log.error({ err: error, platform }, 'a platform could not be checked')
      return { kind: 'unreachable', code: 'internal' }
    })
    report(platform, health.kind === 'ok')
    const now = health.kind === 'ok' ? 'ok' : `${health.kind} ${health.code}`
    const before = said.get(platform)
    said.set(platform, now)
    if (before === now || (before === undefined && health.kind === 'ok')) return
    if (health.kind === 'ok') log.info({ platform }, 'the platform takes us again')
    else say(platform, health)
  }

  function say(platform: PlatformCheck['platform'], health: Exclude<PlatformHealth, { kind: 'ok' }>): void {
    const { credentials, address } = settingsOf[platform]
    const { kind, code } = health
    if (kind === 'refused') {
      log.error(
        { platform, code, settings: credentials },
        'the platform refuses us: correct these settings, or the rights there',
      )
    } else {
      log.error(
        { platform, code, settings: address },
        'the platform does not answer: check this address and the network',
      )
    }
  }

  return {
    look: async () => void (await Promise.all(checks.map(look))),
    start() {
      void this.look()
      timer = setInterval(() => void this.look(), everyMs)
      timer.unref()
    },
    close: () => clearInterval(timer),
  }
}

// biome-ignore lint/style/noRestrictedImports: a test kit, imported by tests alone
import { startSandbox } from '../../sandbox/sandbox.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { createWechatpayClient, type WechatpaySettings } from '../wechatpay/client.ts'
import { createWechatNotices } from '../wechatpay/notices.ts'
import { createWechatPayments } from '../wechatpay/payments.ts'
import { wang } from './platforms.ts'

export const notifyUrl = 'https://k.example/hooks/wxpay'

/** The simulated WeChat Pay with one payer, and our channel on it, on one moved clock. */
export async function startWechatpay() {
  const clock = movableClock()
  const sandbox = await startSandbox({ now: clock.now() })
  await sandbox.addPerson(wang)
  const keys = await sandbox.wechatpayKeys()
  const settings: WechatpaySettings = {
    baseUrl: sandbox.urls.wechatpay,
    appId: sandbox.settings.mpAppId,
    mchid: sandbox.settings.wxpayMchid,
    ...keys.merchant,
    apiV3Key: keys.apiV3Key,
    publicKey: keys.publicKey,
    clock,
  }
  const open: { close(): void }[] = []

  /** The channel, with other settings where a test says so. */
  function channel(more: Partial<WechatpaySettings> = {}) {
    const client = createWechatpayClient({ ...settings, ...more })
    open.push(client)
    const payments = createWechatPayments({ client, appId: settings.appId, notifyUrl, clock })
    return {
      client,
      payments,
      notices: createWechatNotices({ check: client.check, apiV3Key: keys.apiV3Key }),
    }
  }

  return {
    sandbox,
    clock,
    settings,
    channel,
    async advance(ms: number): Promise<void> {
      clock.advance(ms)
      await sandbox.setClock(clock.now().toISOString())
      await sandbox.runDue()
    },
    async close(): Promise<void> {
      for (const client of open) client.close()
      await sandbox.close()
    },
  }
}

export type WechatpayWorld = Awaited<ReturnType<typeof startWechatpay>>

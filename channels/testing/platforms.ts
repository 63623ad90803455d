import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog } from '../../domain/log.ts'
// biome-ignore lint/style/noRestrictedImports: a test kit, imported by tests alone
import type { Fault, Person, SandboxLimits, SandboxSettings } from '../../sandbox/contract.ts'
// biome-ignore lint/style/noRestrictedImports: a test kit, imported by tests alone
import { startSandbox } from '../../sandbox/sandbox.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { createMemoryAccessTokens } from '../coordination/memory-access-tokens.ts'
import { createMemoryRateGovernor } from '../coordination/memory-rate-governor.ts'
import { createMiniprogramApi } from '../miniprogram/api.ts'
import { createAliyunApi } from '../sms/aliyun/api.ts'
import { createTencentApi } from '../sms/tencent/api.ts'
import { createWecomApi } from '../wecom/api.ts'

export const wang: Person = {
  name: 'wang',
  nickname: '小王',
  unionid: 'o-union-wang',
  openid: 'o-open-wang',
  externalUserid: 'wm-wang',
  phone: '+8613800000001',
  email: 'wang@mail.example',
}

/** Real time until a client gives up: never on a busy machine, and soon where an answer is meant to be lost. */
const patientMs = 10_000
const impatientMs = 300

/** The simulated platforms, one customer, two salespeople, and our API clients, all on one moved clock. */
export async function startPlatforms(
  limits: Partial<SandboxLimits> = {},
  more: Partial<SandboxSettings> = {},
) {
  const clock = movableClock()
  const sandbox = await startSandbox({ now: clock.now(), settings: { ...more, limits } })
  const kelu = await acceptingServer()
  await sandbox.setTarget(kelu.url)
  await sandbox.addPerson(wang)
  await sandbox.addStaff({ userid: 'Li.Lei', name: '李雷', reachable: true })
  await sandbox.addStaff({ userid: 'HanMeimei', name: '韩梅梅', reachable: false })

  const tokens = createMemoryAccessTokens({ clock })
  const governor = createMemoryRateGovernor({ clock })
  const waits: number[] = []
  const common = {
    tokens,
    governor,
    clock,
    log: silentLog,
    timeoutMs: patientMs,
    wait: async (ms: number) => {
      waits.push(ms)
      await sleep(ms / 50)
    },
  }
  const { urls, settings } = sandbox
  const wecomSettings = {
    ...common,
    baseUrl: urls.wecom,
    corpId: settings.corpId,
    secret: settings.wecomSecret,
    agentId: settings.agentId,
  }
  const mpSettings = {
    ...common,
    baseUrl: urls.wechat,
    appId: settings.mpAppId,
    secret: settings.mpAppSecret,
  }
  const wecom = createWecomApi(wecomSettings)
  const miniprogram = createMiniprogramApi(mpSettings)
  const ofBrands = new Map(
    Object.entries(settings.mpBrands ?? {}).map(([appId, { secret }]) => [
      appId,
      createMiniprogramApi({ ...mpSettings, appId, secret }),
    ]),
  )
  const miniprogramOf = (appid: string) => (appid === settings.mpAppId ? miniprogram : ofBrands.get(appid))
  const aliyunSettings = {
    endpoint: urls.aliyun,
    keyId: settings.aliyunKeyId,
    keySecret: settings.aliyunKeySecret,
    signName: settings.aliyunSignName,
    clock,
    timeoutMs: patientMs,
  }
  const aliyun = createAliyunApi(aliyunSettings)
  const tencentSettings = {
    endpoint: urls.tencent,
    region: 'ap-guangzhou',
    secretId: settings.tencentSecretId,
    secretKey: settings.tencentSecretKey,
    sdkAppId: settings.tencentSdkAppId,
    signName: '客旅商城',
    clock,
    timeoutMs: patientMs,
  }
  const tencent = createTencentApi(tencentSettings)
  const impatient = {
    tencent: createTencentApi({ ...tencentSettings, timeoutMs: impatientMs }),
    wecom: createWecomApi({ ...wecomSettings, timeoutMs: impatientMs }),
    miniprogram: createMiniprogramApi({ ...mpSettings, timeoutMs: impatientMs }),
    aliyun: createAliyunApi({ ...aliyunSettings, timeoutMs: impatientMs }),
  }

  async function about(kind: string, name: string): Promise<string> {
    const newest = (await sandbox.callbacks()).findLast((callback) => callback.kind === kind)
    const value = newest?.about[name]
    if (value === undefined) throw new Error(`the sandbox sent no ${kind} with ${name}`)
    return value
  }

  return {
    sandbox,
    clock,
    tokens,
    governor,
    /** Ms our clients meant to wait between tries; here they wait a fiftieth of it. */
    waits,
    wecom,
    wecomSettings,
    miniprogram,
    mpSettings,
    miniprogramOf,
    aliyun,
    aliyunSettings,
    tencent,
    tencentSettings,
    /** The same clients, for calls whose answer is meant to be lost. */
    impatient,
    /** Moves our clock and the platforms'. */
    async advance(ms: number): Promise<void> {
      clock.advance(ms)
      await sandbox.setClock(clock.now().toISOString())
    },
    /** Orders one fault. */
    strike: (fault: Omit<Fault, 'times'>) => sandbox.addFault({ ...fault, times: 1 }),
    calls: async (api: string) => (await sandbox.calls())[api] ?? 0,
    /** Wang adds Li Lei; the code of the event. */
    async welcomeCode(): Promise<string> {
      await sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei' })
      return about('wecom.add_external_contact', 'WelcomeCode')
    },
    async loginCode(): Promise<string> {
      await sandbox.openMiniprogram({ person: 'wang' })
      return about('mp.login', 'code')
    },
    /** Wang gives one credit for a subscription message. */
    async giveCredit(templateId: string): Promise<void> {
      await sandbox.openMiniprogram({ person: 'wang' })
      await sandbox.answerSubscription({ person: 'wang', id: 's1', results: { [templateId]: 'accept' } })
    },
    async close(): Promise<void> {
      for (const client of [
        wecom,
        miniprogram,
        ...ofBrands.values(),
        aliyun,
        tencent,
        ...Object.values(impatient),
      ])
        client.close()
      kelu.close()
      await sandbox.close()
    },
  }
}

export type Platforms = Awaited<ReturnType<typeof startPlatforms>>

/** Stands where Kelu would listen: takes every callback and hands out a session. */
async function acceptingServer() {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end(request.url?.startsWith('/mp/') ? '{"token":"t"}' : ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

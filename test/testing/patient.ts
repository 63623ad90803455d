import { silentLog } from '../../domain/log.ts'
import type { WecomPictures } from '../../domain/media/ports.ts'
import { createCallbackCrypto } from '../../http/callback-crypto.ts'
import type { Fault, SandboxSettings } from '../../sandbox/contract.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { tencentEnvironment } from '../../sandbox/tencent-environment.ts'
import { aMember, aPerson } from '../../sandbox/testing/cast.ts'
import { startTarget } from '../../sandbox/testing/target.ts'
import { type Config, loadConfig } from '../../server/config.ts'
import { examine } from '../../server/doctor/check.ts'
import { type PlatformNeeds, platformChecks } from '../../server/doctor/platform-checks.ts'
import { wirePlatforms } from '../../server/wiring/platforms.ts'
import { movableClock } from './clock.ts'

/** Nobody uploaded any. */
const noPictures: WecomPictures = {
  copyOf: async () => null,
  file: async () => null,
  keepCopy: async () => undefined,
  forgetCopy: async () => undefined,
}

/** Something set up wrong: at the platforms, in our settings, or in what we find here. */
export interface Illness {
  platforms?: Partial<SandboxSettings>
  faults?: Fault[]
  environment?: Record<string, string>
  needs?: Partial<PlatformNeeds>
  /** How far the platforms' clock is ahead of ours, s. */
  ahead?: number
  /** A Redis that answers a PING so. */
  redis?: () => Promise<unknown>
  /** User and password for the mail host, which asks for none by itself. */
  mailUser?: string
  /** Absent = Alibaba Cloud. */
  smsBy?: 'tencent'
  /** What DNS says of the domain e-mails come from; `fails` = it does not answer, by the resolver's code. */
  dns?: { mx?: string[]; txt?: string[]; fails?: string }
  /** Nobody has added a salesperson yet. */
  noFriends?: true
}

/** What the doctor finds of platforms that are set up well but for this, by the id of the check. */
export const findingsOf = async (illness: Illness = {}) => (await examination(illness)).findings

/** That, and what anybody got while it looked. */
export async function examination(illness: Illness = {}) {
  const clock = movableClock()
  const sandbox = await startSandbox({ now: clock.now(), settings: illness.platforms })
  const target = await startTarget()
  await sandbox.setTarget(target.url)
  await sandbox.addStaff(aMember('LiLei'))
  await sandbox.addStaff(aMember('HanMeimei'))
  await sandbox.addPerson(aPerson('小美'))
  if (!illness.noFriends) await sandbox.scanAndAdd({ person: '小美', staff: 'LiLei' })
  for (const fault of illness.faults ?? []) await sandbox.addFault(fault)
  await sandbox.setClock(new Date(clock.now().getTime() + (illness.ahead ?? 0) * 1_000).toISOString())

  const { smtpHost, smtpPort } = sandbox.urls
  const config = loadConfig(
    keluEnvironment(sandbox, {
      PUBLIC_URL: 'https://k.example',
      EMAIL_FROM: '客旅生活 <hello@kelu-mail.cn>',
      ...(await payEnvironment(sandbox)),
      ...(illness.mailUser && { SMTP_URL: `smtp://${illness.mailUser}@${smtpHost}:${smtpPort}` }),
      ...(illness.smsBy && tencentEnvironment(sandbox)),
      ...illness.environment,
    }),
  )
  const platforms = wirePlatforms({
    config,
    redis: null,
    clock,
    log: silentLog,
    tokens: { find: async () => null, save: async () => undefined, remove: async () => undefined },
    sealer: { seal: () => ({ kid: 'k', ct: '' }), unseal: () => '' },
    pictures: () => noPictures,
  })
  const sentAt = clock.now()
  const found = await examine(platformChecks, {
    config,
    probes: { ...platforms.probes, ...(illness.redis && { redis: { ping: illness.redis } }) },
    clock,
    salespeople: async () => ['lilei', 'hanmeimei'],
    brandMiniPrograms: () => [],
    smsTemplates: () => [{ code: 'SMS_100002', of: 'message:shipped' }],
    smsMoney: async () => ({ refusedAt: null, takenAt: sentAt }),
    fetchText: keluBehind(config),
    mailRecords: recordsOf(illness.dns),
    ...illness.needs,
  })
  const deliveries = await sandbox.deliveries({})
  platforms.close()
  await Promise.all([sandbox.close(), target.close()])
  return { findings: Object.fromEntries(found.map(({ id, ...finding }) => [id, finding])), deliveries }
}

function recordsOf({
  mx = ['mx.kelu-mail.cn'],
  txt = ['site-verification=x', 'v=spf1 include:spf.kelu-mail.cn -all'],
  fails,
}: NonNullable<Illness['dns']> = {}): PlatformNeeds['mailRecords'] {
  const answer = async (records: string[]) => {
    if (fails !== undefined) throw Object.assign(new Error(`query ${fails}`), { code: fails })
    return records
  }
  return { mx: () => answer(mx), txt: () => answer(txt) }
}

/** Answers the check of a receive-URL as Kelu does. */
function keluBehind({ wecom }: Config): PlatformNeeds['fetchText'] {
  return async (url) => {
    const echo = new URL(url)
    if (echo.pathname === '/mp/push') return { status: 200, text: echo.searchParams.get('echostr') ?? '' }
    if (wecom === null) throw new Error('not configured')
    const { callbackToken: token, callbackAesKey: aesKey, corpId: receiver } = wecom
    const {
      timestamp = '',
      nonce = '',
      msg_signature: signature = '',
      echostr: cipher = '',
    } = Object.fromEntries(new URL(url).searchParams)
    const text = createCallbackCrypto({ token, aesKey, receiver }).open({
      signature,
      timestamp,
      nonce,
      cipher,
    })
    return { status: 200, text }
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox } from '../../sandbox/sandbox.ts'
import type { StormSeen } from '../storm.ts'
import { answer } from './answer.ts'

const staff = 'lihua'
const sendWelcome = 'wecom:/cgi-bin/externalcontact/send_welcome_msg'
const unlimited = { wecomPerApiMinute: 1e9, wecomPerApiHour: 1e9, wecomAtOnce: 1e9, busyMs: 0 }

// On the machine's own clock: a welcome code is over 20 s after its friend was added.
const sandbox = await startSandbox({ settings: { limits: unlimited } })
await sandbox.addStaff({ userid: staff, name: '李华', reachable: true })
let people = 0

async function somebody(): Promise<string> {
  people += 1
  const id = String(people).padStart(8, '0')
  await sandbox.addPerson({
    name: `p${id}`,
    nickname: `客户${id}`,
    unionid: `union${id}`,
    openid: `open${id}`,
    externalUserid: `wmstorm${id}`,
    phone: `+86138${id}`,
    email: `p${id}@example.com`,
  })
  return `p${id}`
}
const befriend = async () => sandbox.scanAndAdd({ person: await somebody(), staff })
const welcomed = async () => (await sandbox.deliveries({ kind: 'welcome' })).length

/** What Kelu did about the friends that `adding` makes, and about their codes until the last is over. */
async function seenOf(adding: () => Promise<void>, waitMs: number): Promise<StormSeen> {
  const calls = async () => (await sandbox.calls())[sendWelcome] ?? 0
  const before = { welcomed: await welcomed(), calls: await calls() }
  const begun = performance.now()
  await adding()
  const seconds = (performance.now() - begun) / 1_000
  const meanwhile = (await welcomed()) - before.welcomed
  await sleep(waitMs)
  const inTime = (await welcomed()) - before.welcomed
  return { meanwhile, inTime, seconds, refused: (await calls()) - before.calls - inTime }
}

answer({
  platforms: () => ({ wecomUrl: sandbox.urls.wecom, settings: sandbox.settings }),
  target: (url: string) => sandbox.setTarget(url),

  /** As many as Kelu keeps up with: the next is added when one has been welcomed. */
  calm: ({ seconds, atOnce }: { seconds: number; atOnce: number }) =>
    seenOf(async () => {
      const end = performance.now() + seconds * 1_000
      const base = await welcomed()
      for (let added = 0; performance.now() < end; ) {
        const room = atOnce - (added - ((await welcomed()) - base))
        if (room <= 0) await sleep(5)
        for (let n = 0; n < room; n++, added++) void befriend()
      }
    }, 5_000),

  /** `friends` at a pace nobody asks Kelu about, then the wait until the last of their codes is over. */
  storm: ({ friends, perSecond }: { friends: number; perSecond: number }) =>
    seenOf(async () => {
      const begun = performance.now()
      for (let n = 0; n < friends; n++) {
        void befriend()
        const ahead = begun + ((n + 1) * 1_000) / perSecond - performance.now()
        if (ahead > 0) await sleep(ahead)
      }
    }, 21_000),

  singles: ({ friends, everyMs }: { friends: number; everyMs: number }) =>
    seenOf(async () => {
      for (let n = 0; n < friends; n++) {
        await befriend()
        await sleep(everyMs)
      }
    }, 21_000),
})

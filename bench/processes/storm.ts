import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { personNumbered } from '../person.ts'
import type { StormSeen } from '../storm.ts'
import { answer } from './answer.ts'

const staff = 'lihua'
const sendWelcome = 'wecom:/cgi-bin/externalcontact/send_welcome_msg'
const codeLastsMs = 20_000
const unlimited = { wecomPerApiMinute: 1e9, wecomPerApiHour: 1e9, wecomAtOnce: 1e9, busyMs: 0 }

// On the machine's own clock: a welcome code is over 20 s after its friend was added.
const sandbox = await startSandbox({ settings: { limits: unlimited } })
await sandbox.addStaff({ userid: staff, name: '李华', reachable: true })
let people = 0

async function somebody(): Promise<string> {
  people += 1
  const person = personNumbered(people)
  await sandbox.addPerson(person)
  return person.name
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

/** Until when friends are added one by one, and how long each then waited for the welcome. */
let arrivals: { over: boolean; waits: Promise<number[]> } | null = null

async function comeOneByOne(visits: { over: boolean }, everyMs: number): Promise<number[]> {
  const waits: number[] = []
  while (!visits.over) {
    const before = await welcomed()
    const begun = performance.now()
    await befriend()
    while ((await welcomed()) === before) {
      if (performance.now() - begun > codeLastsMs) throw new Error('a code was over before its welcome came')
      await sleep(5)
    }
    waits.push(performance.now() - begun)
    await sleep(everyMs)
  }
  return waits
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

  /** From now on one friend after the other: the next comes `everyMs` after the last was welcomed. */
  arrivals: (everyMs: number) => {
    const visits = { over: false }
    const waits = comeOneByOne(visits, everyMs)
    // Told when they are asked for.
    waits.catch(() => undefined)
    arrivals = Object.assign(visits, { waits })
  },
  /** No more of them; how long each waited, ms. */
  arrived: (): Promise<number[]> => {
    if (arrivals === null) throw new Error('nobody was to come')
    arrivals.over = true
    return arrivals.waits
  },

  singles: ({ friends, everyMs }: { friends: number; everyMs: number }) =>
    seenOf(async () => {
      for (let n = 0; n < friends; n++) {
        await befriend()
        await sleep(everyMs)
      }
    }, 21_000),
})

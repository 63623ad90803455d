import type { SandboxSettings } from '../sandbox/contract.ts'
import { nextMonday } from '../sandbox/demo/moved-clock.ts'
import type { Child, Children } from './child.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Round, type Row } from './row.ts'
import { keluSettings, wecomSettings } from './settings.ts'
import type { Confirmed, Fate, SettledWrites } from './settled-writes.ts'
import { withMonitoring } from './store.ts'
import { bareTemplates } from './templates.ts'

const hourMs = 3_600_000
const patienceMs = 600_000
const friendsPerMember = 250
/** Enough of them that what is written together shows. */
const recordedFriends = 64
/** Of the friends asked for, what salespeople send to. */
const part = 0.75

const rules = `
settings: company
name: 公司
caps: { perDay: 20, perWeek: 20 }
workingHours: { days: [1, 2, 3, 4, 5, 6, 7], from: "09:00", to: "21:00" }
groupSends: { quota: month, perSalesperson: 10 }
`

const message = `
---
message: news
name: 上新
purpose: marketing
prefer: [wecom, popup]
wecom: { text: 上新了，欢迎来看看 }
miniprogram: { popup: { title: 上新了, body: 来看看新到的好物 } }
`

/** An hour apart, of one day: at night a corp is synchronised, which is not what is measured. */
const timeOf = (round: number, begin: Date) => new Date(begin.getTime() + (round + 1) * hourMs)
const mostRounds = 8

const broadcastOf = (round: number, begin: Date) => `
---
broadcast: round-${round}
name: 第 ${round} 次群发
to: { trait: createdAt, exists: true }
send: { message: news }
at: ${timeOf(round, begin).toISOString()}
`

/** A corp whose customers all belong to somebody, and a Kelu before it. */
interface Town {
  kelu: Child
  wecom: { wecomUrl: string; settings: SandboxSettings }
  /** Everybody's salesperson is asked by the broadcast of that round, and has confirmed. */
  confirmed(round: number): Promise<Confirmed[]>
  /** Everybody is settled; in ms. */
  settled(round: number): Promise<number>
  leave(): Promise<void>
}

/**
 * Customers a second whose group-send was confirmed by their salesperson, from the poll that hears of it until each was sent to: by
 * WeCom, or, left out, by a pop-up in the mini-program. The anchor makes the same calls and the very writes of one such customer
 * of either kind, recorded between Kelu and its store, for as many others.
 */
export async function measureGroupSends(parts: Parts): Promise<Row[]> {
  const { children, store, folder, scale, say } = parts
  const turns = Array.from({ length: Math.min(scale.rounds, mostRounds) }, (_, round) => round)
  const begin = nextMonday(new Date())
  const templatesDir = await bareTemplates(
    folder,
    [rules, message, ...turns.map((round) => broadcastOf(round, begin))].join(''),
  )
  const small = await aTown(children, {
    friends: recordedFriends,
    begin,
    templatesDir,
    mongodbUri: withMonitoring(store.database()),
  })
  const recorded = await record(small)
  await small.leave()

  const customers = scale.groupSends
  const town = await aTown(children, {
    friends: customers,
    begin,
    templatesDir,
    mongodbUri: store.database(),
  })
  const bare = await children.start('bare-group-sends', { BARE_URI: store.database() })
  const writes = (fate: Fate) => recorded[fate].steps.length
  say(
    `\n${customers} customers in group-sends; ${writes('sent')} writes for each who was sent to, ${writes('left')} for each left out:`,
  )
  const rounds: Round[] = []
  for (const round of turns) {
    const given = { recorded, confirmed: await town.confirmed(round), wecom: town.wecom }
    const byBare = async () => customers / ((await bare.ask<number>('settle', given, patienceMs)) / 1_000)
    const early = round % 2 === 0 ? await byBare() : null
    const cpuBefore = await town.kelu.ask<number>('cpuMs')
    const value = customers / ((await town.settled(round)) / 1_000)
    const cpuEachMs = ((await town.kelu.ask<number>('cpuMs')) - cpuBefore) / customers
    const anchor = early ?? (await byBare())
    rounds.push({ value, anchor })
    say(
      `  Kelu ${value.toFixed(0)}/s, ${cpuEachMs.toFixed(1)} ms CPU each · bare loop ${anchor.toFixed(0)}/s`,
    )
  }
  return [medianRow('group-send rows settled / bare loop, the same calls and writes', 'customers/s', rounds)]
}

async function record({ kelu, confirmed, settled }: Town): Promise<SettledWrites> {
  const sends = await confirmed(0)
  await kelu.ask('record')
  await settled(0)
  return kelu.ask(
    'recorded',
    sends.flatMap(({ sent }) => sent),
  )
}

async function aTown(
  children: Children,
  given: { friends: number; begin: Date; templatesDir: string; mongodbUri: string },
): Promise<Town> {
  const { friends, begin, templatesDir, mongodbUri } = given
  const staff = Math.max(2, Math.ceil(friends / friendsPerMember))
  const corp = await children.start('corp')
  // Kelu's clock jumps and this one does not, so that no token of WeCom's ends meanwhile.
  await corp.ask('startClock', begin.toISOString())
  await corp.ask('populate', { staff, stores: 1, friends })
  const { wechatUrl, ...wecom } = await corp.ask<Town['wecom'] & { wechatUrl: string }>('platforms')
  const { wecomUrl, settings } = wecom
  const kelu = await children.start('kelu-group-sends', {
    ...keluSettings({ mongodbUri, templatesDir }),
    ...wecomSettings(wecomUrl, settings),
    BEGIN: begin.toISOString(),
    MP_BASE_URL: wechatUrl,
    MP_APP_ID: settings.mpAppId,
    MP_APP_SECRET: settings.mpAppSecret,
  })
  await kelu.ask('befriend', { staff, friends })
  const of = (round: number) => {
    return { journeyId: `round-${round}`, at: timeOf(round, begin).toISOString(), count: friends, patienceMs }
  }
  return {
    kelu,
    wecom,
    async confirmed(round) {
      await kelu.ask('ask', of(round), 3 * patienceMs)
      return corp.ask<Confirmed[]>('confirm', { staff, part })
    },
    settled: (round) => kelu.ask<number>('settle', of(round), 3 * patienceMs),
    async leave() {
      await kelu.stop()
      await corp.stop()
    },
  }
}

import type { CommandStartedEvent, CommandSucceededEvent, Document } from 'mongodb'
import type { Customer } from '../../models/customer.ts'
import type { GroupSendPerson } from '../../models/group-send-people.ts'
import type { GroupSend } from '../../models/group-sends.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import { type QuotaRecord, quotaKey } from '../../models/wecom-quota.ts'
import { createMovedClock } from '../../sandbox/demo/moved-clock.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { startKelu } from '../../server/start.ts'
import { copyOf } from '../copy.ts'
import { aboutOnly, type Fate, type Settled, type SettledWrites, type Step } from '../settled-writes.ts'
import { answer } from './answer.ts'

const minuteMs = 60_000
const lookEveryMs = 20
/** As group-sends have it: between two polls, and between the two readings. */
const pollMs = 5 * minuteMs
const betweenReadingsMs = 4 * minuteMs
const open = { state: { $ne: 'settled' as const } }

const clock = createMovedClock(new Date(process.env.BEGIN ?? ''))
const config = loadConfig(process.env)
const kelu = await startKelu(config, { log: createLog(config.logLevel), clock })
const of = <T extends Document>(name: string) => kelu.connection.db!.collection<T>(name)
const [customers, runs, touches] = [of<Customer>('customers'), of<Run>('runs'), of<Touch>('touches')]
const [sends, people] = [of<GroupSend>('groupSends'), of<GroupSendPerson>('groupSendPeople')]
const quotas = of<QuotaRecord>('wecomQuota')
const corp = config.wecom?.corpId ?? ''
const appid = config.miniprogram?.appId ?? ''

/** What was written since, and how many documents each found; null until the store has answered. */
const written = new Map<number, { command: Document; found: number | null }>()
/** Who is settled while it is written down. */
const known: Pick<Settled, 'own' | 'before'>[] = []

function keepWrite({ commandName, command, requestId }: CommandStartedEvent): void {
  if (commandName !== 'insert' && commandName !== 'update') return
  const { lsid: _session, txnNumber: _number, $db: _db, $clusterTime: _time, ...rest } = command
  written.set(requestId, { command: structuredClone(rest), found: null })
}

function keepFound({ reply, requestId }: CommandSucceededEvent): void {
  const write = written.get(requestId)
  if (write) write.found = (reply as { n: number }).n
}

async function until(what: string, patienceMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const begun = performance.now()
  while (!(await isSo())) {
    if (performance.now() - begun > patienceMs) throw new Error(`${what}: not in time`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** Lets so much time pass, and does what is due. */
async function pass(ms: number): Promise<void> {
  clock.jumpTo(new Date(clock.now().getTime() + ms))
  await kelu.jobs.sweepNow()
}

/** The writes of one customer, as recorded. */
function settledOf({ own, before }: Pick<Settled, 'own' | 'before'>): Settled {
  const isAbout = (text: string, { customerId, externalUserid }: Settled['own']) =>
    text.includes(customerId) || text.includes(externalUserid)
  const steps: Step[] = []
  let by: Step['by'] = 'sweep'
  for (const { command, found } of written.values()) {
    const mine = aboutOnly(command, (text) => isAbout(text, own))
    if (mine === null) continue
    const all = JSON.stringify(command)
    const isShared = known.filter((other) => isAbout(all, other.own)).length > 1
    // Of what went together each found its own: who is settled was in no other hands.
    steps.push({ command: mine, by, isShared, found: isShared ? 1 : (found ?? 0) })
    if (mine.update === 'groupSendPeople' && mine.updates[0].u.$set.state === 'settled') by = 'run'
  }
  return { steps, own, before }
}

/** A broadcast, when its time is, and to how many it goes. */
interface Sent {
  journeyId: string
  at: string
  count: number
  patienceMs: number
}

answer({
  /** Friends of members as the sandbox populates a corp; the others are copies of the first, who came the ordinary way. */
  befriend: async ({ staff, friends }: { staff: number; friends: number }) => {
    const memberOf = (n: number) => `staff${1 + (n % staff)}`
    const padded = (n: number) => String(n).padStart(8, '0')
    const { _id } = await kelu.customers.getOrCreate(
      [
        { kind: 'external', corp, value: `wmOld${padded(1)}` },
        { kind: 'openid', appid, value: `openid_old_${padded(1)}` },
      ],
      { source: 'bench', at: clock.now() },
    )
    const about = { addFollow: { corp, staff: memberOf(1), since: clock.now() }, setOwner: memberOf(1) }
    await kelu.customers.change(_id, { ...about, setReach: { wecom: { state: 'reachable' } } }, 'bench')
    const first = await customers.findOne({ _id })
    if (first === null) throw new Error('there is nobody')
    const numbers = new Map(
      Array.from({ length: friends - 1 }, (_, at) => [`c_bench${padded(at + 2)}`, at + 2]),
    )
    await copyOf(customers, [...numbers.keys()], (id): Customer => {
      const n = numbers.get(id) ?? 1
      return {
        ...first,
        _id: id,
        ids: [`external:${corp}:wmOld${padded(n)}`, `openid:${appid}:openid_old_${padded(n)}`],
        owner: memberOf(n),
        follows: first.follows.map((follow) => ({ ...follow, staff: memberOf(n) })),
      }
    })
  },

  /** The time of a broadcast has come: everybody joins, and their salespeople are asked. */
  ask: async ({ at, count, patienceMs }: Sent): Promise<void> => {
    clock.jumpTo(new Date(at))
    await kelu.journeys.startScheduled()
    await kelu.jobs.sweepNow()
    const joined = async () => (await people.countDocuments({ state: 'joined' })) === count
    await until('everybody joins', patienceMs, joined)
    await until('nothing is under way', patienceMs, async () => kelu.inFlight() === 0)
    await pass(11 * minuteMs)
    const unasked = { state: { $in: ['collecting', 'closing', 'calling'] as GroupSend['state'][] } }
    await until('salespeople are asked', patienceMs, async () => (await sends.findOne(unasked)) === null)
  },

  /** From now on what is written is kept; needs a store address that says `monitorCommands`. */
  record: async () => {
    for (const row of await people.find({ state: 'asked' }).toArray()) {
      const { customerId, externalUserid } = row
      const touch = await touches.findOne({ _id: row.touchId })
      const run = await runs.findOne({ _id: touch?.runId ?? '' })
      const customer = await customers.findOne({ _id: customerId })
      const quota = await quotas.findOne({ _id: quotaKey(corp, externalUserid) })
      if (!touch || !run || !customer || !quota)
        throw new Error(`what is known of ${customerId} is not whole`)
      const openid =
        customer.ids
          .find((id) => id.startsWith('openid:'))
          ?.split(':')
          .at(-1) ?? ''
      known.push({
        own: { customerId, externalUserid, openid },
        before: { groupSendPeople: row, touches: touch, runs: run, customers: customer, wecomQuota: quota },
      })
    }
    kelu.connection.getClient().on('commandStarted', keepWrite).on('commandSucceeded', keepFound)
  },
  /** What was written since of one customer of each fate: of the one of whom most was written together with others. */
  recorded: async (sent: string[]): Promise<SettledWrites> => {
    kelu.connection.getClient().off('commandStarted', keepWrite).off('commandSucceeded', keepFound)
    const all = known.map(settledOf)
    const shared = ({ steps }: Settled) => steps.filter(({ isShared }) => isShared).length
    const one = (fate: Fate): Settled => {
      const theirs = all.filter(({ own }) => sent.includes(own.externalUserid) === (fate === 'sent'))
      const [most] = theirs.sort((a, b) => shared(b) - shared(a))
      if (most === undefined) throw new Error(`nobody was ${fate}`)
      return most
    }
    return { sent: one('sent'), left: one('left') }
  },

  /** From the poll that hears of it until everybody was sent to, by WeCom or by the next channel; in ms. */
  settle: async ({ journeyId, count, patienceMs }: Sent): Promise<number> => {
    const begun = performance.now()
    await pass(pollMs + minuteMs)
    const unread = { ...open, firstReadAt: { $exists: false } }
    await until('all is read once', patienceMs, async () => (await sends.findOne(unread)) === null)
    await pass(betweenReadingsMs + minuteMs)
    const left = async () =>
      (await sends.findOne(open)) ??
      (await runs.findOne({ state: 'active' })) ??
      (await runs.findOne({ untold: 'ended' }))
    await until('everybody is sent to', patienceMs, async () => (await left()) === null)
    const ms = performance.now() - begun
    const got = await touches.countDocuments({ journeyId, state: 'sent' })
    const theirs = (await sends.find({ journeyId }).toArray()).map(({ _id }) => _id)
    const settled = await people.countDocuments({ groupSend: { $in: theirs }, state: 'settled' })
    if (got !== count || settled !== count)
      throw new Error(`of ${count} ${settled} are settled, ${got} sent to`)
    return ms
  },

  /** CPU time of this process so far, ms. */
  cpuMs: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
})

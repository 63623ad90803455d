import { createMemoryAccessTokens } from '../../channels/coordination/memory-access-tokens.ts'
import { createMemoryRateGovernor } from '../../channels/coordination/memory-rate-governor.ts'
import { createWecomApi } from '../../channels/wecom/api.ts'
import { createCustomerTransfers } from '../../channels/wecom/customer-transfers.ts'
import { createGroupMessages } from '../../channels/wecom/group-messages.ts'
import { createMediaIds } from '../../channels/wecom/media-ids.ts'
import { createStaffMessenger } from '../../channels/wecom/staff-messenger.ts'
import { createActivity } from '../../domain/activity.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import { silentLog } from '../../domain/log.ts'
import type { Sender, SmsMessage, SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { RecordingSender } from '../../domain/outreach/testing/recording-sender.ts'
import type { Customer } from '../../models/customer.ts'
import { mendIndexes } from '../../models/indexes.ts'
import type { Touch } from '../../models/touch.ts'
import type { Sandbox, SandboxSettings } from '../../sandbox/contract.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { aMember, aPerson } from '../../sandbox/testing/cast.ts'
import { loadConfig } from '../../server/config.ts'
import { createLive } from '../../server/live/live.ts'
import type { Platforms } from '../../server/wiring/platforms.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { wire } from '../../server/wiring.ts'
import { mortal } from '../edits/mortal.ts'
import { type MovableClock, movableClock } from '../testing/clock.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { definitionsIn } from '../testing/definitions-in.ts'
import { noPlatforms } from '../testing/no-platforms.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export type GroupSendWorld = Awaited<ReturnType<typeof aGroupSendWorld>>
export type KeluProcess = Awaited<ReturnType<typeof aProcess>>

/** What a customer of the world is like. */
export interface Wanted {
  /** userids; the first one is who they belong to. */
  friendsOf: readonly string[]
  /** Agreed to SMS. */
  sms?: boolean
  credits?: Record<string, number>
}

interface Outside {
  connection: TestDatabase['connection']
  clock: MovableClock
  sandbox: Sandbox
  config: ReturnType<typeof loadConfig>
  sms: Sender<SmsMessage>
  miniprogram: Sender<SubscriptionMessage>
}

/** One process of the product as `wire` puts it together, before the simulated WeCom; it can die at any write or call. */
async function aProcess(outside: Outside, workerId: string, die: (at: string) => void) {
  const { connection, clock, sandbox, config } = outside
  const life = mortal(die)
  const stores = life.around(wireStores(connection), 'stores')
  const published = createPublished({ store: stores.definitions, log: silentLog })
  await published.refresh()
  const api = createWecomApi({
    baseUrl: sandbox.urls.wecom,
    corpId: sandbox.settings.corpId,
    secret: sandbox.settings.wecomSecret,
    agentId: sandbox.settings.agentId,
    tokens: createMemoryAccessTokens({ clock }),
    governor: createMemoryRateGovernor({ clock }),
    clock,
    log: silentLog,
    wait: async () => undefined,
    timeoutMs: 500,
  })
  const mediaIds = createMediaIds({
    api,
    pictures: {
      file: async () => null,
      copyOf: async () => null,
      keepCopy: async () => undefined,
      forgetCopy: async () => undefined,
    },
    clock,
    log: silentLog,
  })
  const { miniprogram, sms } = outside
  const platforms: Platforms = life.around(
    {
      ...noPlatforms,
      senders: { ...noPlatforms.senders, miniprogram, sms },
      messenger: createStaffMessenger({ api }),
      transfers: createCustomerTransfers({ api }),
      groupMessages: createGroupMessages({ api, mediaIds, log: silentLog }),
      close: api.close,
    },
    'platforms',
  )
  const wired = wire({
    live: createLive({ relay: null }),
    config,
    connection,
    storeUri: '',
    stores,
    platforms,
    published,
    activity: createActivity(() => undefined),
    clock,
    log: silentLog,
    workerId,
    storeTakesWrites: async () => undefined,
    options: { limits: { spreadMs: 0 } },
  })
  const { journeys, customers, outreach, publish, directory, handOvers } = wired

  async function advanceDue(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) {
      const due = await journeys.dueSteps(clock.now())
      if (due.length === 0) return
      for (const { versionId, stepId, shard } of due) await journeys.advanceDue({ versionId, stepId, shard })
    }
    throw new Error('work does not come to an end')
  }

  return {
    ...{ publish, customers, journeys, outreach, published, stores, directory, handOvers },
    doom: life.doom,
    isDead: life.isDead,
    /** What the sweeps and the jobs would do now. */
    async work(): Promise<void> {
      await published.refresh()
      await journeys.steerRuns()
      await journeys.startScheduled()
      await customers.sweep()
      await handOvers.sweep()
      await outreach.sweepGroupSends()
      await outreach.sweep()
      await advanceDue()
      await outreach.sweepGroupSends()
      await advanceDue()
    },
    close: api.close,
  }
}

/**
 * Salespeople and their customers in a simulated WeCom, and a Kelu that sends through it; on Monday 2 March 2026, 09:00. SMS and
 * subscription messages go to senders that remember.
 */
export async function aGroupSendWorld(given: {
  staff: readonly string[]
  settings?: Partial<SandboxSettings>
}) {
  const database = await testDatabase()
  const { connection } = database
  const clock = movableClock()
  const sandbox = await startSandbox({ now: clock.now(), settings: given.settings })
  const config = loadConfig(keluEnvironment(sandbox, {}))
  const sms = new RecordingSender<SmsMessage>()
  const miniprogram = new RecordingSender<SubscriptionMessage>()
  const outside = { connection, clock, sandbox, config, sms, miniprogram }
  const processes: KeluProcess[] = []
  const born = async (workerId: string, die: (at: string) => void = () => undefined) => {
    const kelu = await aProcess(outside, workerId, die)
    processes.push(kelu)
    return kelu
  }
  const kelu = await born('first')
  await mendIndexes(connection)
  for (const userid of given.staff) await sandbox.addStaff(aMember(userid))
  const enrol = (staff: readonly string[], onDuty: boolean) =>
    kelu.directory.save(
      staff.map((userid) => ({
        userid,
        name: `导购${userid}`,
        department: '人民广场店',
        onDuty,
        inFallbackPool: false,
        hours: {
          days: [1, 2, 3, 4, 5, 6, 7],
          fromMinute: 600,
          toMinute: 1_320,
          zone: 'Asia/Shanghai',
          daysOff: [],
        },
      })),
    )
  await enrol(given.staff, true)
  let people = 0

  return {
    ...outside,
    kelu,
    /** Another process on the same store. */
    born,

    async aCustomer({ friendsOf, sms = true, credits = {} }: Wanted): Promise<Customer> {
      people += 1
      const person = aPerson(`p${people}`, people)
      await sandbox.addPerson(person)
      const corp = sandbox.settings.corpId
      const { customers } = kelu
      const { _id } = await customers.getOrCreate(
        [
          { kind: 'external', corp, value: person.externalUserid },
          { kind: 'openid', appid: sandbox.settings.mpAppId, value: person.openid },
        ],
        { source: 'test', at: clock.now() },
      )
      for (const staff of friendsOf) {
        await sandbox.scanAndAdd({ person: person.name, staff })
        await customers.change(_id, { addFollow: { corp, staff, since: clock.now() } }, `friend:${staff}`)
      }
      const customer = await customers.change(
        _id,
        {
          ...(friendsOf[0] && { setOwner: friendsOf[0] }),
          setReach: { wecom: { state: friendsOf.length > 0 ? 'reachable' : 'unreachable' } },
          setProfile: { phone: person.phone, nickname: person.nickname },
          setConsent: { sms: { state: sms ? 'granted' : 'refused', source: 'test' } },
          addTags: [{ name: '会员', kind: 'manual' }],
        },
        'builder',
      )
      for (const [templateId, by] of Object.entries(credits)) {
        await customers.change(_id, { credit: { templateId, by } }, `builder:${templateId}`)
      }
      return customer
    },

    onLeave: (staff: string) => enrol([staff], false),

    /** Definitions as files write them. */
    publish: (text: string, by: KeluProcess = kelu) =>
      by.publish({
        publish: definitionsIn(text, by.published.snapshot().definitions),
        ...({ origin: 'page', by: 'test' } as const),
      }),

    /** Somebody begins a flow. */
    async begins(customer: Customer, flow: string): Promise<void> {
      const id = `begin:${customer._id}:${flow}:${clock.now().getTime()}`
      const event = { _id: id, name: 'custom.begin', customerId: customer._id, props: { flow } }
      await kelu.customers.hear({ ...event, at: clock.now(), source: 'test' })
    },

    /** `09:30` of this day, or of so many days later. */
    at(time: string, days = 0): Date {
      const day = new Date(Date.UTC(2026, 2, 2 + days)).toISOString().slice(0, 10)
      return new Date(`${day}T${time}:00+08:00`)
    },

    /** Lets time pass until then, stopping wherever something is due, on either side, and at the latest after `mostMs`. */
    async moveTo(time: Date, by: () => Promise<KeluProcess> = async () => kelu, mostMs = hourMs) {
      for (;;) {
        await sandbox.setClock(clock.now().toISOString())
        await sandbox.runDue()
        const process = await by()
        await process.work().catch((error: unknown) => {
          if (!process.isDead()) throw error
        })
        const now = clock.now().getTime()
        if (now >= time.getTime()) return
        const due = [
          await kelu.journeys.nextDueAt(),
          await kelu.outreach.nextGroupSendAt(),
          await kelu.handOvers.nextDueAt(),
          (await sandbox.idle()).nextDueAt,
        ].flatMap((at) => (at === null ? [] : new Date(at).getTime()))
        // What a death left due is taken up a minute later.
        const next = Math.max(now + minuteMs, Math.min(...due, now + mostMs))
        clock.set(new Date(Math.min(time.getTime(), next)))
      }
    },

    async touches(): Promise<Touch[]> {
      return connection.collection<Touch>('touches').find({}).sort({ _id: 1 }).toArray()
    },

    async touchOf(customer: Customer): Promise<Touch> {
      const [touch] = await kelu.stores.touches.ofCustomers([customer._id], 1)
      if (!touch) throw new Error(`no touch of ${customer._id}`)
      return touch
    },

    /** external_userids that got a group-send. */
    gotInWecom: async () => (await sandbox.deliveries({ kind: 'groupSend' })).map(({ receiver }) => receiver),
    externalOf: (customer: Customer) =>
      customer.ids
        .find((id) => id.startsWith('external:'))
        ?.split(':')
        .at(-1) ?? '',

    async close() {
      for (const each of processes) each.close()
      await sandbox.close()
      await database.drop()
    },
  }
}

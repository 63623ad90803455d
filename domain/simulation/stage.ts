import type { Channel } from '../../models/customer.ts'
import { nobodySteers } from '../../models/memory/nobody-steers.ts'
import { readTrait } from '../audience/fields.ts'
import { createCoupons } from '../coupons/coupons.ts'
import type { Customers } from '../customers/contract.ts'
import { createCustomers } from '../customers/customers.ts'
import { isSealedTrait, openTrait } from '../customers/personal-traits.ts'
import type { Sealing } from '../customers/sealing.ts'
import { calendarInForce } from '../definitions/calendar-in-force.ts'
import { rulesInForce } from '../definitions/rules-in-force.ts'
import { createJourneys } from '../journeys/create-journeys.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { declaredTrait } from '../language/traits.ts'
import type { Log } from '../log.ts'
import { createOutreach } from '../outreach/create-outreach.ts'
import type { KfConversationOf } from '../outreach/gates/kf-window.ts'
import type { Limits } from '../outreach/gates/limits.ts'
import { asIfConfirmed } from '../outreach/group-sends/as-if-confirmed.ts'
import { followersIn } from '../outreach/group-sends/followers.ts'
import type { Sender, SendOutcome } from '../outreach/ports.ts'
import { rosterOf } from '../sales/roster.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { hoursInForce } from '../sales/working-hours.ts'
import { blindSealing, openingBy } from './blind-sealing.ts'
import { conversationSoFar } from './conversation-so-far.ts'
import { createFollowUps, type FollowUp } from './follow-ups.ts'
import { createStageAudience } from './stage-audience.ts'
import { createStageClock } from './stage-clock.ts'
import { createStageMemory } from './stage-memory.ts'
import type { StagePublication } from './stage-publication.ts'

/** What of the installation messages and gates depend on. */
export interface StageSettings {
  publicUrl: string
  smsGateway: string
  smsSignature: string
  miniprogramAppId: string
  /** AppIDs of brands whose secret is known. */
  brandMiniPrograms?: readonly string[]
  /** Of 微信客服, which Kelu sends from. Absent: there is one, whichever people wrote to. */
  kfAccount?: string
  limits?: Partial<Limits>
}

export interface StageInput {
  publication: StagePublication
  settings: StageSettings
  staff: readonly Colleague[]
  /** Opens personal traits of real people, which gates and dates ask for; absent = nobody is real. Contact data stays closed. */
  unseal?: Sealing['unseal']
  /** What the provider of a channel answers to an attempt. */
  provider(channel: Channel, ref: string): SendOutcome
  /** Told of what went out, and of each follow-up that begins or falls back. */
  sent(channel: Channel, ref: string): void
  taskBegun(task: FollowUp): void
  /** What is known of somebody's conversation with 微信客服; absent = what their events tell of it. */
  kfConversation?: KfConversationOf
  /** Where it says so, every salesperson has their day's number of follow-ups. */
  isEverybodyFull?: () => boolean
  /** Hears of steps that fail. */
  log: Log
}

export type Stage = ReturnType<typeof createStage>

/**
 * The engine of production, put together on memory and a clock that is set: the same customers, planner, gates and renderer,
 * and nothing that could write or call. Providers answer as they are told to.
 */
export function createStage(input: StageInput) {
  const { publication, settings, staff, log } = input
  const { registry } = publication
  const clock = createStageClock()
  const memory = createStageMemory()
  const { stores } = memory

  const blind = createCustomers({
    stores,
    seal: blindSealing,
    clock,
    log,
    ids: { customer: () => `c_stage_${memory.customers.size + 1}` },
    isPersonal: (trait) => declaredTrait(registry.traits, trait)?.personal === true,
    buyerRules: () => rulesInForce(publication.snapshot()).rules,
  })
  const opening = openingBy(input.unseal ?? blindSealing.unseal)
  const customers: Customers = {
    ...blind,
    traitInClear(customer, trait) {
      const value = readTrait(customer, trait)
      return isSealedTrait(value) ? openTrait(value, opening) : value
    },
  }

  const sender = <M>(channel: Channel): Sender<M> => ({
    async send(_, { ref }) {
      const outcome = input.provider(channel, ref)
      if (outcome.kind === 'sent') input.sent(channel, ref)
      return outcome
    },
    find: async () => ({ kind: 'cannotTell' }),
  })
  const companyHours = () =>
    hoursInForce(undefined, {
      ...rulesInForce(publication.snapshot()).rules.workingHours,
      officialOn: calendarInForce(publication.snapshot()).officialOn,
    })
  const outreach = createOutreach({
    stores,
    customers,
    senders: {
      welcome: sender('welcome'),
      kf: sender('kf'),
      miniprogram: sender('miniprogram'),
      sms: sender('sms'),
      email: sender('email'),
    },
    // Whoever would have written because of what they were told, nobody knows: what really was written counts.
    kfConversation:
      input.kfConversation ??
      (async (id) => conversationSoFar(id, memory.events.values(), settings.kfAccount)),
    groupSendsAs: asIfConfirmed({
      sendersOf: followersIn(),
      roster: rosterOf({ all: async () => [...staff], hoursOf: async () => companyHours() }),
      answer: (ref) => input.provider('wecom', ref),
      sent: (ref) => input.sent('wecom', ref),
    }),
    published: publication,
    clock,
    log,
    rulesAt: () => rulesInForce(publication.snapshot()),
    calendarAt: () => calendarInForce(publication.snapshot()),
    ...settings,
    linkKey: 'nobody ever sees these links',
    stillWanted: async ({ runId }) => runId === undefined || stores.runs.wasNotStopped(runId),
    askAgainAt: async ({ runId, stepId }, at) =>
      runId === undefined || stepId === undefined || stores.runs.hasten(runId, stepId, at),
  })
  const coupons = createCoupons({
    store: stores.coupons,
    customers,
    registry: { couponBatch: (id) => givenHere(registry.couponBatch(id)) },
    clock,
    key: 'nobody ever sees these codes',
  })
  const followUps = createFollowUps({
    customers,
    claims: stores.customers,
    staff,
    rules: () => rulesInForce(publication.snapshot()).rules.followUps,
    isEverybodyFull: input.isEverybodyFull,
    clock,
    begun: input.taskBegun,
  })
  const names = new Map(staff.map(({ _id, name }) => [_id.toLowerCase(), name]))
  const journeys = createJourneys({
    stores: { ...stores, ...nobodySteers },
    customers,
    outreach,
    coupons,
    sales: followUps,
    published: publication,
    resumed: async () => undefined,
    settled: async () => undefined,
    allActOn: async () => true,
    calendarAt: () => calendarInForce(publication.snapshot()),
    webhooks: { call: async () => undefined },
    staffName: async (userid) => names.get(userid.toLowerCase()) ?? userid,
    audience: createStageAudience({ memory, registry, clock }),
    clock,
    log,
    workerId: 'stage',
  })
  customers.listen(journeys.onEvent, journeys.wants)
  customers.listen(followUps.onEvent, ({ name }) => followUps.wants(name))

  return { clock, memory, customers, outreach, journeys, publication }
}

/** The shop is not asked: its coupons are invented, as many as there need be. */
function givenHere(batch: CouponBatchDefinition): CouponBatchDefinition {
  return batch.codes.kind === 'shop' ? { ...batch, codes: { kind: 'generated', prefix: 'SHOP' } } : batch
}

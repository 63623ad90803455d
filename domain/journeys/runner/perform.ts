import type { RunStore } from '../../../models/runs.ts'
import type { Coupons } from '../../coupons/contract.ts'
import type { Customers } from '../../customers/contract.ts'
import { DomainError } from '../../errors.ts'
import type { Registry } from '../../language/registry.ts'
import { localTime } from '../../local-time.ts'
import type { Log } from '../../log.ts'
import type { Outreach } from '../../outreach/contract.ts'
import type { Sales } from '../../sales/contract.ts'
import type { CountGoal } from '../goals.ts'
import { moved } from '../move-runs.ts'
import type { Effect } from '../planner/situation.ts'
import type { Webhooks } from '../ports.ts'
import { renderTaskTitle } from '../task-title.ts'
import { type Execution, effectKey } from './execution.ts'
import { withFittingTraits } from './fitting-traits.ts'

/**
 * Settled effects let the run move on, and those that came to nothing perhaps another way: nothing was sent, nothing is left of
 * the batch. A deferred one holds it where it is. `left`: the run is being moved to another version and does nothing more here.
 */
export type Performed =
  | { state: 'settled' }
  | { state: 'cameToNothing' }
  | { state: 'deferred'; until: Date }
  | { state: 'left' }

export interface EffectDeps {
  runs: RunStore
  registry: Pick<Registry, 'traits'>
  customers: Customers
  outreach: Outreach
  coupons: Pick<Coupons, 'grant'>
  sales: Pick<Sales, 'openTask'>
  webhooks?: Webhooks
  /** The name customers see of a salesperson. */
  staffName?: (userid: string) => Promise<string | undefined>
  countGoal: CountGoal
  log: Log
}

type EffectHandler<Kind extends Effect['kind']> = (
  effect: Extract<Effect, { kind: Kind }>,
  execution: Execution,
  deps: EffectDeps,
) => Promise<Performed>

const settled: Performed = { state: 'settled' }
const cameToNothing: Performed = { state: 'cameToNothing' }

const send: EffectHandler<'send'> = async (effect, { run, customer }, { outreach, runs, staffName }) => {
  const staff = customer.owner === undefined ? undefined : await staffName?.(customer.owner)
  const outcome = await outreach.deliver({
    touchId: effectKey(run),
    customerId: run.customerId,
    messageId: effect.messageId,
    runId: run._id,
    journeyId: run.journeyId,
    stepId: run.stepId,
    versionId: run.versionId,
    arms: run.arms,
    channels: effect.channels,
    whenCapped: effect.whenCapped,
    useBy: effect.useBy,
    confirm: effect.confirm,
    values: { ...flatten(run.vars), ...(staff !== undefined && { 'staff.name': staff }) },
    holdout: run.holdout,
    stillWanted: () => runs.standsAt(run),
  })
  if (outcome.state === 'skipped' && outcome.reason === moved) return { state: 'left' }
  switch (outcome.state) {
    case 'deferred':
      return { state: 'deferred', until: outcome.until }
    case 'sent':
    case 'unknown':
      return settled
    case 'skipped':
      // Who is held out walks the way of those the message reached: they are compared with them, and get nothing instead.
      return outcome.reason === 'holdout' ? settled : cameToNothing
    case 'failed':
    case 'expired':
      return cameToNothing
  }
}

const change: EffectHandler<'change'> = async (effect, execution, { customers, registry, log }) => {
  const { run, customer } = execution
  const { change, refused } = withFittingTraits(effect.change, registry.traits)
  if (refused.length > 0) {
    log.warn({ runId: run._id, stepId: run.stepId, traits: refused }, 'what an event said fits no trait')
  }
  execution.customer = await customers.change(customer._id, change, effectKey(run))
  return settled
}

/** Without a coupon and a way for it the run goes on: a message that needs the code skips and says why. */
const coupon: EffectHandler<'coupon'> = async (effect, { run, customer }, { coupons, log }) => {
  try {
    const granted = await coupons.grant({
      batchId: effect.batchId,
      customerId: customer._id,
      cause: effectKey(run),
      ...(customer.isTest && { isTest: true }),
    })
    run.vars = {
      ...run.vars,
      coupon: {
        code: granted.code,
        name: granted.name,
        amountYuan: String(granted.amountFen / 100),
        validUntil: localTime(granted.validUntil).toFormat('yyyy年M月d日'),
      },
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const about = { runId: run._id, stepId: run.stepId, batch: effect.batchId }
    // Nobody knows whether the shop gave one: asked again under the same number, it says so.
    if (error.code === 'coupon.unanswered') {
      log.warn({ ...about, code: error.data.code }, 'the shop did not answer whether it gave a coupon')
      return { state: 'deferred', until: error.data.until as Date }
    }
    // That this person has had theirs is nothing to look into.
    if (error.code === 'coupon.limit_reached') log.info(about, 'they have had as many as one may')
    else if (error.code === 'coupon.exhausted') log.warn(about, 'a coupon batch is used up')
    else if (error.code === 'coupon.refused')
      log.warn({ ...about, code: error.data.code }, 'the shop gives no coupon')
    else throw error
    return cameToNothing
  }
  return settled
}

/** Nobody was given it: the run goes the way for that, or on like others. */
const task: EffectHandler<'task'> = async (effect, { run, customer, definition }, { sales }) => {
  const taken = await sales.openTask({
    taskId: effectKey(run),
    customerId: customer._id,
    title: renderTaskTitle(effect.title, customer, run.vars),
    reasons: effect.reasons.length > 0 ? effect.reasons : [`旅程「${definition.name}」`],
    acceptMs: effect.acceptMs,
    dueMs: effect.dueMs,
    urgent: effect.urgent,
    whenFull: effect.whenFull,
  })
  return taken === null ? cameToNothing : settled
}

const webhook: EffectHandler<'webhook'> = async (effect, { run, customer }, { webhooks }) => {
  if (webhooks === undefined) throw new DomainError('journey.invalid', { fault: 'no webhooks here' })
  await webhooks.call({
    receiver: effect.receiver,
    key: effectKey(run),
    body: {
      ...effect.body,
      journeyId: run.journeyId,
      runId: run._id,
      stepId: run.stepId,
      customerId: customer._id,
      ...(customer.isTest && { test: true }),
    },
  })
  return settled
}

const goal: EffectHandler<'goal'> = async (_, { run }, { countGoal }) => {
  await countGoal(run)
  return settled
}

const handlers: { [Kind in Effect['kind']]: EffectHandler<Kind> } = {
  send,
  change,
  coupon,
  task,
  webhook,
  goal,
}

/**
 * What a held-out run does all the same: it counts goals, and asks for its sends, of which outreach lets only `requested`
 * ones through and records the others as withheld. A customer or a salesperson could notice anything else, now or by what
 * follows from it.
 */
const doneWhenHeldOut: { [Kind in Effect['kind']]: boolean } = {
  send: true,
  goal: true,
  change: false,
  coupon: false,
  task: false,
  webhook: false,
}

/** Does one effect under the key of its step visit; doing it again is harmless. */
export async function perform(effect: Effect, execution: Execution, deps: EffectDeps): Promise<Performed> {
  if (execution.run.holdout && !doneWhenHeldOut[effect.kind]) return settled
  // The table pairs each kind with its own effect type; TypeScript cannot see that pairing through the union.
  return (
    handlers[effect.kind] as (effect: Effect, execution: Execution, deps: EffectDeps) => Promise<Performed>
  )(effect, execution, deps)
}

function flatten(vars: Record<string, Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(vars).flatMap(([group, values]) =>
      Object.entries(values).map(([name, value]) => [`${group}.${name}`, value] as const),
    ),
  )
}

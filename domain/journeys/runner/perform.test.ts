import { expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { Run } from '../../../models/run.ts'
import { silentLog } from '../../log.ts'
import type { TouchOutcome } from '../../outreach/contract.ts'
import type { Effect } from '../planner/situation.ts'
import type { Execution } from './execution.ts'
import { type EffectDeps, perform } from './perform.ts'

/** Everybody a step can ask for something, noting that they were asked. */
function recorders() {
  const asked: string[] = []
  const noting =
    <T>(what: string, answer: T) =>
    async () => {
      asked.push(what)
      return answer
    }
  const deps = {
    outreach: { deliver: noting('send', { state: 'skipped', reason: 'holdout' }) },
    customers: { change: noting('change', {} as Customer) },
    coupons: { grant: noting('coupon', { code: 'C1', name: '券', amountFen: 1, validUntil: new Date() }) },
    sales: { openTask: noting('task', 't') },
    webhooks: { call: noting('webhook', undefined) },
    countGoal: noting('goal', undefined),
    registry: { traits: [] },
    log: silentLog,
  } as unknown as EffectDeps
  return { asked, deps }
}

const execution = (holdout: boolean): Execution => ({
  run: { _id: 'j:c:1', journeyId: 'j', customerId: 'c', stepId: 's', visit: 1, vars: {}, holdout } as Run,
  before: {} as Run,
  definition: { name: '旅程' } as Execution['definition'],
  customer: { _id: 'c', profile: {}, traits: {}, tags: [] } as unknown as Customer,
  events: [],
  moved: false,
})

const send: Effect = { kind: 'send', messageId: 'm', whenCapped: 'skip' }

it.each<[string, Effect, 'heldOutToo' | 'onlyOtherwise']>([
  // Outreach lets the requested ones through.
  ['send', send, 'heldOutToo'],
  ['goal', { kind: 'goal' }, 'heldOutToo'],
  ['tag', { kind: 'change', change: { addTags: [{ name: '高意向', kind: 'rule' }] } }, 'onlyOtherwise'],
  ['setTrait', { kind: 'change', change: { setTraits: { stage: '深度流失' } } }, 'onlyOtherwise'],
  ['coupon', { kind: 'coupon', batchId: 'b' }, 'onlyOtherwise'],
  ['task', { kind: 'task', title: '跟进', reasons: [], acceptMs: 1 }, 'onlyOtherwise'],
  ['webhook', { kind: 'webhook', receiver: 'crm', body: {} }, 'onlyOtherwise'],
])('a held-out run does nothing anybody could notice: %s', async (_step, effect, when) => {
  for (const holdout of [true, false]) {
    const { asked, deps } = recorders()
    expect(await perform(effect, execution(holdout), deps)).toEqual({ state: 'settled' })
    expect(asked).toEqual(holdout && when === 'onlyOtherwise' ? [] : [effect.kind])
  }
})

it.each<[TouchOutcome, string]>([
  [{ state: 'sent', channel: 'sms' }, 'settled'],
  // It may have arrived.
  [{ state: 'unknown', channel: 'sms' }, 'settled'],
  [{ state: 'skipped', reason: 'noConsent' }, 'cameToNothing'],
  [{ state: 'failed', reason: 'number.invalid' }, 'cameToNothing'],
  [{ state: 'expired', reason: 'notConfirmed' }, 'cameToNothing'],
  [{ state: 'deferred', reason: 'quietHours', until: new Date(0) }, 'deferred'],
  // Nothing that happens to those it was withheld from for comparison may differ from what happens to the others.
  [{ state: 'skipped', reason: 'holdout' }, 'settled'],
])('a send that ends as %o is %s', async (outcome, state) => {
  const { deps } = recorders()
  const outreach = { deliver: async () => outcome } as unknown as EffectDeps['outreach']
  expect(await perform(send, execution(true), { ...deps, outreach })).toMatchObject({ state })
})

import { spread } from '../../domain/stable-hash.ts'
import { type Run, runShards } from '../../models/run.ts'
import { drawn } from './numbers.ts'
import type { TownJourney } from './plan.ts'

const dayMs = 86_400_000

/** One passage of this customer through a journey, begun some time between these moments; one in eight goes on. */
export function runOf(
  { id: journeyId, versionId, steps, isBroadcast }: TownJourney,
  customer: { _id: string; isTest: boolean; segments: string[] },
  between: { from: number; until: number },
  chance: () => number,
): Run {
  const startedAt = new Date(Math.floor(between.from + chance() * (between.until - between.from)))
  const isActive = !isBroadcast && chance() < 1 / 8
  const at = isBroadcast ? 0 : Math.floor(chance() * steps.length)
  const passed = steps.slice(0, at + 1)
  const stepId = passed.at(-1) ?? ''
  const endedAt = new Date(startedAt.getTime() + Math.floor(chance() * 5 * dayMs))
  const endReason = drawn(chance(), [
    [0.7, 'completed'],
    [0.9, 'order.paid'],
    [1, 'journeyEnded'],
  ] as const)
  return {
    _id: `${journeyId}:${customer._id}:1`,
    journeyId,
    versionId,
    customerId: customer._id,
    state: isActive ? 'active' : 'ended',
    stepId,
    visit: 1,
    visits: Object.fromEntries(passed.map((step) => [step, 1])),
    enteredStepAt: startedAt,
    lookFrom: startedAt,
    ...(isActive
      ? { dueAt: new Date(between.until + Math.floor(chance() * 20 * dayMs) + dayMs) }
      : { endedAt, endReason: isBroadcast ? 'completed' : endReason }),
    shard: spread(customer._id, runShards),
    listens: [],
    vars: {},
    holdout: false,
    ...(customer.isTest && { isTest: true as const }),
    ...(customer.segments.length > 0 && { segments: customer.segments }),
    cause: `bench:${customer._id}:0`,
    used: [],
    failures: 0,
    startedAt,
    ...(!isActive && endReason === 'order.paid' && { goalMetAt: endedAt, goalValueFen: 9_900 }),
    untold: [],
    writer: 'bench',
    rev: 4,
  }
}

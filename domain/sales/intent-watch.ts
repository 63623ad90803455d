import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { TaskRequest } from './contract.ts'
import { type IntentRules, intentWindowStart, scoreIntent } from './intent-score.ts'

/** Scores a customer at every telling event; a score above the threshold makes them 高意向 and opens a task. */
export function createIntentWatch(deps: {
  customers: Customers
  rules: IntentRules
  /** Time to accept a task, working ms. */
  acceptMs: number
  openTask(request: TaskRequest): Promise<unknown>
  clock: Clock
}) {
  const { customers, rules, acceptMs, openTask, clock } = deps
  const names = [...Object.keys(rules.weights), 'intent.reached']

  async function onEvent(event: KeluEvent, customer: Customer): Promise<void> {
    if (event.name === 'intent.reached') return openFollowUp(event, customer)
    if (!rules.weights[event.name]) return

    const now = clock.now()
    const history = await customers.history(customer, names, intentWindowStart(now, rules))
    const reached = history.filter((past) => past.name === 'intent.reached')
    // Reaching it again counts only once the first time has faded: one half-life.
    if (reached.some((past) => now.getTime() - past.at.getTime() < rules.halfLifeMs)) return
    const { score, reasons } = scoreIntent(history, now, rules)
    if (score < rules.threshold) return

    await customers.hear({
      // Numbered by how often it was reached before: two racing events name the same one.
      _id: `intent:${customer._id}:${reached.length + 1}:${reached.at(-1)?.at.getTime() ?? 0}`,
      customerId: customer._id,
      name: 'intent.reached',
      at: now,
      source: 'sales',
      props: { score: Math.round(score), reasons },
    })
  }

  async function openFollowUp(event: KeluEvent, customer: Customer): Promise<void> {
    await customers.change(customer._id, { addTags: [{ name: '高意向', kind: 'rule' }] }, event._id)
    await openTask({
      taskId: event._id,
      customerId: customer._id,
      title: `${customer.profile.nickname ?? '客户'} 意向很高，请尽快跟进`,
      reasons: (event.props.reasons as string[]) ?? [],
      acceptMs,
      urgent: true,
      // No flow stands behind it that could go another way.
      whenFull: 'passOn',
    })
  }

  return { onEvent, wants: (eventName: string) => names.includes(eventName) }
}

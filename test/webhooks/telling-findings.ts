import type { WebhookDelivery } from '../../models/webhook-deliveries.ts'

interface Call {
  id: string
  status: number | null
  body: string
}

/** Everything that must not be when all has been told, in words. */
export function tellingFindings(given: {
  /** Paid, and acknowledged. */
  orders: readonly string[]
  /** What the receiver was asked to take, and what it took. */
  calls: readonly Call[]
  taken: readonly { type: string; data: Record<string, unknown> }[]
  deliveries: readonly WebhookDelivery[]
  /** What was to be told again, and the calls since then. */
  replayed: { ids: readonly string[]; calls: readonly Call[] }
}): string[] {
  const { orders, calls, taken, deliveries, replayed } = given
  const findings: string[] = []
  for (const order of orders) {
    const paid = taken.filter(({ type, data }) => type === 'order.paid' && data.orderId === order)
    if (paid.length !== 1) findings.push(`order ${order} was taken ${paid.length} times`)
    const who = paid[0]?.data.customerId
    const called = taken.filter(({ type, data }) => type === 'flow.called' && data.customerId === who)
    if (called.length !== 1) findings.push(`the flow of ${order} was taken ${called.length} times`)
  }
  if (taken.length !== orders.length * 2)
    findings.push(`${taken.length} were taken of ${orders.length} orders`)

  const idOf = new Map<string, string>()
  const bodyOf = new Map<string, string>()
  for (const { id, body } of calls) {
    const about = aboutOf(body)
    if ((idOf.get(about) ?? id) !== id) findings.push(`${about} was told under two ids`)
    if ((bodyOf.get(id) ?? body) !== body) findings.push(`${id} was told in two ways`)
    idOf.set(about, id)
    bodyOf.set(id, body)
  }
  for (const { id, status } of calls)
    if (status !== null && ![204, 410].includes(status)) findings.push(`${id} was answered ${status}`)
  for (const { _id, state } of deliveries) if (state !== 'delivered') findings.push(`${_id} is ${state}`)
  for (const id of replayed.ids)
    if (!replayed.calls.some((call) => call.id === id)) findings.push(`${id} was not told again`)
  const others = replayed.calls.filter(({ id }) => !replayed.ids.includes(id))
  if (others.length > 0) findings.push(`${others.length} calls were made again that nobody asked for`)
  return findings
}

/** What happened, by its own name: the order that was paid, or the run of the flow. */
function aboutOf(body: string): string {
  const { type, data } = JSON.parse(body)
  return `${type} ${data.orderId ?? data.runId}`
}

import type { Case, Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { Reducer } from './reducer.ts'

const casesKept = 50

const opening: ReadonlySet<string> = new Set(['order.refund_requested', 'complaint.opened'])
const closing: ReadonlySet<string> = new Set(['order.refund_withdrawn', 'order.refunded', 'complaint.closed'])

/** `refundingOrders` and `openComplaints`: what is being dealt with, whatever order it is heard in. */
export const cases: Reducer = {
  hears: ({ name }) => opening.has(name) || closing.has(name),
  apply(draft, event) {
    const told = opening.has(event.name) ? { openedAt: event.at } : { closedAt: event.at }
    draft.cases = uniteCases(
      draft.cases ?? [],
      concerned(event, draft.cases ?? []).map((one) => ({ ...one, ...told })),
    )
    refreshCases(draft)
  },
}

/** Which cases an event is about; of an order's refund that came without a number, all of that order. */
function concerned({ name, props }: KeluEvent, known: readonly Case[]): Case[] {
  const { complaintId, refundId, orderId } = props
  if (name.startsWith('complaint.')) {
    return typeof complaintId === 'string' ? [{ key: `complaint:${complaintId}`, ...about(orderId) }] : []
  }
  if (typeof orderId !== 'string') return []
  const unnumbered = { key: `refund:order:${orderId}`, orderId }
  const numbered = typeof refundId === 'string' ? [{ key: `refund:${refundId}`, orderId }] : []
  if (opening.has(name)) return numbered.length > 0 ? numbered : [unnumbered]
  const others = known.filter((one) => one.orderId === orderId && one.key.startsWith('refund:'))
  return [unnumbered, ...(numbered.length > 0 ? numbered : others.map(({ key }) => ({ key, orderId })))]
}

const about = (orderId: unknown) => (typeof orderId === 'string' ? { orderId } : {})

/** The same case told of twice is one; its later times count. */
export function uniteCases(ours: readonly Case[], theirs: readonly Case[]): Case[] {
  const all = new Map(ours.map((one) => [one.key, one]))
  for (const one of theirs) {
    const known = all.get(one.key)
    all.set(one.key, known === undefined ? one : united(known, one))
  }
  return [...all.values()].sort((a, b) => lastOf(b) - lastOf(a)).slice(0, casesKept)
}

function united(a: Case, b: Case): Case {
  const openedAt = later(a.openedAt, b.openedAt)
  const closedAt = later(a.closedAt, b.closedAt)
  return { ...a, ...b, ...(openedAt && { openedAt }), ...(closedAt && { closedAt }) }
}

const later = (a: Date | undefined, b: Date | undefined) => (a && b ? (a > b ? a : b) : (a ?? b))
const lastOf = ({ openedAt, closedAt }: Case): number => later(openedAt, closedAt)?.getTime() ?? 0

const isOpen = ({ openedAt, closedAt }: Case): boolean =>
  openedAt !== undefined && (closedAt === undefined || openedAt > closedAt)

/** The traits that say so; none where nothing is open. */
export function refreshCases({ traits, cases = [] }: Customer): void {
  const open = cases.filter(isOpen)
  const isComplaint = ({ key }: Case) => key.startsWith('complaint:')
  const complaints = open.filter(isComplaint).map(({ key }) => key.slice('complaint:'.length))
  const refunds = open.filter((one) => !isComplaint(one)).flatMap(({ orderId }) => orderId ?? [])
  const lists = { openComplaints: complaints, refundingOrders: refunds }
  for (const [trait, ids] of Object.entries(lists)) {
    if (ids.length === 0) delete traits[trait]
    else traits[trait] = [...new Set(ids)].sort()
  }
}

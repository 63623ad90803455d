import { describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { aCustomer, anEvent } from '../../audience/testing/people.ts'
import { applyEvent } from '../apply-event.ts'
import { unite } from '../unite.ts'

const now = new Date('2026-03-10T09:00:00+08:00')
const minute = (n: number) => new Date(now.getTime() - 86_400_000 + n * 60_000)

type Told = [name: string, at: number, props: Record<string, unknown>]
function told(...events: Told[]): Customer {
  const customer = aCustomer()
  for (const [name, at, props] of events) applyEvent(customer, anEvent({ name, at: minute(at), props }), now)
  return customer
}
const refunding = ({ traits }: Customer) => traits.refundingOrders
const asked: Told = ['order.refund_requested', 1, { orderId: 'o1', refundId: 'r1' }]
const withdrawn: Told = ['order.refund_withdrawn', 2, { orderId: 'o1', refundId: 'r1' }]
const paidBack: Told = ['order.refunded', 2, { orderId: 'o1', refundId: 'r1', amountFen: 100 }]

describe('a refund asked for', () => {
  it('is open until it is withdrawn or paid', () => {
    expect(refunding(told(asked))).toEqual(['o1'])
    expect(refunding(told(asked, withdrawn))).toBeUndefined()
    expect(refunding(told(asked, paidBack))).toBeUndefined()
  })

  it('is over whatever is heard first', () => {
    expect(refunding(told(withdrawn, asked))).toBeUndefined()
    expect(refunding(told(paidBack, asked))).toBeUndefined()
  })

  it('is open again when it is asked for again', () => {
    const again: Told = ['order.refund_requested', 3, { orderId: 'o1', refundId: 'r1' }]
    expect(refunding(told(asked, withdrawn, again))).toEqual(['o1'])
    expect(refunding(told(again, asked, withdrawn))).toEqual(['o1'])
  })

  it('of one part stays open while another is paid; without a number it is that of the order', () => {
    const other: Told = ['order.refunded', 2, { orderId: 'o1', refundId: 'r2', amountFen: 50 }]
    expect(refunding(told(asked, other))).toEqual(['o1'])
    const unnumbered: Told = ['order.refunded', 2, { orderId: 'o1', amountFen: 50 }]
    expect(refunding(told(asked, unnumbered))).toBeUndefined()
    expect(refunding(told(['order.refund_requested', 1, { orderId: 'o1' }], paidBack))).toBeUndefined()
    expect(refunding(told(asked, ['order.refund_withdrawn', 2, { orderId: 'o2' }]))).toEqual(['o1'])
  })
})

it('a complaint is open until it is closed, by its number', () => {
  const opened: Told = ['complaint.opened', 1, { complaintId: 'c1' }]
  const closed: Told = ['complaint.closed', 2, { complaintId: 'c1' }]
  expect(told(opened).traits.openComplaints).toEqual(['c1'])
  expect(told(opened, ['complaint.opened', 1, { complaintId: 'c2' }], closed).traits.openComplaints).toEqual([
    'c2',
  ])
  expect(told(closed, opened).traits.openComplaints).toBeUndefined()
})

it('what one of two had open and the other knows to be over is over when they become one', () => {
  const survivor = told(asked, ['complaint.opened', 1, { complaintId: 'c1' }])
  unite(survivor, told(withdrawn), now)
  expect(survivor.traits).toMatchObject({ openComplaints: ['c1'] })
  expect(refunding(survivor)).toBeUndefined()
  const other = told(withdrawn)
  unite(other, told(asked), now)
  expect(refunding(other)).toBeUndefined()
})

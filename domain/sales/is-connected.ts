import type { Customer } from '../../models/customer.ts'

/** Whether a salesperson is a WeCom contact of the customer now; userids are compared ignoring case. */
export function isConnected(customer: Pick<Customer, 'follows'>, userid: string): boolean {
  return customer.follows.some(
    (follow) => !follow.removedAt && follow.staff.toLowerCase() === userid.toLowerCase(),
  )
}

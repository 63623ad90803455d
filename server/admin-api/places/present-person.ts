import type { Customers } from '../../../domain/customers/contract.ts'
import type { Customer } from '../../../models/customer.ts'
import { presentRow } from '../customers/present.ts'

/** Whose the customer is is not told here. */
const nobody = (userid: string) => ({ userid, name: userid, department: null, store: null })

/** Who it is, masked. */
export function presentPerson(
  customerId: string,
  customer: Customer | undefined,
  { customers }: { customers: Pick<Customers, 'masked'> },
) {
  const row = customer && presentRow(customer, customers.masked(customer), nobody)
  return {
    customerId: customer?._id ?? customerId,
    name: row?.name ?? '没有找到的客户',
    phone: row?.phone ?? null,
  }
}

import type { Customer } from '../../../models/customer.ts'
import type { Customers } from '../../customers/contract.ts'
import type { TouchRequest } from '../contract.ts'
import type { Addresses } from '../render/render-input.ts'

/** Where this customer can be written to. `miniprogramAppId` picks the openid when there are several mini-programs. */
export function addressesOf(
  customer: Customer,
  request: TouchRequest,
  customers: Customers,
  miniprogramAppId: string,
): Addresses {
  const { phone, email } = customers.reveal(customer)
  const openid = idAfter(customer, `openid:${miniprogramAppId}:`)
  // Ids of WeCom are those of one corp: `external:<corp>:<id>`.
  const externalUserid = idAfter(customer, 'external:')?.replace(/^[^:]*:/, '')
  return {
    ...(phone && { phone }),
    ...(email && { email }),
    ...(openid && { openid }),
    ...(externalUserid && { externalUserid }),
    ...(request.welcomeCode && { welcomeCode: request.welcomeCode }),
  }
}

function idAfter(customer: Customer, prefix: string): string | undefined {
  return customer.ids.find((id) => id.startsWith(prefix))?.slice(prefix.length)
}

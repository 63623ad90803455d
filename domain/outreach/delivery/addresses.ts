import type { Channel, Customer } from '../../../models/customer.ts'
import type { Customers } from '../../customers/contract.ts'
import type { TouchRequest } from '../contract.ts'
import type { Addresses } from '../render/render-input.ts'

/** Where this customer can be written to. `miniprogramAppId` picks the openid when there are several mini-programs. */
export function addressesOf(
  customer: Customer,
  request: Pick<TouchRequest, 'welcomeCode' | 'welcomeUntil'>,
  customers: Customers,
  miniprogramAppId: string,
): Addresses {
  const { phone, email } = customers.reveal(customer)
  const openid = idAfter(customer, `openid:${miniprogramAppId}:`)
  // Ids of WeCom are those of one corp: `external:<corp>:<id>`.
  const externalUserid = idAfter(customer, 'external:')?.replace(/^[^:]*:/, '')
  const kfUserid = idAfter(customer, 'kf:')?.replace(/^[^:]*:/, '')
  const { welcomeCode, welcomeUntil } = request
  return { phone, email, openid, externalUserid, kfUserid, welcomeCode, welcomeUntil }
}

/** The address of one channel, in use now. */
export function addressOf(channel: Channel, addresses: Addresses): string | undefined {
  const { welcomeCode, externalUserid, kfUserid, openid, phone, email } = addresses
  const table = {
    welcome: welcomeCode,
    wecom: externalUserid,
    kf: kfUserid,
    miniprogram: openid,
    popup: openid,
    sms: phone,
    email,
  }
  return table[channel]
}

function idAfter(customer: Customer, prefix: string): string | undefined {
  return customer.ids.findLast((id) => id.startsWith(prefix))?.slice(prefix.length)
}

import type { Channel, Customer } from '../../../models/customer.ts'
import type { Customers } from '../../customers/contract.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { TouchRequest } from '../contract.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { Addresses } from '../render/render-input.ts'

/** Where this customer can be written to, by the mini-program a message goes by; pop-ups wait in the configured one. */
export function addressesOf(
  customer: Customer,
  request: Pick<TouchRequest, 'welcomeCode' | 'welcomeUntil'>,
  customers: Customers,
  { own, of }: { own: string; of: string | undefined },
): Addresses {
  const { phone, email } = customers.reveal(customer)
  const openidAt = (appId: string | undefined) => appId && idAfter(customer, `openid:${appId}:`)
  const [openid, popupOpenid] = [openidAt(of), openidAt(own)]
  // Ids of WeCom are those of one corp: `external:<corp>:<id>`.
  const externalUserid = idAfter(customer, 'external:')?.replace(/^[^:]*:/, '')
  const kfUserid = idAfter(customer, 'kf:')?.replace(/^[^:]*:/, '')
  const { welcomeCode, welcomeUntil } = request
  return { phone, email, openid, popupOpenid, externalUserid, kfUserid, welcomeCode, welcomeUntil }
}

/** By which mini-programs somebody is written to with a message. */
export const appIdsFor = (
  { miniPrograms }: Pick<OutreachParts, 'miniPrograms'>,
  message: MessageDefinition,
) => ({
  own: miniPrograms.own,
  of: miniPrograms.of(message),
})

/** Of the brand's own mini-program, which what is stored for a message names; undefined where that is the configured one. */
export function brandAppId(
  { miniPrograms: { own, of } }: Pick<OutreachParts, 'miniPrograms'>,
  message: MessageDefinition,
): string | undefined {
  const appid = of(message)
  return appid === own ? undefined : appid
}

/** The address of one channel, in use now. */
export function addressOf(channel: Channel, addresses: Addresses): string | undefined {
  const { welcomeCode, externalUserid, kfUserid, openid, popupOpenid, phone, email } = addresses
  const table = {
    welcome: welcomeCode,
    wecom: externalUserid,
    kf: kfUserid,
    miniprogram: openid,
    popup: popupOpenid,
    sms: phone,
    email,
  }
  return table[channel]
}

function idAfter(customer: Customer, prefix: string): string | undefined {
  return customer.ids.findLast((id) => id.startsWith(prefix))?.slice(prefix.length)
}

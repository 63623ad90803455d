import type { Channel, Customer, Reach } from '../../models/customer.ts'

/** What is remembered of the newest addresses; nobody changes their number twenty times. */
const kept = 20

interface InUse {
  /** Under which this address is remembered. */
  key: string | undefined
  /** Differs between two addresses, also where the key is not known yet. */
  mark: string | undefined
}

/** The channels whose reach is that of an address. In WeCom it is the friendship's, which callbacks tell. */
const addresses: Partial<Record<Channel, (customer: Customer) => InUse>> = {
  sms: ({ profile }) => ({ key: profile.phoneKey, mark: profile.phoneKey }),
  email: ({ profile }) => ({ key: profile.emailKey, mark: profile.email?.ct }),
  miniprogram({ ids }) {
    const openid = ids.findLast((id) => id.startsWith('openid:'))
    return { key: openid, mark: openid }
  },
}

/** The key of the address this customer has now on a channel; undefined when there is none, or none that reach depends on. */
export function addressKey(customer: Customer, channel: Channel): string | undefined {
  return addresses[channel]?.(customer).key
}

/** Remembers what was learnt of one address, in use or not. */
export function rememberReach(draft: Customer, key: string, reach: Reach): void {
  const others = (draft.addressReach ?? []).filter((known) => known.key !== key)
  draft.addressReach = [{ key, ...reach }, ...others].slice(0, kept)
}

/**
 * Makes the reach of each channel that of the address now in use: what is known of it, and nothing once it is another one.
 * A reach stored before addresses were told apart stays until its address changes.
 */
export function syncReach(before: Customer, draft: Customer): void {
  for (const channel of Object.keys(addresses) as Channel[]) {
    const known = draft.addressReach?.find(({ key }) => key === addressKey(draft, channel))
    if (known) {
      const { key: _, ...reach } = known
      draft.reach[channel] = reach
    } else if (isOther(before, draft, channel)) {
      delete draft.reach[channel]
    }
  }
}

/** After a merge: what both knew of addresses, and of each channel what was known of the address that is kept, if they differ. */
export function uniteReach(before: Customer, draft: Customer, loser: Customer): void {
  const both = [...(before.addressReach ?? []), ...(loser.addressReach ?? [])]
  for (const { key, ...reach } of both.sort((a, b) => a.at.getTime() - b.at.getTime())) {
    rememberReach(draft, key, reach)
  }
  for (const channel of Object.keys(addresses) as Channel[]) {
    if (!isOther(before, loser, channel)) continue
    const reach = (isOther(before, draft, channel) ? loser : before).reach[channel]
    if (reach) draft.reach[channel] = reach
    else delete draft.reach[channel]
  }
  syncReach(draft, draft)
}

function isOther(before: Customer, after: Customer, channel: Channel): boolean {
  const inUse = addresses[channel]
  return inUse?.(before).mark !== inUse?.(after).mark
}

import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
export type Network = readonly [Address, number]

/** The whole of what is given out to the public, RFC 4291 §2.4: everything else of IPv6 is for purposes of its own. */
const publicIpv6 = ipaddr.parseCIDR('2000::/3')

/** What clouds tell their machines' keys at: no network an operator allows opens these. */
const metadata: ReadonlySet<string> = new Set(['169.254.169.254', '100.100.100.200', 'fd00:ec2::254'])

/**
 * Networks an operator allows beside the public ones, `10.1.0.0/16, fd00:1::/64`.
 * @throws when one of them is no network
 */
export function readNetworks(list: string): Network[] {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => ipaddr.parseCIDR(each))
}

/** What kind of place an address is: where anybody may be called, where the operator alone says so, and where nobody is. */
export function placeOf(address: string, allowed: readonly Network[]): 'public' | 'allowed' | 'refused' {
  // An IPv4 address in the clothes of IPv6 is that IPv4 address.
  const parsed = ipaddr.isValid(address) ? ipaddr.process(address) : null
  if (parsed === null || metadata.has(parsed.toString())) return 'refused'
  if (allowed.some((network) => isWithin(parsed, network))) return 'allowed'
  if (parsed.range() !== 'unicast') return 'refused'
  return parsed.kind() === 'ipv4' || isWithin(parsed, publicIpv6) ? 'public' : 'refused'
}

function isWithin(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network as never, bits)
}

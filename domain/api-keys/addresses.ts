import { BlockList, isIP } from 'node:net'

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `::ffff:203.0.113.7`, as a socket for both families tells an IPv4 address, is that address. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Whether this is an address, or a network as `203.0.113.0/24`. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  if (isIP(address) === 0 || more.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32)
}

/** Whether a caller may come from there. No list = from anywhere. */
export function isAllowed(address: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true
  const from = plain(address)
  if (isIP(from) === 0) return false
  const list = new BlockList()
  for (const one of allowed) {
    const [net = '', bits] = one.split('/')
    if (bits === undefined) list.addAddress(net, family(net))
    else list.addSubnet(net, Number(bits), family(net))
  }
  return list.check(from, family(from))
}

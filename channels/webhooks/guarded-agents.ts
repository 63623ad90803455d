import { lookup as systemLookup } from 'node:dns/promises'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP, connect as netConnect, type TcpNetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'
import { giveUpAfter } from '../connect-time.ts'
import { type Network, placeOf } from './addresses.ts'

export interface Found {
  address: string
  family: number
}
/** Every address of a name. */
export type Resolve = (host: string) => Promise<Found[]>
/** Opens a connection whose `lookup` gives nothing but addresses that were looked at. */
export type Connect = (options: TcpNetConnectOpts) => Duplex

/** Why nobody was called: an address that is not for us. Its code is what logs and pages tell. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress'
  readonly code = 'EADDRREFUSED'
}

interface Doors {
  allowed: readonly Network[]
  connectTimeoutMs: number
  resolve?: Resolve
  connect?: { plain: Connect; tls: Connect }
}

const resolveBySystem: Resolve = (host) => systemLookup(host, { all: true, verbatim: true })
const open = {
  plain: (options: TcpNetConnectOpts) => netConnect(options),
  tls: (options: TcpNetConnectOpts) => tlsConnect(options),
}

/**
 * Agents that connect to public addresses and to networks the operator allows, and to nothing else; over plain http to the
 * latter alone. Looked at are literal addresses and every address a name has, at the moment of connecting, and it is these
 * very addresses the socket gets: who answers otherwise a moment later is not asked again. Connections are used once, for a
 * kept one would be an address looked at long ago.
 */
export function createGuardedAgents(doors: Doors): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const { allowed, connectTimeoutMs, resolve = resolveBySystem, connect = open } = doors

  async function lookAt(host: string, isPlain: boolean): Promise<Found[]> {
    const family = isIP(host)
    const found = family === 0 ? await resolve(host) : [{ address: host, family }]
    const may = (place: string) => place === 'allowed' || (place === 'public' && !isPlain)
    if (found.length === 0 || !found.every(({ address }) => may(placeOf(address, allowed)))) {
      throw new RefusedAddress(`${host} has an address that is not to be called`)
    }
    return found
  }

  function guard<A extends HttpAgent>(agent: A, isPlain: boolean, connectTo: Connect): A {
    agent.createConnection = (options, done) => {
      const host = String((options as { host?: string }).host ?? '')
      lookAt(host, isPlain).then(
        (found) => {
          const seen = { ...options, lookup: giving(found), path: undefined } as unknown as TcpNetConnectOpts
          const socket = connectTo(seen)
          giveUpAfter(socket, connectTimeoutMs)
          done?.(null, socket)
        },
        (error: Error) => done?.(error, undefined as never),
      )
      return undefined
    }
    return agent
  }

  return {
    httpAgent: guard(new HttpAgent({ keepAlive: false }), true, connect.plain),
    httpsAgent: guard(new HttpsAgent({ keepAlive: false }), false, connect.tls),
  }
}

/** A look-up that knows one answer. */
function giving(found: readonly Found[]) {
  return (_host: string, options: { all?: boolean }, done: (...answer: unknown[]) => void): void => {
    if (options.all) done(null, found)
    else done(null, found[0]?.address, found[0]?.family)
  }
}

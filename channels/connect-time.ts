import type { Agent } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Gives up on a connection that is not ready after `connectTimeoutMs`, with the code ECONNECTTIMEOUT. Without it a
 * platform that swallows our packets looks like one that took the request and did not answer.
 */
export function limitConnectTime<A extends Agent>(agent: A, connectTimeoutMs: number): A {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, done) => {
    const socket = connect(options, done)
    if (socket) giveUpAfter(socket, connectTimeoutMs)
    return socket
  }
  return agent
}

/** Does so to one connection. */
export function giveUpAfter(socket: Duplex, ms: number): void {
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('connection not ready in time'), { code: 'ECONNECTTIMEOUT' }))
  }, ms)
  // A TLS socket is ready only after its handshake; `encrypted` marks one.
  socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => clearTimeout(timer))
  socket.once('close', () => clearTimeout(timer))
}

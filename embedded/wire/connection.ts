import type { Socket } from 'node:net'
import { CommandError } from '../errors.ts'
import {
  createSplitter,
  ProtocolError,
  type Reply,
  type Request,
  readRequest,
  writeReply,
} from './message.ts'

export interface ConnectionOptions {
  socket: Socket
  run(request: Request): Promise<Reply>
  warn(obj: object, msg: string): void
}

/** Answers one client, one request after another, until the socket closes. */
export function serveConnection({ socket, run, warn }: ConnectionOptions): void {
  let replies = 0
  // One at a time: an unacknowledged write must be done before the read sent behind it.
  let last = Promise.resolve()
  socket.setNoDelay(true)

  async function answer(message: Buffer): Promise<void> {
    let request: Request
    try {
      request = readRequest(message)
    } catch (error) {
      warn({ error: String(error) }, 'embedded store: unreadable message, connection closed')
      socket.destroy()
      return
    }
    const reply = await run(request).catch((error: unknown) => errorReply(error, warn))
    if (!request.silent && socket.writable) socket.write(writeReply(request, reply, ++replies))
  }

  const split = createSplitter((message) => {
    last = last
      .then(() => answer(message))
      .catch((error: unknown) => {
        warn({ error: String(error) }, 'embedded store: a reply could not be written, connection closed')
        socket.destroy()
      })
  })
  socket.on('data', (chunk) => {
    try {
      split(chunk)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      warn({ error: error.message }, 'embedded store: unreadable stream, connection closed')
      socket.destroy()
    }
  })
  // A client that goes away is not worth a word; 'close' follows.
  socket.on('error', () => socket.destroy())
}

function errorReply(error: unknown, warn: ConnectionOptions['warn']): object {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details }
  }
  warn({ error: error instanceof Error ? error.stack : String(error) }, 'embedded store: internal error')
  return {
    ok: 0,
    errmsg: `embedded store: internal error: ${String(error)}`,
    code: 1,
    codeName: 'InternalError',
  }
}

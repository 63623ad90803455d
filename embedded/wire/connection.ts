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

/**
 * Answers one client, one request after another, until the socket closes. Nothing is read ahead of the request being
 * answered but what came with it, and no request is taken while the client leaves replies unread.
 */
export async function serveConnection({ socket, run, warn }: ConnectionOptions): Promise<void> {
  const hangUp = (error: unknown, what: string): void => {
    warn({ error: String(error) }, `embedded store: ${what}, connection closed`)
    socket.destroy()
  }
  socket.setNoDelay(true)
  // A client that goes away is not worth a word; 'close' follows.
  socket.on('error', () => socket.destroy())

  let replies = 0
  async function answer(message: Buffer): Promise<void> {
    let request: Request
    try {
      request = readRequest(message)
    } catch (error) {
      hangUp(error, 'unreadable message')
      return
    }
    const reply = await run(request).catch((error: unknown) => errorReply(error, warn))
    if (request.silent || !socket.writable) return
    if (socket.write(writeReply(request, reply, ++replies))) return
    await new Promise<void>((resume) => {
      const goOn = (): void => {
        socket.off('drain', goOn).off('close', goOn)
        resume()
      }
      socket.on('drain', goOn).on('close', goOn)
    })
  }

  const split = createSplitter()
  try {
    for await (const chunk of socket) {
      for (const message of split(chunk as Buffer)) {
        if (socket.destroyed) return
        await answer(message)
      }
    }
  } catch (error) {
    if (error instanceof ProtocolError) hangUp(error, 'unreadable stream')
    else if (!socket.destroyed) hangUp(error, 'a reply could not be written')
  }
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

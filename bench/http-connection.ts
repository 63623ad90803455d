import { once } from 'node:events'
import { connect } from 'node:net'

export interface HttpConnection {
  /** Posts and resolves with the status once the whole answer is there. One at a time. */
  post(path: string, body: string): Promise<number>
  close(): void
}

const headEnd = Buffer.from('\r\n\r\n')

/**
 * One kept-alive HTTP/1.1 connection that does nothing but post: a load generator on the same two cores must cost far
 * less than what it measures. Understands answers with a Content-Length only, and says so otherwise.
 */
export async function openConnection(base: URL): Promise<HttpConnection> {
  const socket = connect(Number(base.port), base.hostname)
  socket.setNoDelay(true)
  await once(socket, 'connect')
  let waiting: { resolve(status: number): void; reject(error: Error): void } | null = null
  let held: Buffer = Buffer.alloc(0)

  function fail(error: Error): void {
    waiting?.reject(error)
    waiting = null
    socket.destroy()
  }

  socket.on('data', (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const end = held.indexOf(headEnd)
    if (end === -1) return
    const head = held.toString('latin1', 0, end)
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
    if (length === undefined) return fail(new Error(`an answer without Content-Length: ${head}`))
    if (held.length < end + headEnd.length + Number(length)) return
    held = Buffer.alloc(0)
    const asked = waiting
    waiting = null
    asked?.resolve(Number(head.slice(9, 12)))
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))

  return {
    post(path, body) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: ${base.host}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
      })
    },
    close: () => socket.destroy(),
  }
}

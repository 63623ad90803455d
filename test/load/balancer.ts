import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands before several web processes, as nginx would: by turns, and to the next when one takes no connection. */
export async function startBalancer() {
  let upstreams: URL[] = []
  let turn = 0

  const server = createServer((asked, reply) => {
    const order = upstreams.map((_, n) => upstreams[(turn + n) % upstreams.length] as URL)
    turn += 1
    const body: Buffer[] = []
    asked.on('data', (part: Buffer) => body.push(part))
    asked.on('end', () => pass(order))

    function pass([next, ...others]: URL[]): void {
      if (next === undefined) {
        reply.writeHead(502).end()
        return
      }
      const { method, url: path, headers } = asked
      const passed = request(new URL(path ?? '/', next), { method, headers, agent: false }, (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(reply)
        answer.on('error', () => reply.destroy())
      })
      passed.on('error', (error: NodeJS.ErrnoException) => {
        // Not taken, so nobody can have done anything. What broke off later is the caller's to try again.
        if (error.code === 'ECONNREFUSED') pass(others)
        else if (reply.headersSent) reply.destroy()
        else reply.writeHead(502).end()
      })
      passed.end(Buffer.concat(body))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** To whom requests go from now on. */
    lead(urls: readonly string[]): void {
      upstreams = urls.map((url) => new URL(url))
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

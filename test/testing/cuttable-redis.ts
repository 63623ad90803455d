import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a Redis that can be cut and joined again, as when the server is gone for a while. */
export async function cuttableRedis(redisUrl: string) {
  const target = new URL(redisUrl)
  const open = new Set<Socket>()
  let cut = false
  const server = createServer((from) => {
    if (cut) return void from.destroy()
    const to = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dropAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(): void {
      cut = true
      dropAll()
    },
    join(): void {
      cut = false
    },
    async close(): Promise<void> {
      dropAll()
      server.close()
      await once(server, 'close')
    },
  }
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sandbox } from './contract.ts'

/** What may be asked over the control address: every method of the sandbox. */
export type SandboxActions = Omit<Sandbox, 'urls' | 'settings' | 'close'>

export interface ControlServer {
  url: string
  close(): Promise<void>
}

const maxBodyBytes = 8 * 1024 * 1024

/**
 * POST /call `{method, args}` → `{value}`, or `{error}` with status 400; GET / → `{urls, settings}`.
 * Listens on 127.0.0.1 only.
 */
export async function serveControl(
  actions: SandboxActions,
  describe: () => Pick<Sandbox, 'urls' | 'settings'>,
  closeAll: () => void,
): Promise<ControlServer> {
  const table = new Map<string, (...args: unknown[]) => Promise<unknown>>(
    Object.entries(actions) as [string, (...args: unknown[]) => Promise<unknown>][],
  )

  async function call(body: string): Promise<unknown> {
    const { method, args } = JSON.parse(body) as { method: string; args: unknown[] }
    if (method === 'close') return void setImmediate(closeAll)
    const action = table.get(method)
    if (!action) throw new Error(`the sandbox has no method ${method}`)
    return await action(...args)
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size > maxBodyBytes) request.destroy()
      else parts.push(part)
    })
    request.on('end', () => {
      const work =
        request.method === 'POST' && request.url === '/call'
          ? call(Buffer.concat(parts).toString('utf8')).then((value) => ({ value }))
          : Promise.resolve(describe())
      work
        .then((answer) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
        )
        .catch((error: unknown) => {
          const message = error instanceof Error ? error.message : String(error)
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end(JSON.stringify({ error: message }))
        })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

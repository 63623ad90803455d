import type { Sandbox } from './contract.ts'
import { exchange } from './exchange.ts'

/** An actor may wait for Kelu, and runDue for many callbacks that Kelu does not answer. */
const callTimeoutMs = 600_000

/**
 * The sandbox of another process, by its control address: the same methods, over loopback HTTP.
 * `close()` ends that process.
 * @throws Error when nothing answers there
 */
export async function connectSandbox(controlUrl: string): Promise<Sandbox> {
  const described = await exchange({ method: 'GET', url: controlUrl }, callTimeoutMs)
  const { urls, settings } = JSON.parse(described.body) as Pick<Sandbox, 'urls' | 'settings'>

  async function call(method: string, args: unknown[]): Promise<unknown> {
    const answer = await exchange(
      {
        method: 'POST',
        url: `${controlUrl}/call`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method, args }),
      },
      callTimeoutMs,
    )
    const parsed = JSON.parse(answer.body) as { value?: unknown; error?: string }
    if (answer.status !== 200) throw new Error(parsed.error ?? `the sandbox answered ${answer.status}`)
    return parsed.value
  }

  const own = { urls, settings }
  return new Proxy(own, {
    get(_target, name) {
      if (name === 'urls' || name === 'settings') return own[name]
      // A thenable would be called by `await`.
      if (typeof name !== 'string' || name === 'then') return undefined
      return (...args: unknown[]) => call(name, args)
    },
  }) as Sandbox
}

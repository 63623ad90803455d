import { ConfigError, loadConfig } from './config.ts'

// Asks the process of these settings whether it is ready, for supervisors without an HTTP client: exit code 0, or 1 with why.

const withinMs = 4_000

/** @throws Error saying why it is not ready */
async function askWhetherReady(): Promise<void> {
  const { role, port, opsPort } = loadConfig(process.env)
  const [setting, at] = role === 'worker' ? ['OPS_PORT', opsPort] : ['PORT', port]
  if (at === 0) throw new Error(`${setting} is 0: set a port by which it can be asked`)
  const answer = await fetch(`http://127.0.0.1:${at}/readyz`, { signal: AbortSignal.timeout(withinMs) })
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`)
}

try {
  await askWhetherReady()
} catch (error) {
  const { message, cause } = error as Error & { cause?: { code?: string } }
  const why = error instanceof ConfigError ? message : `not ready: ${cause?.code ?? message}`
  process.stderr.write(`${why}\n`)
  process.exitCode = 1
}

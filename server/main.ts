import { existsSync } from 'node:fs'
import { ConfigError, loadConfig } from './config.ts'
import { createLog } from './log.ts'
import { startKelu } from './start.ts'

try {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  const log = createLog(config.logLevel)
  const kelu = await startKelu(config, { log })
  log.info({ url: kelu.url, role: config.role }, 'Kelu is running')

  const end = async (signal: string) => {
    log.info({ signal }, 'Kelu is ending')
    await kelu.close()
    // Agenda leaves timers behind.
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(signal))
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : faultOf(error)}\n`)
  process.exit(1)
}

/** Start-up faults are for the operator: what happened, without a stack trace unless it is a mistake of ours. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'Error' || error instanceof TypeError ? (error.stack ?? error.message) : error.message
}

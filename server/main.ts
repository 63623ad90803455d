import { existsSync, statSync } from 'node:fs'
import { ConfigError, loadConfig } from './config.ts'
import { createLog } from './log.ts'
import { type Kelu, startKelu } from './start.ts'

/** Less than the half minute that supervisors usually wait before they kill. */
const endWithinMs = 25_000
const sameSignalMs = 1_000
const readByOthers = 0o044

try {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  const log = createLog(config.logLevel)
  if (existsSync('.env') && statSync('.env').mode & readByOthers)
    log.warn({ file: '.env' }, 'other users of this machine can read its keys: chmod 600 .env')
  const kelu = await startKelu(config, { log })

  let endingSince: number | null = null
  const end = async (signal: string) => {
    if (endingSince !== null) {
      // npm passes on the Ctrl-C that the terminal has sent us already; a later one means it.
      if (performance.now() - endingSince > sameSignalMs) endAtOnce()
      return
    }
    endingSince = performance.now()
    log.info({ signal }, 'Kelu is ending')
    setTimeout(() => {
      log.error({ afterMs: endWithinMs }, 'not ended in time; the next start takes up what was left')
      endAtOnce()
    }, endWithinMs)
    await kelu.close()
    // Agenda leaves timers behind.
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal))
  log.info({ url: kelu.url, ops: kelu.opsUrl, role: config.role }, 'Kelu is running')
  kelu.watchPlatforms()
  if (config.role !== 'worker') {
    // It runs already: a store that went away meanwhile ends it no more than at any other moment.
    await tellFirstOwner(kelu).catch((err) =>
      log.warn({ err }, 'no link for a first owner could be made; npx kelu owner makes one'),
    )
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : faultOf(error)}\n`)
  process.exit(1)
}

/** To whoever started it, by no log: the link is a way in. */
async function tellFirstOwner(kelu: Kelu): Promise<void> {
  const link = await kelu.welcomeFirstOwner()
  if (link === null) return
  process.stdout.write(
    `\n还没有人能登录运营页。第一位负责人请在 30 分钟内打开（只能用一次；过期后运行 npx kelu owner）：\n${link.url}\n\n`,
  )
}

/** Not `process.exit`: with a write of the built-in store under way, its thread and the exit wait for each other for ever. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** Start-up faults are for the operator: what happened, without a stack trace unless it is a mistake of ours. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'Error' || error instanceof TypeError ? (error.stack ?? error.message) : error.message
}

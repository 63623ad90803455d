/**
 * The sandbox as a process of its own: `node --import tsx sandbox/main.ts [--now <ISO time>] [--settings <JSON>]`.
 * Prints one line of JSON, `{"urls":…,"settings":…}`, when ready. Ends by SIGTERM or SIGINT, and with the parent: when
 * a piped stdin ends or the IPC channel closes.
 */
import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { SandboxSettings } from './contract.ts'
import { startSandbox } from './sandbox.ts'

const { values } = parseArgs({ options: { now: { type: 'string' }, settings: { type: 'string' } } })
const now = values.now === undefined ? undefined : new Date(values.now)
if (now && Number.isNaN(now.getTime())) throw new Error(`--now ${values.now} is no ISO time`)
const settings = values.settings ? (JSON.parse(values.settings) as Partial<SandboxSettings>) : undefined

const sandbox = await startSandbox({ settings, now })

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  await sandbox.close()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end())
process.on('disconnect', () => void end())
process.channel?.unref()
const input = fstatSync(0)
// Only a pipe says that a parent went away; /dev/null is at its end from the beginning.
if (input.isFIFO() || input.isSocket()) {
  process.stdin.on('close', () => void end())
  process.stdin.resume()
  // Closing over the control address leaves nothing else alive, so the process ends by itself.
  if ('unref' in process.stdin) process.stdin.unref()
}

process.stdout.write(`${JSON.stringify({ urls: sandbox.urls, settings: sandbox.settings })}\n`)

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { type Config, ConfigError, loadConfig } from '../server/config.ts'
import { Refusal } from './refusal.ts'

export interface Settings {
  /** @throws Refusal naming every fault */
  config(): Config
  /** Also known when other settings are wrong: files can be checked without any. */
  templatesDir: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Settings as the server reads them: the environment, and what it does not say from `.env` of the folder. */
export function readSettings(env: Environment, cwd: string): Settings {
  const file = join(cwd, '.env')
  const all = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...env }
  return {
    config() {
      try {
        return loadConfig(all)
      } catch (error) {
        throw settingsRefusal(error)
      }
    },
    templatesDir: all.TEMPLATES_DIR || './templates',
  }
}

/** Faults of settings as a refusal; anything else as it is. */
export function settingsRefusal(error: unknown): unknown {
  if (!(error instanceof ConfigError)) return error
  const lines = ['设置有误：', ...error.faults.map((fault) => `  - ${fault}`)]
  return new Refusal('settings', lines, { faults: error.faults })
}

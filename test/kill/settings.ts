import type { Sandbox } from '../../sandbox/contract.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'

/** Settings of a Kelu whose platforms are all the sandbox's; its keys are made for this one round. */
export function settingsFor(
  sandbox: Sandbox,
  place: { port: number; dataDir: string; templates: string; staffFile: string },
): Record<string, string> {
  return keluEnvironment(sandbox, {
    PORT: String(place.port),
    LOG_LEVEL: process.env.KILL_LOG_LEVEL ?? 'silent',
    DATA_DIR: place.dataDir,
    TEMPLATES_DIR: place.templates,
    STAFF_FILE: place.staffFile,
  })
}

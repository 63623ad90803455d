import type { Sandbox, SandboxSettings } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { addCast, monday } from './cast.ts'
import type { Target } from './target.ts'

/** A sandbox on Monday at 09:00 with the cast, calling the target if there is one. */
export async function startWithCast(
  given: { settings?: Partial<SandboxSettings>; target?: Target } = {},
): Promise<Sandbox> {
  const sandbox = await startSandbox({ now: monday, settings: given.settings })
  if (given.target) await sandbox.setTarget(given.target.url)
  await addCast(sandbox)
  return sandbox
}

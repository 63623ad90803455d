import { test } from 'vitest'
import type { Sandbox, SandboxSettings } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { addCast, monday } from './cast.ts'
import { startTarget, type Target } from './target.ts'

/** A sandbox on Monday at 09:00 with the cast, calling the target if there is one. */
export async function startWithCast(
  given: { settings?: Partial<SandboxSettings>; target?: Target } = {},
): Promise<Sandbox> {
  const sandbox = await startSandbox({ now: monday, settings: given.settings })
  if (given.target) await sandbox.setTarget(given.target.url)
  await addCast(sandbox)
  return sandbox
}

/** `it` with a `sandbox` on Monday at 09:00 with the cast, and the `target` it calls; both closed behind each test. */
export const withCast = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
  .extend('target', async ({}, { onCleanup }) => {
    const target = await startTarget()
    onCleanup(() => target.close())
    return target
  })
  .extend('sandbox', async ({ target }, { onCleanup }) => {
    const sandbox = await startWithCast({ target })
    onCleanup(() => sandbox.close())
    return sandbox
  })

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/** Where a start-up file (`server/main.ts`) was bundled to for this run. Throws when it was not. */
export function startFile(source: string): string {
  const file = join(inject('startFiles'), source.replace(/\.ts$/, '.js'))
  if (!existsSync(file)) throw new Error(`${source} is not bundled: add it to test/testing/bundle.ts`)
  return file
}

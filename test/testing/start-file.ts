import { join } from 'node:path'
import { inject } from 'vitest'

/** Where a start-up file (`server/main.ts`) was bundled to for this run. */
export function startFile(source: string): string {
  return join(inject('startFiles'), source.replace(/\.ts$/, '.js'))
}

import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const everybodyElse = 0o077
const sticky = 0o1000

/**
 * Makes the folder, or closes one that is there to all other users of the machine, with every file in it. Throws when
 * it belongs to somebody else, or is open and already holds other things, as a home or /tmp does.
 */
export function closeToOthers(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const { mode } = statSync(dataDir)
  const names = readdirSync(dataDir)
  if (mode & everybodyElse) {
    const own = !(mode & sticky) && (names.length === 0 || names.includes('data.mdb'))
    if (!own) {
      throw new Error(
        `other users of this machine may enter ${dataDir}, which holds more than a store: name a folder of its own`,
      )
    }
    chmodSync(dataDir, 0o700)
  }
  for (const name of names.filter((one) => one.endsWith('.mdb'))) chmodSync(join(dataDir, name), 0o600)
}

import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const whole = /^kelu-\d{8}T\d{9}Z$/
const half = /^kelu-\d{8}T\d{9}Z\.half$/
/** Nobody is still at it. */
const leftAfterMs = 86_400_000

/** Deletes all but the newest `count` backups of this folder, and halves a day old. Returns what went. */
export async function keepNewest(folder: string, count: number, now: Date): Promise<string[]> {
  const names = (await readdir(folder)).sort()
  const going = names.filter((name) => whole.test(name)).slice(0, -count)
  for (const name of names.filter((one) => half.test(one))) {
    const { mtimeMs } = await stat(join(folder, name))
    if (now.getTime() - mtimeMs > leftAfterMs) going.push(name)
  }
  for (const name of going) await rm(join(folder, name), { recursive: true, force: true })
  return going
}

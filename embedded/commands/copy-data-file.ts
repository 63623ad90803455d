import { isAbsolute } from 'node:path'
import { CommandError } from '../errors.ts'
import { type Command, command, text } from './command.ts'

/** No command of MongoDB: `{ copyDataFile: 1, to: <absolute path of a new file> }` answers `{ at, bytes, sha256 }`. */
export const copyDataFile: Command = command({ to: text }, async ({ to }, _, { copies }) => {
  if (!isAbsolute(to)) throw new CommandError(2, 'copyDataFile.to must be an absolute path')
  return { ...(await copies.copyTo(to)), ok: 1 }
})

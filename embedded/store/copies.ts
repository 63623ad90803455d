import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from '../errors.ts'
import type { Environment, Pinned } from './environment.ts'

/** What was copied, and the moment it is of. */
export interface FileCopy {
  at: Date
  bytes: number
  /** Hex. */
  sha256: string
}

export interface Copies {
  /**
   * Copies the data file as it is at one moment to the new file `to`, while reading and writing go on, and syncs it.
   * Leaves nothing there when it cannot.
   * @throws CommandError 14031 with what the disk said, 91 when the store closes
   */
  copyTo(to: string): Promise<FileCopy>
  /** Gives up the copies under way. */
  end(): void
}

const chunkBytes = 1024 * 1024

export function createCopies(env: Pick<Environment, 'pin'>, dataDir: string): Copies {
  const ending = new AbortController()

  /** The first pages as they were when it was pinned, and behind them the file, in which no page that counts is changed. */
  async function* bytesOf({ state: { head, usedBytes } }: Pinned): AsyncGenerator<Buffer> {
    yield head
    yield* createReadStream(join(dataDir, 'data.mdb'), {
      start: head.length,
      end: usedBytes - 1,
      highWaterMark: chunkBytes,
    })
  }

  return {
    async copyTo(to) {
      const file = await open(to, 'wx', 0o600).catch((error: unknown) => refuse(to, error))
      let pinned: Pinned | undefined
      try {
        pinned = await env.pin()
        const hash = createHash('sha256')
        let bytes = 0
        for await (const chunk of bytesOf(pinned)) {
          ending.signal.throwIfAborted()
          hash.update(chunk)
          await file.writeFile(chunk)
          bytes += chunk.length
        }
        await file.sync()
        return { at: pinned.at, bytes, sha256: hash.digest('hex') }
      } catch (error) {
        await rm(to, { force: true })
        if (ending.signal.aborted) throw new CommandError(91, 'the embedded store is closing')
        return refuse(to, error)
      } finally {
        pinned?.release()
        await file.close()
      }
    },
    end: () => ending.abort(),
  }
}

function refuse(to: string, error: unknown): never {
  throw new CommandError(14031, `the data file cannot be copied to ${to}: ${(error as Error).message}`)
}

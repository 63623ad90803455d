import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl'
import { SheetError } from './sheet-error.ts'

const maxEntries = 2_000

/** The parts of a packed file, each read once as a stream; what they inflate to is bounded for all of them together. */
export interface Zip {
  has(name: string): boolean
  /** @throws SheetError when it is not there, broken, or more than may be inflated */
  chunks(name: string): AsyncGenerator<Buffer>
  close(): void
}

const open = promisify<Buffer, Options, ZipFile>(fromBuffer)

/** @throws SheetError for what is no such file */
export async function openZip(bytes: Buffer, mostBytes: number): Promise<Zip> {
  const file = await open(bytes, { lazyEntries: true, validateEntrySizes: true }).catch((error: unknown) => {
    throw broken(error)
  })
  const entries = await entriesOf(file)
  let inflated = 0

  async function* chunks(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name)
    if (!entry) throw new SheetError(`这个文件里缺少 ${name}，在 Excel 里另存为 .xlsx 再试`)
    if ((entry.generalPurposeBitFlag & 1) === 1) throw new SheetError('文件有密码，去掉密码再上传')
    try {
      for await (const chunk of (await streamOf(file, entry)) as AsyncIterable<Buffer>) {
        inflated += chunk.length
        if (inflated > mostBytes)
          throw new SheetError(
            `文件展开后超过 ${Math.floor(mostBytes / 1_048_576)} MB，只留要导入的那张表再试`,
          )
        yield chunk
      }
    } catch (error) {
      throw error instanceof SheetError ? error : broken(error)
    }
  }

  return { has: (name) => entries.has(name), chunks, close: () => file.close() }
}

function entriesOf(file: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>()
    file.on('entry', (entry: Entry) => {
      if (entries.size >= maxEntries) return reject(new SheetError('文件里的部件太多，另存一份再试'))
      entries.set(entry.fileName, entry)
      file.readEntry()
    })
    file.once('end', () => resolve(entries))
    file.once('error', (error) => reject(broken(error)))
    file.readEntry()
  })
}

function streamOf(file: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
}

function broken(cause: unknown): SheetError {
  return new SheetError('文件坏了，或不是 .xlsx，在 Excel 里另存为 .xlsx 再试', { cause })
}

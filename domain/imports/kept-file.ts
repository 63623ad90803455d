import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { ImportFileStore } from '../../models/import-files.ts'
import type { Sealing } from '../customers/sealing.ts'
import { SheetError } from '../spreadsheet/sheet-error.ts'
import type { Bytes } from './file/text-form.ts'

/** Bytes of each part but the last. */
export const partBytes = 1024 * 1024
export const mostFileBytes = 200 * 1024 * 1024

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** Uploaded files, packed and sealed at rest, so that whichever process goes on with an import can read them. */
export function createKeptFiles({
  store,
  seal,
}: {
  store: ImportFileStore
  seal: Pick<Sealing, 'seal' | 'unseal'>
}) {
  return {
    async savePart(id: string, number: number, bytes: Uint8Array, until: Date): Promise<void> {
      const packed = await pack(bytes, { level: 1 })
      await store.save({ import: id, number, sealed: seal.seal(packed.toString('base64')), expiresAt: until })
    },

    /** The whole file, part by part. @throws SheetError while, or once, a part is not there */
    bytes: ({ _id, sizeBytes }: { _id: string; sizeBytes: number }): Bytes =>
      async function* () {
        const parts = Math.ceil(sizeBytes / partBytes)
        for (let number = 0; number < parts; number++) {
          const sealed = await store.part(_id, number)
          if (sealed === null) throw new SheetError('文件没有传完，或已经过了保存期：请重新上传')
          const bytes = await unpack(Buffer.from(seal.unseal(sealed), 'base64'), {
            maxOutputLength: partBytes,
          })
          const isLast = number === parts - 1
          if (bytes.length !== (isLast ? sizeBytes - number * partBytes : partBytes)) {
            throw new SheetError('文件在上传时变了：请重新上传')
          }
          yield bytes
        }
      },

    remove: store.remove,
  }
}

export type KeptFiles = ReturnType<typeof createKeptFiles>

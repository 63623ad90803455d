import { call } from '../../api/call.ts'
import type { ImportKind } from './import-words.ts'

/** Sends a file part by part and has it read; tells how much of it is sent. Returns its id. */
export async function upload(
  { kind, file }: { kind: ImportKind; file: File },
  sent: (share: number) => void,
): Promise<string> {
  const body = { kind, name: file.name, sizeBytes: file.size }
  const { id, partBytes } = await call('post', '/imports', { body })
  const parts = Math.ceil(file.size / partBytes)
  for (let number = 0; number < parts; number++) {
    const bytes = file.slice(number * partBytes, (number + 1) * partBytes)
    const part = new Blob([bytes], { type: 'application/vnd.kelu.part' })
    await call('put', '/imports/{id}/parts/{number}', { params: { id, number }, body: part })
    sent((number + 1) / parts)
  }
  await call('post', '/imports/{id}/read', { params: { id } })
  return id
}

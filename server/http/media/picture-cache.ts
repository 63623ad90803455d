import type { PictureType } from '../../../domain/media/picture.ts'

export interface KeptPicture {
  type: PictureType
  bytes: Buffer
}

/** The pictures asked for last, up to so many bytes. What stands under an id never changes. */
export function createPictureCache(mostBytes: number) {
  const kept = new Map<string, KeptPicture>()
  let sum = 0

  function drop(id: string): void {
    sum -= kept.get(id)?.bytes.length ?? 0
    kept.delete(id)
  }

  return {
    get(id: string): KeptPicture | undefined {
      const found = kept.get(id)
      if (found === undefined) return undefined
      // To the end: those at the beginning go first.
      kept.delete(id)
      kept.set(id, found)
      return found
    },
    put(id: string, picture: KeptPicture): void {
      if (picture.bytes.length > mostBytes) return
      drop(id)
      kept.set(id, picture)
      sum += picture.bytes.length
      for (const [oldest] of kept) {
        if (sum <= mostBytes) break
        drop(oldest)
      }
    },
  }
}

import { UnfitPicture } from './picture.ts'

/** Reads a file from its beginning. What asks for bytes that are not there throws `truncated`. */
export function createByteReader(bytes: Buffer) {
  let at = 0

  function take(length: number): Buffer {
    if (at + length > bytes.length) throw new UnfitPicture('truncated')
    at += length
    return bytes.subarray(at - length, at)
  }

  return {
    take,
    byte: (): number => take(1).readUInt8(),
    /** Where the next byte is. */
    at: (): number => at,
    moveTo(place: number): void {
      at = place
    },
    from: (start: number): Buffer => bytes.subarray(start, at),
  }
}

export type ByteReader = ReturnType<typeof createByteReader>

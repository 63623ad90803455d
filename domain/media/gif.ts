import { type ByteReader, createByteReader } from './byte-reader.ts'
import { checkSides, mostMovingPixels, type Picture, UnfitPicture } from './picture.ts'

// Blocks of GIF89a, section 20 onwards.
const imageBlock = 0x2c
const extension = 0x21
const trailer = 0x3b
const control = 0xf9
const application = 0xff
/** Applications whose block says how often a moving picture begins again. */
const repeats = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0'])

export const isGif = (file: Buffer): boolean => /^GIF8[79]a$/.test(file.toString('latin1', 0, 6))

/** @throws UnfitPicture */
export function readGif(file: Buffer): Picture {
  const reader = createByteReader(file)
  reader.take(6)
  const screen = reader.take(7)
  const width = screen.readUInt16LE(0)
  const height = screen.readUInt16LE(2)
  checkSides(width, height)
  takeColours(reader, screen[4] ?? 0)
  const parts: Buffer[] = [Buffer.from(reader.from(0))]
  let pixels = 0
  for (;;) {
    const start = reader.at()
    const kind = reader.byte()
    if (kind === trailer) break
    if (kind === imageBlock) {
      pixels += takeImage(reader, { width, height })
      if (pixels > mostMovingPixels) throw new UnfitPicture('tooLarge')
      parts.push(reader.from(start))
    } else if (kind === extension) {
      if (takeExtension(reader)) parts.push(reader.from(start))
    } else throw new UnfitPicture('damaged')
  }
  if (pixels === 0) throw new UnfitPicture('damaged')
  parts.push(Buffer.from([trailer]))
  return { type: 'gif', width, height, bytes: Buffer.concat(parts) }
}

/** A colour table stands where the first bit says so; the last three say how long it is. */
function takeColours(reader: ByteReader, flags: number): void {
  if (flags & 0x80) reader.take(3 * 2 ** ((flags & 0x07) + 1))
}

/** Gives its pixels. */
function takeImage(reader: ByteReader, screen: { width: number; height: number }): number {
  const place = reader.take(9)
  const [left, top, width, height] = [0, 2, 4, 6].map((at) => place.readUInt16LE(at)) as [
    number,
    number,
    number,
    number,
  ]
  if (left + width > screen.width || top + height > screen.height) throw new UnfitPicture('damaged')
  takeColours(reader, place[8] ?? 0)
  const codeBits = reader.byte()
  if (codeBits < 2 || codeBits > 8 || takeBlocks(reader) === 0) throw new UnfitPicture('damaged')
  return width * height
}

/** Whether it is kept: how the next picture is shown, or how often all are. */
function takeExtension(reader: ByteReader): boolean {
  const label = reader.byte()
  const start = reader.at()
  takeBlocks(reader)
  if (label === control) return true
  return label === application && repeats.has(reader.from(start).toString('latin1', 1, 12))
}

/** Blocks up to the empty one; gives how many bytes they hold. */
function takeBlocks(reader: ByteReader): number {
  let sum = 0
  for (let length = reader.byte(); length > 0; length = reader.byte()) {
    reader.take(length)
    sum += length
  }
  return sum
}

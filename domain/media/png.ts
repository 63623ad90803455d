import { crc32, createInflate } from 'node:zlib'
import { createByteReader } from './byte-reader.ts'
import { checkSides, type Picture, UnfitPicture } from './picture.ts'

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Chunks that show the picture, or its colours as they are meant (PNG, third edition, section 11). */
const kept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs'])
/** Which depths go with a colour type, and how many samples a pixel of it has. */
const colourTypes = new Map([
  [0, { depths: [1, 2, 4, 8, 16], samples: 1 }],
  [2, { depths: [8, 16], samples: 3 }],
  [3, { depths: [1, 2, 4, 8], samples: 1 }],
  [4, { depths: [8, 16], samples: 2 }],
  [6, { depths: [8, 16], samples: 4 }],
])
/** The seven passes of an interlaced picture: first pixel and distance, across and down. */
const passes = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
] as const

interface Header {
  width: number
  height: number
  bitsPerPixel: number
  isPalette: boolean
  isInterlaced: boolean
}

/** @throws UnfitPicture */
export async function readPng(file: Buffer): Promise<Picture> {
  const reader = createByteReader(file)
  reader.take(pngSignature.length)
  const chunks: { type: string; data: Buffer }[] = []
  for (let type = ''; type !== 'IEND'; ) {
    const length = reader.take(4).readUInt32BE()
    const checked = reader.take(4 + length)
    if (reader.take(4).readUInt32BE() !== crc32(checked)) throw new UnfitPicture('damaged')
    type = checked.toString('latin1', 0, 4)
    if (kept.has(type)) chunks.push({ type, data: checked.subarray(4) })
    // An upper-case first letter: no picture without it.
    else if (/^[A-Z]/.test(type)) throw new UnfitPicture('damaged')
  }
  const [first] = chunks
  if (first?.type !== 'IHDR') throw new UnfitPicture('damaged')
  const header = readHeader(first.data)
  const only = (type: string) => chunks.filter((chunk) => chunk.type === type)
  if (only('IHDR').length > 1 || (header.isPalette && only('PLTE').length !== 1))
    throw new UnfitPicture('damaged')
  const packed = Buffer.concat(only('IDAT').map(({ data }) => data))
  const used = await unpackedBy(packed, bytesOf(header))
  return {
    type: 'png',
    width: header.width,
    height: header.height,
    bytes: written(chunks, packed.subarray(0, used)),
  }
}

function readHeader(data: Buffer): Header {
  if (data.length !== 13) throw new UnfitPicture('damaged')
  const width = data.readUInt32BE(0)
  const height = data.readUInt32BE(4)
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = data.subarray(8)
  const known = colourTypes.get(colour)
  if (!known?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1)
    throw new UnfitPicture('damaged')
  checkSides(width, height)
  return {
    width,
    height,
    bitsPerPixel: known.samples * depth,
    isPalette: colour === 3,
    isInterlaced: interlace === 1,
  }
}

/** How many bytes the pixels take unpacked: a filter byte before each line. */
function bytesOf({ width, height, bitsPerPixel, isInterlaced }: Header): number {
  const plain = (across: number, down: number) =>
    across === 0 ? 0 : down * (1 + Math.ceil((across * bitsPerPixel) / 8))
  if (!isInterlaced) return plain(width, height)
  return passes.reduce((sum, [x, dx, y, dy]) => {
    const across = Math.max(0, Math.ceil((width - x) / dx))
    return sum + plain(across, Math.max(0, Math.ceil((height - y) / dy)))
  }, 0)
}

/** How many packed bytes give exactly that many; stops at the first that is too much, and keeps none. */
function unpackedBy(packed: Buffer, expected: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const inflate = createInflate()
    let length = 0
    inflate.on('data', (part: Buffer) => {
      length += part.length
      if (length > expected) inflate.destroy(new UnfitPicture('damaged'))
    })
    inflate.on('error', (error: NodeJS.ErrnoException) => {
      const isShort = error.code === 'Z_BUF_ERROR'
      reject(error instanceof UnfitPicture ? error : new UnfitPicture(isShort ? 'truncated' : 'damaged'))
    })
    inflate.on('end', () =>
      length === expected ? resolve(inflate.bytesWritten) : reject(new UnfitPicture('truncated')),
    )
    inflate.end(packed)
  })
}

/** The picture written anew, its pixels as one chunk where the first of them stood. */
function written(chunks: { type: string; data: Buffer }[], pixels: Buffer): Buffer {
  const parts: Buffer[] = [pngSignature]
  let arePixelsDone = false
  for (const { type, data } of chunks) {
    if (type !== 'IDAT') parts.push(chunkOf(type, data))
    else if (!arePixelsDone) {
      parts.push(chunkOf(type, pixels))
      arePixelsDone = true
    }
  }
  return Buffer.concat(parts)
}

function chunkOf(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(data.length + 12)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  data.copy(whole, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8)
  return whole
}

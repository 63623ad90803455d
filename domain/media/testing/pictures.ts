import { crc32, deflateSync } from 'node:zlib'

/** Small real pictures, and what is wrong with them. For tests. */

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

export function aPng(
  wanted: {
    width?: number
    height?: number
    depth?: number
    colour?: number
    interlace?: number
    /** Packed, instead of black ones of the right number. */
    pixels?: Buffer
    behindPixels?: Buffer
    extra?: Buffer[]
    /** Makes one picture another: the tint of its pixels. */
    tint?: number
  } = {},
): Buffer {
  const { width = 2, height = 2, depth = 8, colour = 2, interlace = 0, extra = [], tint = 0 } = wanted
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([depth, colour, 0, 0, interlace], 8)
  const bits = depth * ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colour] ?? 1)
  const lines = interlace === 1 ? adam7(width, height) : Array(height).fill(width)
  const length = lines.reduce((sum: number, across: number) => sum + 1 + Math.ceil((across * bits) / 8), 0)
  const raw = Buffer.alloc(length, tint)
  // Each line begins with its filter: none.
  let at = 0
  for (const across of lines) {
    raw[at] = 0
    at += 1 + Math.ceil((across * bits) / 8)
  }
  const packed = wanted.pixels ?? deflateSync(raw)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', head),
    ...(colour === 3 ? [pngChunk('PLTE', Buffer.alloc(48))] : []),
    ...extra,
    pngChunk('IDAT', Buffer.concat([packed, wanted.behindPixels ?? Buffer.alloc(0)])),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** Widths of the lines of an interlaced picture, counted pixel by pixel from the pattern of eight by eight. */
function adam7(width: number, height: number): number[] {
  const pattern = [
    '16462646',
    '77777777',
    '56565656',
    '77777777',
    '36463646',
    '77777777',
    '56565656',
    '77777777',
  ]
  const lines: number[] = []
  for (const pass of '1234567') {
    for (let y = 0; y < height; y += 1) {
      let across = 0
      for (let x = 0; x < width; x += 1) if (pattern[y % 8]?.[x % 8] === pass) across += 1
      if (across > 0) lines.push(across)
    }
  }
  return lines
}

export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** One grey or coloured square, as large as it says. */
export function aJpeg(
  wanted: { width?: number; height?: number; components?: number; notes?: Buffer[]; scans?: number } = {},
): Buffer {
  const { width = 8, height = 8, components = 1, notes = [], scans = 1 } = wanted
  const frame = Buffer.alloc(6 + components * 3)
  frame.writeUInt8(8, 0)
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  frame.writeUInt8(components, 5)
  for (let each = 0; each < components; each += 1) frame.set([each + 1, 0x11, 0], 6 + each * 3)
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    ...notes.filter((note) => note[1] !== 0xc0),
    jpegSegment(0xc0, frame),
    ...notes.filter((note) => note[1] === 0xc0),
    // One code of one bit for each table: no difference, end of block.
    jpegSegment(0xc4, Buffer.from([0x00, 1, ...Array(15).fill(0), 0])),
    jpegSegment(0xc4, Buffer.from([0x10, 1, ...Array(15).fill(0), 0])),
    ...Array.from({ length: scans }, () =>
      Buffer.concat([
        jpegSegment(0xda, Buffer.from([1, 1, 0x00, 0, 63, 0])),
        Buffer.alloc(Math.ceil((blocks * 2) / 8)),
      ]),
    ),
    Buffer.from([0xff, 0xd9]),
  ])
}

export function aGif(
  wanted: {
    width?: number
    height?: number
    frames?: number
    left?: number
    comment?: Buffer
    repeats?: boolean
  } = {},
): Buffer {
  const { width = 2, height = 2, frames = 1, left = 0, comment, repeats = false } = wanted
  const screen = Buffer.alloc(7)
  screen.writeUInt16LE(width, 0)
  screen.writeUInt16LE(height, 2)
  screen[4] = 0x80
  const place = Buffer.alloc(10)
  place[0] = 0x2c
  place.writeUInt16LE(left, 1)
  place.writeUInt16LE(width, 5)
  place.writeUInt16LE(height, 7)
  const frame = Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]),
    place,
    // Two bits a code: clear, the first colour, end.
    Buffer.from([2, 2, 0x44, 0x01, 0]),
  ])
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    screen,
    Buffer.from([0, 0, 0, 255, 255, 255]),
    ...(repeats ? [Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0', 'latin1')] : []),
    ...(comment ? [Buffer.from([0x21, 0xfe, comment.length]), comment, Buffer.from([0])] : []),
    ...Array.from({ length: frames }, () => frame),
    Buffer.from([0x3b]),
  ])
}

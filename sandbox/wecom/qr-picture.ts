import { crc32, deflateSync } from 'node:zlib'

/**
 * A QR code (ISO 18004) of version 4, error correction L, mask 0: one block of 80 + 20 bytes, for addresses of up to 78
 * bytes, as a black and white PNG.
 */
export function qrPicture(text: string): Buffer {
  return pngOf(withQuietZone(modulesOf(codewordsOf(text))))
}

const size = 33
const dataBytes = 80
const correctionBytes = 20
const quiet = 4
const pixelsPerModule = 8
/** Level L, mask 0, with its own correction and mask (ISO 18004, table C.1). */
const format = 0b111011111000100

type Modules = (boolean | undefined)[][]

function codewordsOf(text: string): number[] {
  const bytes = [...Buffer.from(text)]
  if (bytes.length > dataBytes - 2)
    throw new Error(`a QR code of version 4 holds 78 bytes, not ${bytes.length}`)
  const bits: number[] = []
  const put = (value: number, width: number) => {
    for (let place = width - 1; place >= 0; place -= 1) bits.push((value >> place) & 1)
  }
  put(0b0100, 4)
  put(bytes.length, 8)
  for (const byte of bytes) put(byte, 8)
  put(0, 4)
  const data: number[] = []
  for (let at = 0; at < bits.length; at += 8) data.push(Number.parseInt(bits.slice(at, at + 8).join(''), 2))
  for (let pad = 0xec; data.length < dataBytes; pad ^= 0xec ^ 0x11) data.push(pad)
  return [...data, ...remainderOf(data)]
}

/** Product in GF(256) by x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let place = 7; place >= 0; place -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    product ^= ((b >> place) & 1) * a
  }
  return product
}

function remainderOf(data: readonly number[]): number[] {
  let generator = [1]
  for (let root = 1, step = 0; step < correctionBytes; step += 1, root = times(root, 2)) {
    generator = [...generator, 0].map((value, place) => value ^ times(generator[place - 1] ?? 0, root))
  }
  const rest = [...data, ...Array<number>(correctionBytes).fill(0)]
  for (let at = 0; at < data.length; at += 1) {
    const factor = rest[at] ?? 0
    generator.forEach((value, place) => {
      rest[at + place] = (rest[at + place] ?? 0) ^ times(value, factor)
    })
  }
  return rest.slice(data.length)
}

function modulesOf(codewords: readonly number[]): boolean[][] {
  const modules: Modules = Array.from({ length: size }, () =>
    Array<boolean | undefined>(size).fill(undefined),
  )
  const set = (x: number, y: number, dark: boolean) => {
    const row = modules[y]
    if (row && x >= 0 && x < size) row[x] = dark
  }
  for (let at = 0; at < size; at += 1) {
    set(at, 6, at % 2 === 0)
    set(6, at, at % 2 === 0)
  }
  const ring = (x: number, y: number, reach: number, isDark: (distance: number) => boolean) => {
    for (let dy = -reach; dy <= reach; dy += 1)
      for (let dx = -reach; dx <= reach; dx += 1)
        set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    ring(x, y, 4, (distance) => distance !== 2 && distance !== 4)
  ring(size - 7, size - 7, 2, (distance) => distance !== 1)
  putFormat(set)
  putData(modules, codewords)
  return modules.map((row) => row.map(Boolean))
}

function putFormat(set: (x: number, y: number, dark: boolean) => void): void {
  for (let place = 0; place < 15; place += 1) {
    const dark = ((format >> place) & 1) === 1
    const [x, y] = beside(place)
    set(x, y, dark)
    if (place < 8) set(size - 1 - place, 8, dark)
    else set(8, size - 15 + place, dark)
  }
  set(8, size - 8, true)
}

/** Where a bit of the format stands round the finder at the top left, past the timing lines. */
function beside(place: number): [number, number] {
  if (place < 6) return [8, place]
  if (place === 6) return [8, 7]
  if (place === 7) return [8, 8]
  if (place === 8) return [7, 8]
  return [14 - place, 8]
}

/** In columns of two from the right, up and down in turn, past the vertical timing line, under mask 0. */
function putData(modules: Modules, codewords: readonly number[]): void {
  let bit = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const isUp = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        const row = modules[y]
        if (!row || row[x] !== undefined) continue
        const value = ((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
        row[x] = (value === 1) !== ((x + y) % 2 === 0)
        bit += 1
      }
    }
  }
}

function withQuietZone(modules: readonly boolean[][]): boolean[][] {
  const side = size + 2 * quiet
  return Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (__, x) => modules[y - quiet]?.[x - quiet] ?? false),
  )
}

/** Grey scale, 8 bit, one filter byte a line. */
function pngOf(modules: readonly boolean[][]): Buffer {
  const side = modules.length * pixelsPerModule
  const lines = modules.flatMap((row) => {
    const line = Buffer.alloc(side + 1)
    row.forEach((dark, x) => {
      line.fill(dark ? 0 : 255, 1 + x * pixelsPerModule, 1 + (x + 1) * pixelsPerModule)
    })
    return Array<Buffer>(pixelsPerModule).fill(line)
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.writeUInt8(8, 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

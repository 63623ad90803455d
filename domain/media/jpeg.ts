import { type ByteReader, createByteReader } from './byte-reader.ts'
import { exifOf, orientationIn } from './orientation.ts'
import { checkSides, type Picture, UnfitPicture } from './picture.ts'

// Markers of ITU-T T.81, table B.1.
const startOfImage = 0xd8
const endOfImage = 0xd9
const startOfScan = 0xda
/** Baseline, extended and progressive with Huffman coding: what browsers and phones show. */
const frames = new Set([0xc0, 0xc1, 0xc2])
const tables = new Set([0xc4, 0xdb, 0xdd])
const app0 = 0xe0
const app1 = 0xe1
const app2 = 0xe2
const app14 = 0xee
const comment = 0xfe

/** A usual progressive picture has ten; hundreds only keep a phone busy. */
const mostScans = 100

const isNote = (marker: number): boolean => (marker >= app0 && marker <= 0xef) || marker === comment

/** @throws UnfitPicture */
export function readJpeg(file: Buffer): Picture {
  const reader = createByteReader(file)
  const parts = [reader.take(2)]
  let sides: { width: number; height: number } | undefined
  let scans = 0
  for (;;) {
    const marker = nextMarker(reader)
    if (marker === endOfImage) break
    const data = reader.take(lengthOf(reader))
    if (frames.has(marker)) {
      if (sides) throw new UnfitPicture('damaged')
      sides = sidesOf(data)
      parts.push(segment(marker, data))
    } else if (marker === startOfScan) {
      scans += 1
      if (!sides || scans > mostScans) throw new UnfitPicture('damaged')
      parts.push(segment(marker, data), scanIn(reader, file))
    } else if (tables.has(marker)) parts.push(segment(marker, data))
    else if (isNote(marker)) parts.push(...keptNote(marker, data))
    // Lossless, hierarchical, arithmetic: hardly anybody shows those.
    else throw new UnfitPicture('damaged')
  }
  if (!sides || scans === 0) throw new UnfitPicture('damaged')
  parts.push(Buffer.from([0xff, endOfImage]))
  return { type: 'jpeg', ...sides, bytes: Buffer.concat(parts) }
}

export const isJpeg = (file: Buffer): boolean =>
  file[0] === 0xff && file[1] === startOfImage && file[2] === 0xff

/** Markers may be preceded by any number of FF. */
function nextMarker(reader: ByteReader): number {
  if (reader.byte() !== 0xff) throw new UnfitPicture('damaged')
  let marker = reader.byte()
  while (marker === 0xff) marker = reader.byte()
  return marker
}

function lengthOf(reader: ByteReader): number {
  const length = reader.take(2).readUInt16BE()
  if (length < 2) throw new UnfitPicture('damaged')
  return length - 2
}

function sidesOf(data: Buffer): { width: number; height: number } {
  const [precision, , , , , components] = data
  if (data.length < 6 || precision !== 8 || (components !== 1 && components !== 3 && components !== 4))
    throw new UnfitPicture('damaged')
  if (components === 4) throw new UnfitPicture('print')
  const height = data.readUInt16BE(1)
  const width = data.readUInt16BE(3)
  checkSides(width, height)
  return { width, height }
}

/** Coded pixels: up to the next marker that is no restart. In them FF is written as FF 00. */
function scanIn(reader: ByteReader, file: Buffer): Buffer {
  const start = reader.at()
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1]
    if (next === undefined) break
    if (next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue
    reader.moveTo(at)
    return reader.from(start)
  }
  throw new UnfitPicture('truncated')
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** Of what a camera or program noted, what changes the look: colours, and which side is up. */
function keptNote(marker: number, data: Buffer): Buffer[] {
  const begins = (name: string) => data.toString('latin1', 0, name.length) === name
  if (marker === app0 && begins('JFIF\0') && data.length >= 14) {
    const withoutThumbnail = Buffer.from(data.subarray(0, 14))
    withoutThumbnail.fill(0, 12)
    return [segment(marker, withoutThumbnail)]
  }
  if (marker === app1 && begins('Exif\0\0')) {
    const orientation = orientationIn(data)
    return orientation === 1 ? [] : [segment(marker, exifOf(orientation))]
  }
  if (marker === app2 && begins('ICC_PROFILE\0')) return [segment(marker, data)]
  if (marker === app14 && begins('Adobe')) return [segment(marker, data.subarray(0, 12))]
  return []
}

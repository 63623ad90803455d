import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { exifOf, orientationIn } from './orientation.ts'
import { mostPictureBytes, UnfitPicture } from './picture.ts'
import { readPicture } from './read-picture.ts'
import { aGif, aJpeg, aPng, jpegSegment, pngChunk } from './testing/pictures.ts'

async function reasonOf(file: Buffer): Promise<string> {
  try {
    await readPicture(file)
    return 'taken'
  } catch (error) {
    if (error instanceof UnfitPicture) return error.reason
    throw error
  }
}

describe('a picture', () => {
  it.each([
    ['PNG', aPng({ width: 3, height: 2 }), { type: 'png', width: 3, height: 2 }],
    ['JPEG', aJpeg({ width: 30, height: 20 }), { type: 'jpeg', width: 30, height: 20 }],
    ['GIF', aGif({ width: 5, height: 4, frames: 2 }), { type: 'gif', width: 5, height: 4 }],
  ])('%s is known by its bytes, and read again the same', async (_name, file, expected) => {
    const picture = await readPicture(file)
    expect(picture).toMatchObject(expected)
    expect((await readPicture(picture.bytes)).bytes.equals(picture.bytes)).toBe(true)
  })

  it('interlaced, with palette or 16 bits has as many bytes as its pixels need', async () => {
    for (const more of [
      { interlace: 1 },
      { colour: 3, depth: 4 },
      { colour: 6, depth: 16 },
      { colour: 0, depth: 1 },
    ])
      expect(await reasonOf(aPng({ width: 9, height: 7, ...more }))).toBe('taken')
  })
})

describe('what is behind, before or between the parts of a picture', () => {
  const stowaway = Buffer.from('<script>alert(1)</script>')
  const cases: [string, Buffer][] = [
    ['behind a PNG', Buffer.concat([aPng(), stowaway])],
    ['in a note of a PNG', aPng({ extra: [pngChunk('tEXt', stowaway)] })],
    ['behind the packed pixels of a PNG', aPng({ behindPixels: stowaway })],
    ['behind a JPEG', Buffer.concat([aJpeg(), stowaway])],
    ['in a comment of a JPEG', aJpeg({ notes: [jpegSegment(0xfe, stowaway)] })],
    ['in the notes of a camera', aJpeg({ notes: [jpegSegment(0xe1, Buffer.concat([exifOf(6), stowaway]))] })],
    [
      'in a thumbnail',
      aJpeg({
        notes: [
          jpegSegment(
            0xe0,
            Buffer.concat([Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\x08\x08', 'latin1'), stowaway]),
          ),
        ],
      }),
    ],
    ['in notes of a program', aJpeg({ notes: [jpegSegment(0xed, stowaway)] })],
    ['behind a GIF', Buffer.concat([aGif(), stowaway])],
    ['in a comment of a GIF', aGif({ comment: stowaway })],
  ]
  it.each(cases)('is gone: %s', async (_where, file) => {
    const { bytes } = await readPicture(file)
    expect(bytes.includes(stowaway)).toBe(false)
    expect((await readPicture(bytes)).bytes.equals(bytes)).toBe(true)
  })

  it('but which side is up stays, and how often a moving picture begins again', async () => {
    for (const isLittle of [true, false]) {
      const { bytes } = await readPicture(aJpeg({ notes: [jpegSegment(0xe1, cameraNotes(6, isLittle))] }))
      const at = bytes.indexOf('Exif\0\0', 'latin1')
      expect(orientationIn(bytes.subarray(at))).toBe(6)
      expect(bytes.includes('31.2304')).toBe(false)
    }
    expect((await readPicture(aGif({ frames: 2, repeats: true }))).bytes.includes('NETSCAPE2.0')).toBe(true)
  })
})

describe('what is not taken', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'unreadable'],
    ['a page', Buffer.from('<!doctype html><script>1</script>'), 'unreadable'],
    [
      'a program in a picture',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      'svg',
    ],
    ['WebP', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), 'otherFormat'],
    ['a picture of a phone', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), 'otherFormat'],
    ['a film', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1'), 'unreadable'],
    ['too many bytes', Buffer.alloc(mostPictureBytes + 1), 'tooHeavy'],
    ['a PNG too wide', aPng({ width: 4_097, height: 1 }), 'tooLarge'],
    ['a JPEG too high', aJpeg({ height: 5_000 }), 'tooLarge'],
    ['a GIF of too many pictures', aGif({ width: 4_096, height: 4_096, frames: 7 }), 'tooLarge'],
    ['a JPEG for a printing press', aJpeg({ components: 4 }), 'print'],
    ['a PNG without pixels', aPng({ width: 0 }), 'damaged'],
    ['a JPEG without pixels', aJpeg({ scans: 0 }), 'damaged'],
    [
      'a JPEG of two pictures',
      aJpeg({ notes: [jpegSegment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 17, 0]))] }),
      'damaged',
    ],
    ['a JPEG that begins anew a thousand times', aJpeg({ scans: 1_000 }), 'damaged'],
    ['a GIF whose picture lies outside of it', aGif({ left: 9 }), 'damaged'],
    ['a PNG of two heads', aPng({ extra: [pngChunk('IHDR', Buffer.alloc(13))] }), 'damaged'],
    ['a PNG with a part nobody knows', aPng({ extra: [pngChunk('EVIL', Buffer.alloc(4))] }), 'damaged'],
  ])('%s', async (_what, file, reason) => {
    expect(await reasonOf(file)).toBe(reason)
  })

  it('a PNG one byte of which was changed', async () => {
    const file = Buffer.from(aPng())
    file.writeUInt8(file.readUInt8(20) ^ 1, 20)
    expect(await reasonOf(file)).toBe('damaged')
  })

  it.each([
    ['PNG', aPng({ width: 20, height: 20 })],
    ['JPEG', aJpeg()],
    ['GIF', aGif({ frames: 2 })],
  ])('a %s that is cut off, wherever', async (_name, file) => {
    const { bytes } = await readPicture(file)
    for (let length = 8; length < bytes.length; length += 1)
      expect(await reasonOf(bytes.subarray(0, length))).toMatch(/truncated|damaged|unreadable/)
  })

  it('a PNG that unpacks to more than its pixels, without unpacking all of it', async () => {
    const bomb = deflateSync(Buffer.alloc(500_000_000))
    const before = process.memoryUsage().rss
    expect(await reasonOf(aPng({ pixels: bomb }))).toBe('damaged')
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  it('a PNG whose pixels are fewer than it says', async () => {
    expect(await reasonOf(aPng({ width: 100, height: 100, pixels: deflateSync(Buffer.alloc(50)) }))).toBe(
      'truncated',
    )
  })

  it('a PNG that says a part is longer than the file', async () => {
    const file = Buffer.from(aPng())
    file.writeUInt32BE(0xffffffff, 8)
    expect(await reasonOf(file)).toBe('truncated')
  })
})

/** Notes as a camera writes them: which side is up, and where it stood. */
function cameraNotes(orientation: number, isLittle: boolean): Buffer {
  const notes = Buffer.alloc(60)
  const short = (value: number, at: number) =>
    isLittle ? notes.writeUInt16LE(value, at) : notes.writeUInt16BE(value, at)
  const long = (value: number, at: number) =>
    isLittle ? notes.writeUInt32LE(value, at) : notes.writeUInt32BE(value, at)
  notes.write(`Exif\0\0${isLittle ? 'II*\0' : 'MM\0*'}`, 0, 'latin1')
  long(8, 10)
  short(2, 14)
  short(0x010f, 16)
  short(0x0112, 28)
  short(3, 30)
  long(1, 32)
  short(orientation, 36)
  notes.write('31.2304,121.47', 44, 'latin1')
  return notes
}

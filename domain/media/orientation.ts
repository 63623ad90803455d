const orientationTag = 0x0112

/** How a camera held the picture, 1–8, from the data of an Exif segment; 1 where it does not say. */
export function orientationIn(exif: Buffer): number {
  const order = exif.toString('latin1', 6, 8)
  const isLittle = order === 'II'
  if (!isLittle && order !== 'MM') return 1
  const tiff = exif.subarray(6)
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  try {
    const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
    const entries = short(directory)
    for (let entry = 0; entry < entries; entry += 1) {
      const at = directory + 2 + entry * 12
      if (short(at) !== orientationTag) continue
      const said = short(at + 8)
      return said >= 1 && said <= 8 ? said : 1
    }
  } catch (error) {
    // It points outside of itself: notes of a camera nobody can read.
    if (!(error instanceof RangeError)) throw error
  }
  return 1
}

/** The data of an Exif segment that says nothing else. */
export function exifOf(orientation: number): Buffer {
  const exif = Buffer.alloc(32)
  exif.write('Exif\0\0MM\0*', 0, 'latin1')
  // One directory behind this head, with one entry: a short.
  exif.writeUInt32BE(8, 10)
  exif.writeUInt16BE(1, 14)
  exif.writeUInt16BE(orientationTag, 16)
  exif.writeUInt16BE(3, 18)
  exif.writeUInt32BE(1, 20)
  exif.writeUInt16BE(orientation, 24)
  return exif
}

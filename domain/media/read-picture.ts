import { isGif, readGif } from './gif.ts'
import { isJpeg, readJpeg } from './jpeg.ts'
import { mostPictureBytes, type Picture, UnfitPicture } from './picture.ts'
import { pngSignature, readPng } from './png.ts'

/** What a file is, by its bytes, written anew with nothing but the picture. @throws UnfitPicture */
export async function readPicture(file: Buffer): Promise<Picture> {
  if (file.length > mostPictureBytes) throw new UnfitPicture('tooHeavy')
  if (file.subarray(0, pngSignature.length).equals(pngSignature)) return readPng(file)
  if (isJpeg(file)) return readJpeg(file)
  if (isGif(file)) return readGif(file)
  const format = otherFormatOf(file)
  if (format === 'SVG') throw new UnfitPicture('svg')
  throw new UnfitPicture(format === undefined ? 'unreadable' : 'otherFormat', format)
}

/** What it seems to be, for a sentence that helps. */
function otherFormatOf(file: Buffer): string | undefined {
  const head = file.toString('latin1', 0, 1_024)
  if (/<svg[\s/>]/i.test(head)) return 'SVG'
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'WebP'
  if (/^.{4}ftypavi[fs]/s.test(head)) return 'AVIF'
  if (/^.{4}ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)/s.test(head)) return 'HEIC'
  if (head.startsWith('BM')) return 'BMP'
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'TIFF'
  return head.startsWith('%PDF') ? 'PDF' : undefined
}

export const pictureTypes = ['png', 'jpeg', 'gif'] as const
export type PictureType = (typeof pictureTypes)[number]

/** A picture as it is kept: nothing but what shows it. */
export interface Picture {
  type: PictureType
  width: number
  height: number
  bytes: Buffer
}

/**
 * Why a file is not taken.
 *
 * unreadable   no picture we know           svg         a picture that may hold programs
 * otherFormat  a picture of another kind    truncated   it ends too early
 * damaged      it contradicts itself        tooHeavy    too many bytes
 * tooLarge     too many pixels, in one picture or in all of a moving one
 * print        colours of a printing press, which phones show wrongly
 */
export type UnfitReason =
  | 'unreadable'
  | 'svg'
  | 'otherFormat'
  | 'truncated'
  | 'damaged'
  | 'tooHeavy'
  | 'tooLarge'
  | 'print'

/** Thrown while a file is read. */
export class UnfitPicture extends Error {
  override readonly name = 'UnfitPicture'
  constructor(
    readonly reason: UnfitReason,
    /** The format it seems to have, where that is told. */
    readonly format?: string,
  ) {
    super(reason)
  }
}

/** Below what WeCom takes everywhere (documents 90253, 90256). */
export const mostPictureBytes = 2 * 1024 * 1024
export const mostPictureSide = 4_096
/** Of all pictures of a moving one together: a phone unpacks each. */
export const mostMovingPixels = 100_000_000

/** @throws UnfitPicture `damaged` for no pixels at all, `tooLarge` for too many */
export function checkSides(width: number, height: number): void {
  if (width < 1 || height < 1) throw new UnfitPicture('damaged')
  if (width > mostPictureSide || height > mostPictureSide) throw new UnfitPicture('tooLarge')
}

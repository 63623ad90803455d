/** A4 at 200 dots an inch, as a print shop takes it. */
export const posterSize = { width: 1_654, height: 2_339 } as const

export interface PosterWords {
  heading: string
  line: string
}

const codeSide = 1_040
const font = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

/** Bytes of a picture as something that can be drawn. */
export async function bitmapOf({ type, base64 }: { type: string; base64: string }): Promise<ImageBitmap> {
  return createImageBitmap(blobOf(base64, `image/${type}`))
}

export function blobOf(base64: string, type: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type })
}

/** Draws a code to its edges, its squares sharp. */
export function drawCode(canvas: HTMLCanvasElement, code: ImageBitmap): void {
  canvas.width = code.width
  canvas.height = code.height
  canvas.getContext('2d')?.drawImage(code, 0, 0)
}

/** A poster: what it is about on top, the code in the middle, what to do below. */
export function drawPoster(
  canvas: HTMLCanvasElement,
  code: ImageBitmap,
  { heading, line }: PosterWords,
): void {
  const { width, height } = posterSize
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#1257d6'
  pen.fillRect(0, 0, width, 36)
  pen.fillStyle = '#1b1f27'
  pen.textAlign = 'center'
  write(pen, heading, { y: 420, pixels: 150, weight: 600 })
  // A code is made of squares: blurred edges would make it harder to read.
  pen.imageSmoothingEnabled = false
  pen.drawImage(code, (width - codeSide) / 2, 560, codeSide, codeSide)
  pen.fillStyle = '#59606b'
  write(pen, line, { y: 1_840, pixels: 84, weight: 400 })
}

/** One line in the middle, smaller where it would not fit. */
function write(
  pen: CanvasRenderingContext2D,
  text: string,
  { y, pixels, weight }: { y: number; pixels: number; weight: number },
): void {
  const room = posterSize.width - 200
  pen.font = `${weight} ${pixels}px ${font}`
  const width = pen.measureText(text).width
  if (width > room) pen.font = `${weight} ${Math.floor((pixels * room) / width)}px ${font}`
  pen.fillText(text, posterSize.width / 2, y)
}

/** Gives the browser a file to keep; the address lives as long as the click needs it. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1_000)
}

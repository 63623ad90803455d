import { byteLength, cut } from '../domain/text/cut.ts'

export { byteLength }

/** The longest beginning of `text` that fits into `maxBytes` with an ellipsis; never splits a character. */
export function cutBytes(text: string, maxBytes: number): string {
  return cut(text, maxBytes, byteLength)
}

const ellipsis = '…'
const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** The longest beginning of `text` that measures at most `most` with an ellipsis at its end; never splits what is seen as one character. */
export function cut(text: string, most: number, measure: (text: string) => number): string {
  if (measure(text) <= most) return text
  const room = most - measure(ellipsis)
  let kept = ''
  let used = 0
  for (const { segment } of characters.segment(text)) {
    used += measure(segment)
    if (used > room) break
    kept += segment
  }
  return kept.trimEnd() + ellipsis
}

/** Length in code points: a Han character is one, so is a plain emoji. */
export function codePoints(text: string): number {
  return [...text].length
}

/** Length in UTF-8 bytes: what the platforms count where their documents say "bytes" or do not say. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

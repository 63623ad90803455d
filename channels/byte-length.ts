const ellipsis = '…'

/** Length in UTF-8 bytes: what the platforms count where their documents say "bytes" or do not say. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The longest beginning of `text` that fits into `maxBytes` with an ellipsis; never splits a character. */
export function cutBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text
  const room = maxBytes - byteLength(ellipsis)
  let kept = ''
  let used = 0
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)) {
    used += byteLength(segment)
    if (used > room) break
    kept += segment
  }
  return kept.trimEnd() + ellipsis
}

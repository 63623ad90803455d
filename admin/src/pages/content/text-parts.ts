/** A text with its variables taken apart: what chips are drawn from. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'variable'; name: string; written: string }

const variable = /\{\{-?\s*([\p{L}_][\p{L}\p{N}_]*)\s*-?\}\}/gu

/** `您好，{{nickname}}` as words and variables; filters and conditions stay words. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const found of text.matchAll(variable)) {
    if (found.index > from) parts.push({ kind: 'text', text: text.slice(from, found.index) })
    parts.push({ kind: 'variable', name: found[1] ?? '', written: found[0] })
    from = found.index + found[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** The text those parts stand for. */
export const textOf = (parts: readonly TextPart[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : part.written)).join('')

/** A variable as it is written. */
export const variableOf = (name: string): string => `{{${name}}}`

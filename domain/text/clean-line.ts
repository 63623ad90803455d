/** What shows as nothing but takes up room: line and control characters, blanks of every width, fillers, blank braille. */
const blanks = /[\s\p{Z}\p{Cc}\u115f\u1160\u2800\u3164\uffa0]+/gu

/** What holds an emoji together and is kept there: flags of regions, joiners between pictures, the choice of the coloured form. */
const emojiGlue =
  '\\u{1f3f4}[\\u{e0030}-\\u{e007a}]{3,6}\\u{e007f}|(?<=[\\p{ExtPict}\\p{EMod}\\ufe0f])\\u200d(?=\\p{ExtPict})|(?<=[\\p{ExtPict}0-9#*])\\ufe0f'
/** Zero width, direction of writing, halves of characters. */
const invisible = '[\\p{DI}\\p{Cs}\\ufff9-\\ufffb]'
const invisibleOutsideEmoji = new RegExp(`(${emojiGlue})|${invisible}`, 'gu')
const anyInvisible = new RegExp(invisible, 'gu')

/** Marks piled up without end reach into the lines above and below. */
const piledMarks = /(\p{M}{4})\p{M}+/gu
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * Words of somebody we do not know as they are stored: one line, trimmed, nothing in it that cannot be seen or that turns
 * the direction of writing. Empty when there is nothing to see.
 */
export function cleanLine(text: string): string {
  const line = text
    .replace(blanks, ' ')
    .replace(invisibleOutsideEmoji, (_, glue?: string) => glue ?? '')
    .replace(piledMarks, '$1')
    .replace(/ {2,}/g, ' ')
    .trim()
  return visible.test(line) ? line : ''
}

/** An id, a number or an address as it was meant: without what copying from another program brings along. */
export function withoutInvisible(text: string): string {
  return text.replace(anyInvisible, '').trim()
}

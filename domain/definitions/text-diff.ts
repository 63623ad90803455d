import { structuredPatch } from 'diff'

/** What differs between two texts, as a unified diff without its heading; empty when nothing does. */
export function textDiff(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', ending(before), ending(after), '', '', { context: 3 })
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ])
}

/** A line break more or less at the end, or another kind of it, is no difference. */
const ending = (text: string): string => `${text.replaceAll('\r\n', '\n').trim()}\n`

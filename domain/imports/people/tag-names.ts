import { limits } from '../file/table.ts'
import type { RowReader } from '../read-row.ts'

const longestTag = 64
const mostTags = 50

/** Tags in one cell, each once. */
export function tagNamesIn({ text, fault }: RowReader): string[] {
  const names = (text('tags', limits.rowLength) ?? '')
    .split(/[,，;；、|]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length > mostTags || names.some((name) => name.length > longestTag)) fault('tags', 'textLong')
  return [...new Set(names)]
}

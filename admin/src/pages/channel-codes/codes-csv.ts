import { type Columns, csvOf } from '../../design/csv.ts'
import type { CodeRow } from './CodeList.vue'

const columns: Columns<CodeRow> = [
  ['活码', ({ name }) => name],
  ['来源标记', ({ state }) => state],
  ['标签', ({ tags }) => tags.join('、')],
  ['谁来接（人）', ({ pool }) => pool],
  ['有效期到', ({ until }) => until],
  ['近 7 天加好友（位）', ({ state, recent }) => (state === null ? null : recent)],
  ['7 到 37 天前加好友（位）', ({ state, came }) => (state === null ? null : came)],
  ['其中 7 天后还在（位）', ({ state, stayed }) => (state === null ? null : stayed)],
  ['要处理的', ({ wrong }) => wrong.join('；')],
]

/** Channel codes in use with their figures. */
export const codesAsCsv = (rows: readonly CodeRow[]): string => csvOf(columns, rows)

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const [, table = ''] = read('docs/design.md').split('| requirement | built in | proven in | page |')
const rows = (table.split('\n\n')[0] ?? '')
  .split('\n')
  .filter((line) => /^\| [MB]\d/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const wanted = [
  ...Array.from({ length: 26 }, (_, n) => `M${n + 1}`),
  ...Array.from({ length: 13 }, (_, n) => `B${n + 1}`),
]

it('every requirement is in the table, and no cell is empty', () => {
  const named = new Set(rows.flatMap(([requirement = '']) => requirement.match(/\b[MB]\d+\b/g) ?? []))
  expect(wanted.filter((one) => !named.has(one))).toEqual([])
  expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([])
})

it('what it names as built and proven is there', () => {
  const paths = rows.flatMap(([, built = '', proven = '']) =>
    [...`${built} ${proven}`.matchAll(/`([\w./-]+\/[\w./*-]*)`/g)].map(([, path = '']) => path),
  )
  expect(paths.length).toBeGreaterThan(80)
  // `*` stands for every test of a folder.
  const missing = paths.filter((path) => !existsSync(join(root, path.replace(/[^/]*\*.*$/, ''))))
  expect(missing).toEqual([])
})

it('the page that shows it is one of the menu, of a person, or beside the chat', () => {
  const menu = [...read('admin/src/frame/menu.ts').matchAll(/label: '([^']+)', (?:short|path)/g)]
  const known = [...menu.map(([, label = '']) => label), '客户 360°', '侧边栏', '`npm run demo`']
  const pages = rows.map(([, , , page = '']) => page.split(/[,→]/)[0]?.trim() ?? '')
  expect(pages.filter((page) => !known.includes(page))).toEqual([])
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { pagesToRead, whatNext } from './what-next.ts'

const lines = whatNext({ folder: '/tmp/demo', url: 'http://127.0.0.1:1', password: 'secret-words' })

it('names the pages with the figures, the daily reports and the review, by the names the menu has', () => {
  const menu = readFileSync(new URL('../../admin/src/frame/menu.ts', import.meta.url), 'utf8')
  const entries = [...menu.matchAll(/label: '([^']+)',.* path: '([^']+)'/g)].map(([, label, path]) => [
    path,
    label,
  ])
  for (const [path, name] of pagesToRead) {
    expect(entries).toContainEqual([path, name])
    expect(lines.join('\n')).toContain(`http://127.0.0.1:1/admin${path}  ${name}：`)
  }
  expect(pagesToRead.map(([, name]) => name)).toEqual(expect.arrayContaining(['总览', '日报周报', '复盘']))
})

it('says how to log in, how to ask the command line, and how it ends', () => {
  const told = lines.join('\n')
  for (const words of ['密码都是 secret-words', 'cd "/tmp/demo"', ' status', 'Ctrl+C'])
    expect(told).toContain(words)
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('.ts`'))
const named = [...page.matchAll(/`([\w/.-]+\.(?:test|proof)\.ts`?)`? ([^·|)`\n]+(?:`\w+`[^·|)`\n]*)?)/g)].map(
  ([, file = '', title = '']) => [file.replace('`', ''), title.trim()] as const,
)

it('every line of the threat model names what holds it', () => {
  const [, threats = ''] = page.split('## 2.')
  const lines = (threats.split('## 3.')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| **') && !line.startsWith('| who,'))
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.filter((line) => !rows.includes(line))).toEqual([])
})

it.for(named)('%s: %s', ([file, title]) => {
  expect(existsSync(join(root, file)), file).toBe(true)
  // A line break may stand in the page where the test has a blank.
  const words = title.replace(/\s+/g, ' ')
  expect(readFileSync(join(root, file), 'utf8').replace(/\s+/g, ' ')).toContain(words)
})

it('every setting that is a secret says how it is changed', () => {
  const secrets = [
    ...readFileSync(join(root, '.env.example'), 'utf8').matchAll(
      /^(\w*(?:KEYS?|SECRET|TOKEN|CERTIFICATE))=/gm,
    ),
  ]
  const keys = page.split('## 3.')[1] ?? ''
  const patterns = [...keys.matchAll(/`([A-Z_]+\*?)`/g)].map(([, name = '']) => name)
  const isSaid = (name: string) =>
    patterns.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name))
  // The platform's public key proves who signs, and is known to everybody.
  const unsaid = secrets
    .map(([, name = '']) => name)
    .filter((name) => name !== 'WXPAY_PUBLIC_KEY' && !isSaid(name))
  expect(unsaid).toEqual([])
})

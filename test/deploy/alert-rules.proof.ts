import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { promtool } from './promtool.ts'

const folder = mkdtempSync(join(tmpdir(), 'kelu-promtool-'))
afterAll(() => rmSync(folder, { recursive: true }))
const rules = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url))

it.for([
  ['check', 'rules', 'alerts.yaml'],
  ['test', 'rules', 'alerts.test.yaml'],
])('promtool %s %s %s', (args) => {
  const { status, stdout, stderr } = spawnSync(promtool(folder), args, { cwd: rules, encoding: 'utf8' })
  expect(`${stdout}${stderr}`).toContain('SUCCESS')
  expect(status).toBe(0)
})

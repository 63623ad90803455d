#!/usr/bin/env node
// Plain Node, no dependencies: makes a bare clone runnable as `npm start` does, then runs what was built.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const setUp = fileURLToPath(new URL('../scripts/set-up.mjs', import.meta.url))
// It says what it does to stderr: stdout belongs to the answer.
const { status } = spawnSync(process.execPath, [setUp, '--built'], { stdio: ['ignore', 2, 2] })
if (status !== 0) process.exit(status ?? 1)
process.setSourceMapsEnabled(true)
await import('../dist/cli/main.js')

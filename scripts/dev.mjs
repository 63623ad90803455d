// `npm run dev`: Kelu and Vite side by side, each taking up changes by itself. Ctrl-C ends both; when one ends, so does
// the other. The page is at the address Vite prints, and speaks to Kelu through it.
import { spawn } from 'node:child_process'

const kelu = spawn('node', ['--watch', '--import', 'tsx', 'server/main.ts'], {
  stdio: ['inherit', 'pipe', 'inherit'],
})
const log = spawn('pino-pretty', [], { stdio: [kelu.stdout, 'inherit', 'inherit'] })
const page = spawn('vite', ['admin'], { stdio: 'inherit' })
const children = [kelu, log, page]
let ending = false
for (const child of children) {
  child.on('error', (error) => end(1, error.message))
  child.on('exit', (code) => end(code ?? 0))
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0))

function end(code, message) {
  if (message) console.error(message)
  if (!ending) for (const child of children) child.kill('SIGTERM')
  ending = true
  process.exitCode ||= code
}

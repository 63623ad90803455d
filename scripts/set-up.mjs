// Plain Node, no dependencies: makes a bare clone runnable. Installs the packages when they are missing or older than
// package-lock.json and, with `--redis`, a redis-server. Runs before `npm run demo`, `npm test` and the other commands.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const [major, minor] = process.versions.node.split('.').map(Number)
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  fail(`Kelu needs Node 20.19 or later (or 22.12 or later); this is ${process.version}.`)
}

installPackages()
if (process.argv.includes('--redis')) installRedis()

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).update(process.version).digest('hex')
  const stamp = join(root, 'node_modules', '.kelu-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing packages (npm ci) …')
  run(
    'npm',
    // Building and the demo need the development packages, whatever NODE_ENV says.
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'Installing packages failed; see the lines above.',
  )
  writeFileSync(stamp, wanted)
}

function installRedis() {
  if (spawnSync('redis-server', ['--version']).status === 0) return
  const byHand = 'apt-get update && apt-get install -y --no-install-recommends redis-server'
  const root = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (!root)
    fail(`The tests need a redis-server on the PATH. Install one, for example:\n  sudo sh -c '${byHand}'`)
  console.error('Installing redis-server …')
  run('sh', ['-c', `${byHand} -qq >/dev/null`], `Installing redis-server failed. By hand:\n  ${byHand}`)
}

function run(command, args, failure) {
  // The output goes to stderr: the last line of a command's stdout may be a report.
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) fail(failure)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

// Plain Node, no dependencies: makes a bare clone runnable. Installs the packages when what is installed is not what
// package-lock.json wants, however it came there. `--redis` installs a redis-server, too. `--built` makes dist/ ready to
// run, and is content with the packages that running needs. Runs before `npm run demo`, `npm test` and the other commands.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const [major, minor] = process.versions.node.split('.').map(Number)
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  fail(`Kelu needs Node 20.19 or later (or 22.12 or later); this is ${process.version}.`)
}

if (process.argv.includes('--built')) makeBuilt()
else if (!isInstalled({ withDev: true })) installPackages()
if (process.argv.includes('--redis')) installRedis()

/** Whether every package of the lock file is there in its version; of those for other systems we cannot tell. */
function isInstalled({ withDev }) {
  const wanted = packagesOf('package-lock.json')
  // Written by npm at the end of every installation.
  const there = packagesOf(join('node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, dev, optional, devOptional }]) => {
    const isNeeded = path !== '' && !optional && (withDev || !(dev || devOptional))
    return !isNeeded || there[path]?.version === version
  })
}

function packagesOf(lockFile) {
  const file = join(root, lockFile)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

function installPackages() {
  console.error('Installing packages (npm ci) …')
  run(
    'npm',
    // Building and the demo need the development packages, whatever NODE_ENV says.
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'Installing packages failed; see the lines above.',
  )
}

function makeBuilt() {
  const main = join(root, 'dist', 'server', 'main.js')
  const isStale = !existsSync(main) || newestSourceMs() > statSync(main).mtimeMs
  if (!isStale && isInstalled({ withDev: false })) return
  if (existsSync(main) && isInstalled({ withDev: false }) && !isInstalled({ withDev: true })) {
    console.error(
      'The sources are newer than dist/, which runs as it is: building needs the development packages (npm ci).',
    )
    return
  }
  if (!isInstalled({ withDev: true })) installPackages()
  if (!isStale) return
  console.error('Building …')
  run(
    join(root, 'node_modules', '.bin', 'tsc'),
    ['-p', 'tsconfig.build.json'],
    'Building failed; see the lines above.',
  )
}

function newestSourceMs() {
  const config = 'tsconfig.build.json'
  if (!existsSync(join(root, config))) return 0
  const files = JSON.parse(readFileSync(join(root, config), 'utf8')).include.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name))
      : [],
  )
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  return Math.max(...[config, ...sources].map((file) => statSync(join(root, file)).mtimeMs))
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

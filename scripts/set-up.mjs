// Plain Node, no dependencies: makes a bare clone runnable. Installs the packages when what is installed is not what
// package-lock.json wants, however it came there. `--redis` installs a redis-server, too, and `--browser` a Chromium with
// Chinese letters. `--page` builds the page of dist/admin when its sources are newer. `--built` makes dist/ ready to run,
// and is content with the packages that running needs. Runs before `npm run demo`, `npm test` and the other commands.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const [major, minor] = process.versions.node.split('.').map(Number)
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  fail(`Kelu needs Node 20.19 or later (or 22.12 or later); this is ${process.version}.`)
}

/** What is made from sources: where it lands, what it is made of, and how. */
const server = {
  made: join('dist', 'server', 'main.js'),
  sources: serverSources,
  build: ['tsc', '-p', 'tsconfig.build.json'],
}
const page = {
  made: join('dist', 'admin', 'index.html'),
  sources: pageSources,
  build: ['vite', 'build', 'admin', '--logLevel', 'warn'],
}

if (process.argv.includes('--built')) makeBuilt([server, page])
else if (!isInstalled({ withDev: true })) installPackages()
if (process.argv.includes('--page')) makeBuilt([page])
if (process.argv.includes('--redis')) installRedis()
if (process.argv.includes('--browser')) installBrowser()

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

/** Builds what is older than its sources; what is there already is run as it is when building is impossible. */
function makeBuilt(parts) {
  const stale = parts.filter(isStale)
  if (stale.length === 0 && isInstalled({ withDev: false })) return
  const isThere = parts.every(({ made }) => existsSync(join(root, made)))
  if (isThere && isInstalled({ withDev: false }) && !isInstalled({ withDev: true })) {
    console.error(
      'The sources are newer than dist/, which runs as it is: building needs the development packages (npm ci).',
    )
    return
  }
  if (!isInstalled({ withDev: true })) installPackages()
  for (const { build, made } of stale) {
    const [tool, ...args] = build
    console.error(`Building ${dirname(made)} …`)
    run(join(root, 'node_modules', '.bin', tool), args, 'Building failed; see the lines above.')
  }
}

function isStale({ made, sources }) {
  const file = join(root, made)
  if (!existsSync(file)) return true
  const builtMs = statSync(file).mtimeMs
  return sources().some((source) => statSync(join(root, source)).mtimeMs > builtMs)
}

function serverSources() {
  const config = 'tsconfig.build.json'
  if (!existsSync(join(root, config))) return []
  const files = JSON.parse(readFileSync(join(root, config), 'utf8')).include.flatMap(filesIn)
  return [config, ...files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))]
}

function pageSources() {
  const own = ['src', 'build', 'public'].flatMap((folder) => filesIn(join('admin', folder)))
  const settings = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join('admin', name))
  return [...settings, ...own.filter((file) => !file.endsWith('.test.ts'))].filter((file) =>
    existsSync(join(root, file)),
  )
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(root, entry.parentPath ?? entry.path), entry.name))
}

function installRedis() {
  if (spawnSync('redis-server', ['--version']).status === 0) return
  installByApt('a redis-server', ['redis-server'])
}

/** The page is looked at in a real browser; without a Chinese font it shows boxes. */
function installBrowser() {
  const missing = []
  if (spawnSync('chromium', ['--version']).status !== 0) missing.push('chromium')
  const fonts = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' })
  if (!fonts.stdout?.trim()) missing.push('fonts-noto-cjk', 'fontconfig')
  if (missing.length > 0) installByApt('Chromium and a Chinese font', missing)
  installHeadlessShell()
}

/** Chromium without windows takes a quarter less time for the same pages. Not every system has it; the tests do without. */
function installHeadlessShell() {
  const name = 'chromium-headless-shell'
  if (process.getuid?.() !== 0 || existsSync(join('/usr/bin', name))) return
  console.error(`Installing ${name} …`)
  const install = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${name}`
  const { status } = spawnSync('sh', ['-c', `${install} >/dev/null 2>&1`])
  if (status !== 0) console.error(`There is no ${name} here; the pages are looked at in Chromium itself.`)
}

function installByApt(what, packages) {
  const names = packages.join(' ')
  const byHand = `apt-get update && apt-get install -y --no-install-recommends ${names}`
  const isRoot = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (!isRoot) fail(`The tests need ${what}. Install them, for example:\n  sudo sh -c '${byHand}'`)
  console.error(`Installing ${names} …`)
  run('sh', ['-c', `${byHand} -qq >/dev/null`], `Installing ${names} failed. By hand:\n  ${byHand}`)
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

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { readDockerfile, type Stage } from './dockerfile.ts'

// No container engine is needed: each stage is a root of its own, in which nothing of this machine is but the programs of
// its Debian, to be read only. What the Dockerfile says is done there, step by step.

export interface Image {
  /** Where its files lie on this machine. */
  root: string
  env: Record<string, string>
  command: string[]
  healthCheck: string[]
  /** Its size without what the base image brings, MB. */
  megabytes: number
  /** Runs it as a container is run: as the user it names, nothing writable but the volume `data` and /tmp. */
  start(command: readonly string[], env: Record<string, string>, data: string): ChildProcess
  remove(): void
}

const bases = ['bin', 'sbin', 'lib', 'lib64']
const readOnly = ['usr', 'etc']
const npmCache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim()

/** Builds what the Dockerfile of this folder says, from the files git knows there. Needs root, as a container engine does. */
export function buildImage(folder: string, dockerfile: string): Image {
  const home = mkdtempSync(join(tmpdir(), 'kelu-image-'))
  const context = contextOf(folder, join(home, 'context'))
  const roots = new Map<string, string>()
  let last = {
    root: '',
    env: {} as Record<string, string>,
    user: '0:0',
    command: [] as string[],
    healthCheck: [] as string[],
  }
  for (const stage of readDockerfile(dockerfile)) {
    const root = join(home, stage.name ?? 'image')
    last = perform(stage, root, { context, roots })
    if (stage.name !== null) roots.set(stage.name, root)
  }
  const { root, env, user, command, healthCheck } = last
  const [kilobytes] = execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t')
  return {
    root,
    env,
    command,
    healthCheck,
    megabytes: Math.round(Number(kilobytes) / 1_024),
    start: (words, more, data) =>
      spawn('unshare', [
        '-m',
        'sh',
        '-c',
        `${mounts(root, data)}
        mount -o remount,bind,ro '${root}'
        cd '${root}'; exec setpriv --no-new-privs chroot --userspec=${user} . "$@"`,
        'sh',
        'env',
        '-i',
        '-C',
        '/app',
        ...pairs({ ...env, ...more }),
        ...words,
      ]),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** The files of git, without those of .dockerignore. */
function contextOf(folder: string, into: string): string {
  const list = (...more: string[]) =>
    execFileSync('git', ['ls-files', '-z', '--cached', ...more], { cwd: folder, encoding: 'utf8' })
      .split('\0')
      .filter((path) => path !== '')
  const ignored = new Set(list('--ignored', '--exclude-from=.dockerignore'))
  for (const path of list().filter((one) => !ignored.has(one))) cpSync(join(folder, path), join(into, path))
  return into
}

function perform(
  stage: Stage,
  root: string,
  { context, roots }: { context: string; roots: Map<string, string> },
) {
  for (const name of ['app', 'proc', 'dev', 'tmp', 'data', 'npm-cache', 'usr', 'etc', 'own'])
    mkdirSync(join(root, name), { recursive: true })
  for (const name of bases) symlinkSync(`usr/${name}`, join(root, name))
  let folder = '/'
  let user = '0:0'
  const env: Record<string, string> = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin' }
  const command: string[] = []
  const healthCheck: string[] = []
  // What is under /usr is this machine's, but for /usr/local.
  const inRoot = (path: string) =>
    join(root, path.startsWith('/usr/local/') ? path.replace('/usr/local', '/own') : path)
  for (const { name, flags, words } of stage.instructions) {
    if (name === 'WORKDIR') folder = words[0] ?? '/'
    else if (name === 'ENV') Object.assign(env, Object.fromEntries(words.map((pair) => pair.split('='))))
    else if (name === 'USER') user = words[0] ?? ''
    else if (name === 'CMD') command.push(...words)
    else if (name === 'HEALTHCHECK') healthCheck.push(...words)
    else if (name === 'COPY') {
      const from = flags.from === undefined ? context : (roots.get(flags.from) ?? '')
      const to = words.at(-1) ?? ''
      const target = inRoot(to.startsWith('/') ? to : join(folder, to))
      for (const source of words.slice(0, -1)) {
        const isInto = to.endsWith('/')
        const made = isInto && source !== '.' ? join(target, basename(source)) : target
        mkdirSync(dirname(made), { recursive: true })
        cpSync(join(from, source), made, { recursive: true, verbatimSymlinks: true })
        if (flags.chmod !== undefined) chmodSync(made, Number.parseInt(flags.chmod, 8))
      }
    } else if (name === 'RUN') {
      const script = `${mounts(root, null)}
        mount --bind '${npmCache}' '${root}/npm-cache'
        cd '${root}'; exec chroot . "$@"`
      const inside = [
        'env',
        '-i',
        '-C',
        folder,
        ...pairs({ ...env, HOME: '/tmp', npm_config_cache: '/npm-cache', npm_config_prefer_offline: 'true' }),
      ]
      const { status, stderr, stdout } = spawnSync(
        'unshare',
        ['-m', 'sh', '-c', script, 'sh', ...inside, 'sh', '-c', words[0] ?? ''],
        { encoding: 'utf8' },
      )
      if (status !== 0) throw new Error(`RUN ${words[0]}: ${stdout}${stderr}`)
    } else if (!['VOLUME', 'EXPOSE'].includes(name)) throw new Error(`not known here: ${name}`)
  }
  return { root, env, user, command, healthCheck }
}

const pairs = (env: Record<string, string>): string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`)

/** What a container has besides its own files; of this machine alone its programs. */
function mounts(root: string, data: string | null): string {
  return [
    'set -e',
    'mount --make-rprivate /',
    `mount --bind '${root}' '${root}'`,
    ...readOnly.map(
      (name) => `mount --bind /${name} '${root}/${name}'; mount -o remount,bind,ro '${root}/${name}'`,
    ),
    `mount --bind '${root}/own' '${root}/usr/local'`,
    `mount -t proc proc '${root}/proc'`,
    `mount --rbind /dev '${root}/dev'`,
    `mount -t tmpfs -o mode=1777 tmpfs '${root}/tmp'`,
    ...(data === null ? [] : [`mount --bind '${data}' '${root}/data'`]),
  ].join('\n')
}

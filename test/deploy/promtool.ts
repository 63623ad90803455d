import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where promtool is; else Debian's, unpacked into `folder`: installing the package would start a Prometheus. */
export function promtool(folder: string): string {
  if (spawnSync('promtool', ['--version']).status === 0) return 'promtool'
  run('apt-get', ['download', '-qq', 'prometheus'], folder)
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'))
  run('dpkg-deb', ['-x', file, '.'], folder)
  return join(folder, 'usr/bin/promtool')
}

function run(command: string, args: string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}

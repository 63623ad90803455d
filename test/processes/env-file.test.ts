import { spawnSync } from 'node:child_process'
import { chmod, copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
afterAll(endAll)

const root = fileURLToPath(new URL('../../', import.meta.url))

it.each(['README.md', 'README.zh-CN.md'])(
  'the commands of %s make a .env only its owner may read; one that others may read is warned about at start',
  async (readme) => {
    const folder = await mkdtemp(join(tmpdir(), 'kelu env '))
    await copyFile(join(root, '.env.example'), join(folder, '.env.example'))
    const [, commands] =
      /```sh\n(\[ -e \.env \][^`]*?)npm start/.exec(await readFile(join(root, readme), 'utf8')) ?? []
    const { status } = spawnSync('sh', ['-ec', `umask 022\n${commands}`], { cwd: folder, stdio: 'inherit' })
    expect(status).toBe(0)
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600)

    const logOfAStart = async (): Promise<string> => {
      const kelu = start({ PORT: '0', TEMPLATES_DIR: join(root, 'templates') }, folder)
      await kelu.ready()
      await kelu.stop()
      return (await kelu.ended).output
    }
    expect(await logOfAStart()).not.toContain('chmod 600')
    await chmod(join(folder, '.env'), 0o640)
    expect(await logOfAStart()).toContain('other users of this machine can read its keys: chmod 600 .env')
    await rm(folder, { recursive: true })
  },
)

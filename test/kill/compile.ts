import { execFile } from 'node:child_process'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Compiles the start-up files with everything they import into `folder`, as `npm start` runs Kelu: a restart then takes
 * half the time. Returns where the start-up file of a name went.
 */
export async function compileStartFiles(folder: string): Promise<(name: string) => string> {
  await promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(root, 'test/kill/tsconfig.json'),
    '--outDir',
    folder,
  ])
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  return (name) => join(folder, 'test/kill', `${name}.js`)
}

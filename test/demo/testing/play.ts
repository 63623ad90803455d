import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Report } from '../../../sandbox/demo/report.ts'
import { startFile } from '../../testing/start-file.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Plays a story, a small one unless `cast` says otherwise, in processes of its own; `kelu` names a start-up file with something taken out. */
export async function play({ kelu, cast = 12 }: { kelu?: string; cast?: number } = {}): Promise<{
  code: number | null
  report: Report
}> {
  const args = ['--import', 'tsx', 'sandbox/demo/main.ts', '--exit', '--json', '--cast', String(cast)]
  if (kelu) args.push('--kelu', startFile(kelu), '--sandbox', startFile('sandbox/main.ts'))
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, report: JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Report }
}

import { run } from '../../cli/run.ts'
import { answer } from './answer.ts'

answer({
  /** One command line, with the settings of this process: its JSON, how long it took, and what it took of this process. */
  run: async (line: string): Promise<{ json: unknown; ms: number; cpuMs: number; peakRssBytes: number }> => {
    let [out, err] = ['', '']
    const begun = performance.now()
    const before = process.cpuUsage()
    const code = await run(line.split(' '), {
      env: process.env,
      cwd: process.cwd(),
      terminal: { isInteractive: false, say: () => undefined, ask: async () => '' },
      out: (text) => {
        out += text
      },
      err: (text) => {
        err += text
      },
    })
    const ms = performance.now() - begun
    const { user, system } = process.cpuUsage(before)
    if (code !== 0) throw new Error(`kelu ${line}: ${err || out}`)
    const peakRssBytes = process.resourceUsage().maxRSS * 1_024
    return { json: JSON.parse(out), ms, cpuMs: (user + system) / 1_000, peakRssBytes }
  },
})

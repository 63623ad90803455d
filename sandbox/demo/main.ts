import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import type { Summary } from '../../domain/insights/summary.ts'
import type { Sandbox } from '../contract.ts'
import { keluEnvironment } from '../kelu-environment.ts'
import { approved } from './approved-texts.ts'
import { type Cast, dealCast, storyDays } from './cast.ts'
import { conduct, type Deed } from './conductor.ts'
import { writeDefinitions } from './definitions.ts'
import { type KeluChild, startKeluChild } from './kelu-child.ts'
import { createMovedClock, nextMonday } from './moved-clock.ts'
import { staff } from './people.ts'
import { makeReport, type Report } from './report.ts'
import { createSalesTeam } from './sales-team.ts'
import { startSandboxChild } from './sandbox-child.ts'
import { createTeller, reasonInWords, type Teller } from './story.ts'

const options = new Command('demo')
  .description('Plays forty days of Kelu with simulated platforms and a cast of virtual customers.')
  .option('--cast <size>', 'how many customers', (text) => wholeNumber(text), 200)
  .option('--exit', 'play once and end with exit code 0 only if everything is as the cast calls for')
  .option('--json', 'print the report as one line of JSON, last')
  .option('--kelu <file>', 'another start-up file for Kelu')
  .parse()
  .opts<{ cast: number; exit?: true; json?: true; kelu?: string }>()

const folder = await mkdtemp(join(tmpdir(), 'kelu demo '))
try {
  const report = await play()
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = report.ok ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exit()

async function play(): Promise<Report> {
  const begun = Date.now()
  const start = nextMonday(new Date())
  const clock = createMovedClock(start)
  const cast = dealCast(options.cast, start)
  const at = (day: number, time: string) => cast.at(day, time)
  const teller = createTeller((line) => process.stdout.write(`${line}\n`))

  const agenda: Deed[] = [...cast.deeds]
  const team = createSalesTeam(cast, agenda, storyDays)

  const platforms = await startSandboxChild(start, approved)
  const { sandbox } = platforms
  let kelu: KeluChild | undefined
  try {
    const files = await writeDefinitions(folder, at)
    kelu = await startKeluChild({
      startFile: options.kelu ?? fileURLToPath(new URL('./kelu.ts', import.meta.url)),
      env: keluEnvironment(sandbox, {
        LOG_LEVEL: 'error',
        DATA_DIR: join(folder, 'data'),
        TEMPLATES_DIR: files.templates,
        STAFF_FILE: files.staffFile,
      }),
      now: start,
      onStory(line) {
        team.hear({ name: line.name, at: new Date(line.at) })
        teller.tell(line)
      },
    })
    await sandbox.setTarget(kelu.url)
    for (const member of staff)
      await sandbox.addStaff({ userid: member.userid, name: member.name, reachable: member.reachable })
    for (const { person } of cast.members) await sandbox.addPerson(person)

    const end = at(storyDays, '09:00')
    const { jumps } = await conduct({
      kelu,
      sandbox,
      clock,
      agenda,
      end,
    })
    const report = await reportOf(cast, kelu, sandbox)
    tellReport(teller, report, { jumps, seconds: (Date.now() - begun) / 1_000 })
    if (!options.exit) await untilInterrupted(teller)
    return report
  } finally {
    await kelu?.stop()
    await platforms.stop()
  }
}

async function reportOf(cast: Cast, kelu: KeluChild, sandbox: Sandbox): Promise<Report> {
  return makeReport({
    cast,
    days: storyDays,
    summary: (await kelu.report()) as Summary,
    deliveries: await sandbox.deliveries(),
    callbacks: await sandbox.callbacks(),
  })
}

function tellReport(teller: Teller, report: Report, run: { jumps: number; seconds: number }): void {
  teller.say(`\n══ 四十天之后（实际用时 ${run.seconds.toFixed(0)} 秒，时钟跳转 ${run.jumps} 次）══`)
  teller.say(`客户 ${report.customers} 位，好友回调 ${report.callbacks} 次`)
  for (const [name, states] of Object.entries(report.touches)) teller.say(`消息 ${name}：${pairs(states)}`)
  for (const [name, states] of Object.entries(report.runs)) teller.say(`旅程 ${name}：${pairs(states)}`)
  teller.say(`换渠道 ${report.fallbacks} 次；未发送：${pairs(report.skips, reasonInWords) || '无'}`)
  teller.say(`跟进任务：${pairs(report.tasks)}`)
  teller.say(`重复 ${report.duplicates}，丢失 ${report.lost}，卡住 ${report.stuck}`)
  teller.say(
    report.ok ? '与演员表完全一致。' : `与演员表不一致（应有，实际）：\n  ${report.differences.join('\n  ')}`,
  )
}

function pairs(counts: Record<string, number>, words: (name: string) => string = (name) => name): string {
  return Object.entries(counts)
    .map(([name, count]) => `${words(name)} ${count}`)
    .join('，')
}

function untilInterrupted(teller: Teller): Promise<void> {
  teller.say('\n故事讲完了。Kelu 仍在运行，按 Ctrl+C 结束。')
  return new Promise((resolve) => process.once('SIGINT', () => resolve()))
}

function wholeNumber(text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1 || n > 239) throw new Error('--cast takes a whole number from 1 to 239')
  return n
}

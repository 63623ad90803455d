import { CommanderError, Command as Program } from 'commander'
import { type Log, silentLog } from '../domain/log.ts'
import type { Answer, Command } from './command.ts'
import { commands, groupSummaries } from './commands.ts'
import { confirm, type Terminal } from './confirm.ts'
import { WrongUsage } from './refusal.ts'
import { refusalOf } from './refusal-of.ts'
import { readSettings } from './settings.ts'
import { inChinese, usageFault } from './usage-words.ts'
import { openWorld, type World } from './world.ts'

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  terminal: Terminal
  out(text: string): void
  err(text: string): void
  log?: Log
}

/** 0 done, 1 refused or faults were found, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

/** Runs one command line, e.g. `['check', '--json']`. Never throws for what a person can mend. */
export async function run(argv: readonly string[], around: Surroundings): Promise<ExitCode> {
  let code: ExitCode = 0
  const isJson = argv.includes('--json')
  const program = inChinese(new Program('kelu'), around).description('客旅的命令行：在运行中的客旅旁边使用')
  const groups = new Map<string, Program>()
  for (const command of commands) {
    define(command, groups, program, around, async (args, options) => {
      code = await perform(command, args, options, around)
    })
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError || error instanceof WrongUsage) {
      const fault = error instanceof CommanderError ? usageFault(error) : error.message
      if (isJson) around.out(jsonText({ error: { code: 'usage', lines: [fault] } }))
      else if (fault !== '') around.err(`${fault}\n用 kelu --help 查看用法\n`)
      return 2
    }
    const refusal = refusalOf(error)
    if (isJson) around.out(jsonText({ error: { code: refusal.code, lines: refusal.lines, ...refusal.data } }))
    else around.err(`${refusal.lines.join('\n')}\n`)
    return 1
  }
}

type Act = (args: readonly (string | undefined)[], options: Record<string, unknown>) => Promise<void>

/** Tells commander of one command; of `inbox list`, `inbox` is a group. */
function define(
  { usage, summary, options = [], asks }: Command,
  groups: Map<string, Program>,
  program: Program,
  around: Surroundings,
  act: Act,
): void {
  const [first = '', second = ''] = usage.split(' ')
  const isGrouped = /^\w/.test(second)
  let parent = program
  if (isGrouped) {
    parent =
      groups.get(first) ?? inChinese(program.command(first), around).description(groupSummaries[first] ?? '')
    groups.set(first, parent)
  }
  const own = inChinese(parent.command(isGrouped ? usage.slice(first.length + 1) : usage), around)
  own.description(summary)
  for (const [flags, about] of options) own.option(flags, about)
  if (asks) own.option('--yes', '不再询问：已确认要动的内容')
  own.option('--json', '输出 JSON，供程序读取')
  own.action((...given: unknown[]) => act(given.slice(0, -2).flat() as (string | undefined)[], own.opts()))
}

async function perform(
  command: Command,
  args: readonly (string | undefined)[],
  options: Record<string, unknown>,
  around: Surroundings,
): Promise<ExitCode> {
  const { terminal, log = silentLog } = around
  const isJson = options.json === true
  const settings = readSettings(around.env, around.cwd)
  // A program cannot be asked, and only the answer belongs on its stdout.
  const asked = isJson ? { ...terminal, isInteractive: false, say: () => undefined } : terminal
  let opened: Promise<World> | undefined
  try {
    const answer = await command.run({
      args,
      options,
      settings,
      world: async () => (opened ??= openWorld(settings.config(), log)),
      confirm: (plan) => confirm(plan, options.yes === true, asked),
      note: (line) => (isJson ? undefined : around.err(`${line}\n`)),
    })
    around.out(isJson ? jsonText(answer.json) : textOf(answer))
    return answer.faulty ? 1 : 0
  } finally {
    const world = await opened?.catch(() => undefined)
    await world?.close()
  }
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const textOf = ({ lines }: Answer): string => lines.map((line) => `${line}\n`).join('')

import type { Command, CommanderError } from 'commander'

const titles: Record<string, string> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
}

/** Has commander speak Chinese, write where it is told to, and leave the end of the process to its caller. */
export function inChinese(program: Command, { out }: { out(text: string): void }): Command {
  return program
    .exitOverride()
    .helpOption('-h, --help', '显示用法')
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => titles[title] ?? title, subcommandTerm: termOf })
    .configureOutput({ writeOut: out, writeErr: () => undefined, outputError: () => undefined })
}

/** A command in a list: its name and arguments. */
function termOf(command: Command): string {
  const given = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  )
  return [command.name(), ...given].join(' ')
}

const faults: Record<string, string> = {
  'commander.missingArgument': '缺少参数',
  'commander.unknownOption': '没有这个选项',
  'commander.unknownCommand': '没有这个命令',
  'commander.optionMissingArgument': '选项缺少值',
  'commander.excessArguments': '参数太多',
}

/** What is wrong with a command line. */
export function usageFault({ code, message }: CommanderError): string {
  const fault = faults[code]
  // A group without one of its commands, or nothing at all.
  if (code === 'commander.help') return '请写明要做什么'
  if (fault === undefined) return message
  const name = code === 'commander.excessArguments' ? undefined : /'([^']+)'/.exec(message)?.[1]
  return name === undefined ? fault : `${fault}：${name}`
}

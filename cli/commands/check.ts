import { checkTogether, type TogetherFault } from '../../domain/definitions/check-together.ts'
import { checkDefaultCode } from '../../domain/definitions/default-code.ts'
import { keyOf } from '../../domain/definitions/keys.ts'
import type { AnyDefinition } from '../../domain/language/definitions.ts'
import { type DefinitionFault, readDefinitions } from '../../domain/language/load.ts'
import type { Command, Context } from '../command.ts'
import { readFolder } from '../read-folder.ts'
import { Refusal } from '../refusal.ts'
import { togetherLine } from '../refusal-of.ts'

/** Every fault and warning of the files, alone and beside what is published. */
export const check: Command = {
  usage: 'check [folder]',
  summary: '检查定义文件（缺省为 TEMPLATES_DIR）：每处错误和提醒、位置、原因和改法',
  options: [['--alone', '只看文件，不与已发布的内容对照']],
  async run(context) {
    const { args, options, settings } = context
    const sources = await readFolder(args[0] ?? settings.templatesDir)
    const known = options.alone === true ? 'alone' : await knownOf(context)
    const published = typeof known === 'string' ? [] : known
    const { faults, warnings, written } = readDefinitions(sources, new Date(), published)
    const files = written.map(({ one }) => one)
    const together = typeof known === 'string' ? [] : besides(files, published)
    const lines = [
      ...faults.map((fault) => lineOf('错误', fault)),
      ...(together.length > 0 ? ['与已发布的内容放在一起时：', ...together.map(togetherLine)] : []),
      ...warnings.map((warning) => lineOf('提醒', warning)),
    ]
    const wrong = faults.length + together.length
    const counts = `${sources.length} 个文件，${written.length} 个可用的定义：${wrong} 处错误，${warnings.length} 处提醒`
    return {
      lines: [...lines, ...(lines.length > 0 ? [''] : []), counts],
      json: {
        files: sources.length,
        definitions: written.length,
        store: known !== 'unreachable' && known !== 'alone',
        faults,
        together,
        warnings,
      },
      ...(wrong > 0 && { faulty: true }),
    }
  },
}

/** What is published; files can be checked without, too. */
async function knownOf({ world, note }: Context): Promise<readonly AnyDefinition[] | 'unreachable'> {
  try {
    return (await world()).snapshot.definitions
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    note(`没有与已发布的内容对照，只检查了文件（${error.lines[0]}）`)
    return 'unreachable'
  }
}

/** What would be wrong once the files were published. */
function besides(files: readonly AnyDefinition[], published: readonly AnyDefinition[]): TogetherFault[] {
  const keyOfOne = ({ kind, definition }: AnyDefinition) => keyOf(kind, definition.id)
  const keys = new Set(files.map(keyOfOne))
  const all = [...published.filter((one) => !keys.has(keyOfOne(one))), ...files]
  return [...checkTogether(all), ...checkDefaultCode(all)]
}

function lineOf(kind: string, { file, line, column, path, expected, todo }: DefinitionFault): string {
  return `${file}:${line}:${column}  ${kind}  ${path === '' ? '' : `${path}：`}应为${expected}；${todo}`
}

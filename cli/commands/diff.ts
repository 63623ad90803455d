import { textDiff } from '../../domain/definitions/text-diff.ts'
import type { Command } from '../command.ts'
import { type Comparison, compareFiles, type Difference, type Standing } from '../compare-files.ts'

const standings: Record<Standing, string> = {
  new: '新的（还没有发布）',
  changed: '文件有改动',
  older: '文件是旧内容（与以前的某一版相同，启动时不会发布）',
  elsewhere: '发布后在页面上改过（启动时不会覆盖）',
  gone: '已经结束或停用（启动时不会重新启用）',
}

/** Files against what is published. */
export const diff: Command = {
  usage: 'diff [folder]',
  summary: '对照文件与已发布的内容：新的、改过的、旧内容、页面上改过的、没有文件的',
  async run({ args, settings, world }) {
    const comparison = await compareFiles(args[0] ?? settings.templatesDir, await world())
    const { faults, differences, missing, same } = comparison
    return {
      lines: linesOf(comparison),
      json: {
        differences: differences.map(({ key, standing, file, published, wanted }) => ({
          key,
          standing,
          file,
          published: published?.number ?? null,
          diff: textDiff(published?.text ?? '', wanted.text).join('\n'),
        })),
        missing,
        same,
        faults,
      },
      ...(faults.length > 0 && { faulty: true }),
    }
  },
}

function linesOf({ faults, differences, missing, same }: Comparison): string[] {
  const blocks = differences.flatMap((difference) => [...blockOf(difference), ''])
  return [
    ...blocks,
    ...(missing.length > 0 ? [`没有文件、继续使用已发布的：${missing.join('、')}`, ''] : []),
    ...(faults.length > 0 ? [`文件里有 ${faults.length} 处错误，没有对照：用 kelu check 查看`] : []),
    differences.length === 0
      ? `${same} 个定义与已发布的一致`
      : `${differences.length} 个定义不同，${same} 个一致；kelu push 会发布文件里的`,
  ]
}

function blockOf({ key, standing, file, published, wanted }: Difference): string[] {
  const version = published === undefined ? '' : `，已发布的是 @${published.number}`
  return [
    `${key}  ${standings[standing]}  ${file}${version}`,
    // A new one differs from nothing: its file says it all.
    ...(published === undefined ? [] : textDiff(published.text, wanted.text)),
  ]
}

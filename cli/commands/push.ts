import { versionKeyOf } from '../../domain/definitions/keys.ts'
import type { PilotDeed, PublishedChange } from '../../models/definitions.ts'
import type { Command } from '../command.ts'
import { compareFiles, type Difference } from '../compare-files.ts'
import { Refusal } from '../refusal.ts'
import { segmentMoves, segmentMovesOption } from '../segment-moves.ts'
import { untestedAmong } from '../untested.ts'

/** Publishes what the files say, all of it or nothing. */
export const push: Command = {
  usage: 'push [folder]',
  summary: '发布文件里的定义；会覆盖较新内容的逐个列出，确认后才发布',
  options: [segmentMovesOption],
  asks: true,
  async run({ args, options, settings, world, confirm }) {
    const opened = await world()
    const { faults, differences } = await compareFiles(args[0] ?? settings.templatesDir, opened)
    if (faults.length > 0) {
      const where = faults.map(({ file, line, column }) => `  ${file}:${line}:${column}`)
      const lines = [`文件里有 ${faults.length} 处错误，什么都没有发布（kelu check 说明每一处）：`, ...where]
      throw new Refusal('files.faulty', lines, { faults })
    }
    const undoing = differences.filter(({ standing }) => standing !== 'new' && standing !== 'changed')
    const wanted = differences.map((difference) => difference.wanted)
    const moves = await segmentMoves(wanted, options.segmentMoves, opened)
    if (undoing.length > 0 || moves.lines.length > 0) {
      const undone = ['发布文件会撤销这些后来的改动：', ...undoing.map(lineOf)]
      await confirm({
        lines: [...(undoing.length > 0 ? undone : []), ...moves.lines],
        json: {
          segments: moves.json,
          publish: differences.map(({ key, standing }) => ({ key, standing })),
          undo: undoing.map(({ key, standing, published }) => ({
            key,
            standing,
            published: published?.number ?? null,
          })),
        },
      })
    }
    const { number, changes } = await opened.publish(
      { publish: wanted, tell: moves.tell, origin: 'file', by: opened.by },
      opened.snapshot.number,
    )
    const said =
      changes.length === 0
        ? ['文件与已发布的内容一致，没有要发布的']
        : [...changes.map(changeLine), `已发布第 ${number} 次，运行中的客旅两秒内生效`]
    const untested = await untestedAmong(
      wanted.map(({ definition }) => definition),
      opened,
    )
    return {
      lines: [...said, ...untested.map(({ line }) => line)],
      json: { publication: number, changes, untested },
    }
  },
}

function lineOf({ key, standing, file, published }: Difference): string {
  const version = `@${published?.number}`
  if (standing === 'older') return `  ${key}：文件 ${file} 是旧内容，现在用的是 ${version}`
  if (standing === 'gone') return `  ${key}：已经结束或停用，发布文件 ${file} 会重新启用`
  return `  ${key}：${version} 在页面上改过，文件是 ${file}`
}

/** What a publication did to one definition. */
export function changeLine({ key, from, to, pilot }: PublishedChange): string {
  if (pilot !== undefined) return `${key}：${pilotWords[pilot]}`
  if (to === undefined) return `${key}：已停用`
  if (from === to) return `${versionKeyOf(key, to)}：版本不变`
  return from === undefined ? `${versionKeyOf(key, to)}：新的` : `${key}：@${from} → @${to}`
}

const pilotWords: Record<PilotDeed, string> = {
  begin: '开始灰度',
  widen: '放量',
  promote: '灰度的版本给所有人',
  withdraw: '撤回灰度',
}

import { type History, historyOf } from '../../domain/definitions/history.ts'
import { stateNames } from '../../domain/definitions/journey-life.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { readName } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'

/** What became of one definition. */
export const history: Command = {
  usage: 'history <kind:id>',
  summary: '一个定义的所有版本和状态变化：何时、谁、哪一次发布',
  async run({ args, world }) {
    const { kind, id, key } = readName(args[0])
    const { snapshot, stores } = await world()
    const { versions, states } = await historyOf(key, stores.definitions)
    if (versions.length === 0) throw new Refusal('definition.not_found', [`没有 ${key}`], { key })
    const head = snapshot.headOf(kind, id)
    return {
      lines: linesOf({ versions, states }, head?.number),
      json: { key, inUse: head?.number ?? null, state: head?.state ?? null, versions, states },
    }
  },
}

function linesOf({ versions, states }: History, inUse: number | undefined): string[] {
  const rows = versions.map(({ number, origin, by, madeAt, published }) => [
    `@${number}${number === inUse ? ' *' : ''}`,
    published[0] === undefined ? '没有发布过' : timeText(published[0].at),
    published[0] === undefined ? '' : `第 ${published[0].publication} 次`,
    origin === 'file' ? '文件' : '页面或命令行',
    by,
    timeText(madeAt),
  ])
  const changes = states.map(({ at, by, publication, state }) => [
    timeText(at),
    stateNames[state],
    `第 ${publication} 次`,
    by,
  ])
  return [
    ...inColumns([['版本', '最近发布', '发布', '来自', '作者', '写成'], ...rows]),
    '（* 是最后使用的版本）',
    ...(changes.length > 0 ? ['', '状态变化：', ...inColumns(changes)] : []),
  ]
}

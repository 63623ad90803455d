import { stateNames } from '../../domain/definitions/journey-life.ts'
import { partsOf } from '../../domain/definitions/keys.ts'
import type { DefinitionKind } from '../../domain/language/definitions.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { timeText } from '../time-words.ts'

/** Every definition there ever was, and how it stands. */
export const list: Command = {
  usage: 'list [kind]',
  summary: '列出所有定义：版本、状态、首次发布的时间、名称',
  async run({ args, world }) {
    const { snapshot } = await world()
    const names = new Map(
      snapshot.definitions.map(({ kind, definition }) => [`${kind}:${definition.id}`, definition]),
    )
    const rows = snapshot.heads
      .filter(({ key }) => args[0] === undefined || partsOf(key).kind === (args[0] as DefinitionKind))
      .map(({ key, number, state, since }) => {
        const definition = names.get(key)
        return { key, number, state, since, name: definition && 'name' in definition ? definition.name : '' }
      })
    const lines = inColumns([
      ['定义', '版本', '状态', '首次发布', '名称'],
      ...rows.map(({ key, number, state, since, name }) => [
        key,
        `@${number}`,
        key.startsWith('journey:') || state === 'retired' ? stateNames[state] : '使用中',
        timeText(since),
        name,
      ]),
    ])
    return {
      lines: rows.length === 0 ? ['没有这样的定义'] : [...lines, '', `第 ${snapshot.number} 次发布`],
      json: { publication: snapshot.number, definitions: rows },
    }
  },
}

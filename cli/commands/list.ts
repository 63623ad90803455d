import { stateNames } from '../../domain/definitions/journey-life.ts'
import { partsOf } from '../../domain/definitions/keys.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { audienceText } from '../pilot-options.ts'
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
      .map(({ key, number, state, since, pilot }) => {
        const definition = names.get(key)
        const kind = (definition && 'writtenAs' in definition && definition.writtenAs) || partsOf(key).kind
        const name = definition && 'name' in definition ? definition.name : ''
        return { key, kind, number, state, since, pilot: pilot ?? null, name }
      })
      .filter(({ kind }) => args[0] === undefined || kind === args[0])
    const lines = inColumns([
      ['定义', '版本', '状态', '首次发布', '名称'],
      ...rows.map(({ key, kind, number, state, since, pilot, name }) => [
        `${kind}:${partsOf(key).id}`,
        `@${number}`,
        `${key.startsWith('journey:') || state === 'retired' ? stateNames[state] : '使用中'}${pilot === null ? '' : `，@${pilot.number} 灰度给${audienceText(pilot)}`}`,
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

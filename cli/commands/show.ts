import { versionKeyOf } from '../../domain/definitions/keys.ts'
import { textOfVersion } from '../../domain/definitions/version-text.ts'
import type { Command } from '../command.ts'
import { readName } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'

/** One version as its author wrote it. */
export const show: Command = {
  usage: 'show <kind:id[@n]>',
  summary: '显示一个定义的原文；缺省为正在用的版本',
  async run({ args, world }) {
    const { kind, id, key, number } = readName(args[0])
    const { snapshot, stores } = await world()
    const wanted = number ?? snapshot.headOf(kind, id)?.number
    const [version] =
      wanted === undefined ? [] : await stores.definitions.versions([versionKeyOf(key, wanted)])
    if (version === undefined) {
      const name = number === undefined ? key : versionKeyOf(key, number)
      throw new Refusal('definition.not_found', [`没有 ${name}；kelu list 列出所有定义`], { key, number })
    }
    const text = textOfVersion(version)
    return {
      lines: [text.trimEnd()],
      json: {
        key,
        number: version.number,
        origin: version.origin,
        by: version.by,
        madeAt: version.madeAt,
        text: version.text ?? null,
        definition: JSON.parse(version.definition) as unknown,
      },
    }
  },
}

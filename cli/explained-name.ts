import { keyOf } from '../domain/definitions/keys.ts'
import type { Snapshot } from '../domain/definitions/snapshot.ts'
import { readName } from './definition-name.ts'
import { Refusal, WrongUsage } from './refusal.ts'

const kinds = ['journey', 'message', 'segment'] as const
export type ExplainedKind = (typeof kinds)[number]

/** What a name means, written with its kind or, where only one thing has it, without. @throws WrongUsage, Refusal */
export function findExplained(
  written: string,
  { headOf }: Pick<Snapshot, 'headOf'>,
): { kind: ExplainedKind; id: string } {
  if (written.includes(':')) {
    const { kind, id } = readName(written)
    const known = kinds.find((one) => one === kind)
    if (known === undefined) throw new WrongUsage(`“${written}”不能解释：写流程、群发、素材或人群包的名称`)
    if (headOf(known, id) === null) throw unknown(written)
    return { kind: known, id }
  }
  const found = kinds.filter((kind) => headOf(kind, written) !== null)
  const [kind, another] = found
  if (kind === undefined) throw unknown(written)
  if (another !== undefined) {
    const names = found.map((one) => keyOf(one, written))
    throw new Refusal('name.ambiguous', [`有几个都叫 ${written}，写明是哪一个：${names.join('、')}`], {
      names,
    })
  }
  return { kind, id: written }
}

const unknown = (name: string): Refusal =>
  new Refusal('definition.not_found', [`没有叫 ${name} 的流程、群发、素材或人群包：kelu list 列出所有名称`], {
    name,
  })

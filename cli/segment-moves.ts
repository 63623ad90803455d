import { movesBy } from '../domain/audience/time-rules.ts'
import type { NewVersion } from '../domain/definitions/change.ts'
import { changedRules } from '../domain/definitions/changed-rules.ts'
import { keyOf } from '../domain/definitions/keys.ts'
import type { Rule } from '../domain/language/rule.ts'
import { WrongUsage } from './refusal.ts'
import type { World } from './world.ts'

/** Who enters and leaves live segments because their rules are changed, and whether journeys hear of it. */
export interface SegmentMoves {
  lines: string[]
  json: { key: string; enters: number; leaves: number; tell: boolean }[]
  /** Keys of those that journeys hear of. */
  tell: string[]
}

export const segmentMovesOption = [
  '--segment-moves <tell|quiet>',
  '改了人群包的规则时，因此进出的人要不要触发流程的进入和退出（缺省 quiet：不触发）',
] as const

/** Counts them. @throws WrongUsage */
export async function segmentMoves(
  wanted: readonly NewVersion[],
  written: unknown,
  { snapshot, audience }: Pick<World, 'snapshot' | 'audience'>,
): Promise<SegmentMoves> {
  if (written !== undefined && written !== 'tell' && written !== 'quiet') {
    throw new WrongUsage(`“${written}”应为 tell（触发流程）或 quiet（不触发）`)
  }
  const tell = written === 'tell'
  const changed = new Set(changedRules(snapshot, wanted))
  const count = async (rules: Rule[]): Promise<number> => {
    let people = 0
    const real = { pageSize: 1_000, without: 'test accounts' } as const
    for await (const page of audience.pages({ kind: 'all', rules }, real)) people += page.length
    return people
  }
  const json: SegmentMoves['json'] = []
  for (const { definition: one } of wanted) {
    if (one.kind !== 'segment' || !changed.has(keyOf(one.kind, one.definition.id))) continue
    const [enters, leaves] = movesBy(one.definition.id, one.definition.rule)
    const key = keyOf(one.kind, one.definition.id)
    json.push({ key, enters: await count(enters), leaves: await count(leaves), tell })
  }
  const effect = tell ? '会触发流程的进入和退出' : '不触发流程的进入和退出（要触发，加 --segment-moves tell）'
  return {
    lines: json.map(
      ({ key, enters, leaves }) => `${key} 的规则变了：${enters} 人进入、${leaves} 人离开，${effect}`,
    ),
    json,
    tell: tell ? [...changed] : [],
  }
}

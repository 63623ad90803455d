import type { Moving } from '../domain/definitions/plan-moves.ts'
import type { JourneyDefinition } from '../domain/language/journey.ts'
import type { StepMap } from '../models/definitions.ts'
import { inColumns } from './columns.ts'
import { Refusal, WrongUsage } from './refusal.ts'
import type { World } from './world.ts'

/** Who is on a journey, and where they go on in the version to come. */
export interface MovingPeople {
  moving: Moving[]
  moves: StepMap[]
  lines: string[]
}

/**
 * Who goes on where in another version, unless all are to stay (`--map`, `--stay`).
 * @throws WrongUsage, and Refusal when a step that was named is on no version with people
 */
export async function peopleToMove(
  {
    next,
    from,
    options,
  }: {
    next: JourneyDefinition
    from: (number: number) => boolean
    options: Readonly<Record<string, unknown>>
  },
  opened: World,
): Promise<MovingPeople> {
  const named = readMap(options.map)
  if (options.stay === true && named.size > 0) throw new WrongUsage('--stay 与 --map 只写一个')
  const people = await movingTo({ next, from, named }, opened)
  if (options.stay !== true) return people
  const moving = people.moving.map((each) => ({ ...each, to: null }))
  return { moving, moves: [], lines: linesOf(moving) }
}

/** Reads `old=new`, any number of them. @throws WrongUsage */
export function readMap(written: unknown): Map<string, string> {
  const pairs = (written as string[] | undefined) ?? []
  return new Map(
    pairs.map((pair) => {
      const [, from, to] = /^([a-z][a-z0-9-]*)=([a-z][a-z0-9-]*)$/.exec(pair) ?? []
      if (!from || !to) throw new WrongUsage(`“${pair}”不是步骤的对应：写成 旧步骤=新步骤`)
      return [from, to]
    }),
  )
}

/**
 * Everybody on these versions, by step, and where they go on in `next`.
 * @throws Refusal when a step that was named is on no version with people
 */
async function movingTo(
  {
    next,
    from,
    named,
  }: { next: JourneyDefinition; from: (number: number) => boolean; named: ReadonlyMap<string, string> },
  world: World,
): Promise<MovingPeople> {
  const { moving, moves, unknown } = await world.foresight.moving({ next, from, named })
  if (unknown.length > 0) {
    const lines = [
      `没有人的版本里有这些步骤：${unknown.join('、')}`,
      `kelu runs ${next.id} 列出每一步有多少人`,
    ]
    throw new Refusal('moves.unknown', lines, { unknown })
  }
  return { moving, moves, lines: linesOf(moving) }
}

/** What happens to whom, step by step. */
function linesOf(moving: readonly Moving[]): string[] {
  const rows = moving.map(({ number, stepId, people, to }) => [
    `  @${number} ${stepId}`,
    `${people} 人`,
    to === null ? '留在原版本，走到结束' : `→ ${to}`,
  ])
  return rows.length === 0 ? [] : ['流程里的人：', ...inColumns(rows)]
}

import { stateNames } from '../../domain/definitions/journey-life.ts'
import { keyOf, versionKeyOf } from '../../domain/definitions/keys.ts'
import { heldPlaces } from '../../domain/journeys/find-held.ts'
import { paused } from '../../domain/journeys/holds.ts'
import { runState } from '../../domain/journeys/state-words.ts'
import type { RunTally } from '../../models/run-figures.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { readJourney } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'

/** Where the people of a journey are, and how the others left it. */
export const runs: Command = {
  usage: 'runs <journey>',
  summary: '一个流程里的人：每个版本、每一步各有多少，怎样结束的',
  async run({ args, world }) {
    const { id, key } = readJourney(args[0])
    const opened = await world()
    const { snapshot, runFigures, catalog, holds } = opened
    const versionIds = await opened.foresight.versionIdsOf(id)
    if (versionIds.length === 0) throw new Refusal('journey.not_found', [`没有流程 ${id}`], { key })
    const tally = await runFigures.tally(versionIds)
    const held = new Map(
      (await heldPlaces({ catalog, holds })).map(({ versionId, stepId, why }) => [
        `${versionId} ${stepId}`,
        why,
      ]),
    )
    const onTheWay = tally
      .filter(({ state }) => state === 'active')
      .map((row) => ({ ...row, held: held.get(`${row.versionId} ${row.stepId}`) ?? null }))
      .sort(byPlace)
    const ended = endings(tally)
    const head = snapshot.headOf('journey', id)
    const total = sum(onTheWay)
    return {
      lines: [
        `流程 ${id}${head === null ? '' : `：${stateNames[head.state]}，正在用 ${versionKeyOf(keyOf('journey', id), head.number)}`}`,
        '',
        `流程里有 ${total} 人${total > 0 ? '：' : ''}`,
        ...inColumns(
          onTheWay.map(({ versionId, stepId, runs: n, held: why }) => [
            `  @${numberOf(versionId)}`,
            stepId,
            `${n} 人`,
            why === null ? '' : `停在这里（${holdText(why)}）`,
          ]),
        ),
        `已离开 ${sum(ended)} 人${ended.length > 0 ? '：' : ''}`,
        ...inColumns(
          ended.map(({ versionId, state, runs: n }) => [
            `  @${numberOf(versionId)}`,
            runState(state),
            `${n} 人`,
          ]),
        ),
      ],
      json: { journey: id, state: head?.state ?? null, version: head?.number ?? null, onTheWay, ended },
    }
  },
}

/** Why people are held, in words. */
export function holdText(why: string): string {
  if (why === paused) return '流程已暂停'
  const [, kind, id] = /^no (\w+) (\S+)$/.exec(why) ?? []
  return kind === undefined ? why : `缺少 ${kind}:${id}`
}

const numberOf = (versionId: string): string => versionId.slice(versionId.lastIndexOf('@') + 1)
const sum = (rows: readonly { runs: number }[]): number => rows.reduce((total, row) => total + row.runs, 0)

function byPlace(a: RunTally, b: RunTally): number {
  return Number(numberOf(b.versionId)) - Number(numberOf(a.versionId)) || a.stepId.localeCompare(b.stepId)
}

/** By version and reason: at which step somebody left says little. */
function endings(tally: readonly RunTally[]): Pick<RunTally, 'versionId' | 'state' | 'runs'>[] {
  const found = new Map<string, Pick<RunTally, 'versionId' | 'state' | 'runs'>>()
  for (const { versionId, state, runs: n } of tally) {
    if (state === 'active') continue
    const id = `${versionId} ${state}`
    found.set(id, { versionId, state, runs: (found.get(id)?.runs ?? 0) + n })
  }
  return [...found.values()].sort(
    (a, b) => Number(numberOf(b.versionId)) - Number(numberOf(a.versionId)) || b.runs - a.runs,
  )
}

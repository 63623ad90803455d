import { type NoRollBack, planRollBack } from '../../domain/definitions/roll-back.ts'
import { textDiff } from '../../domain/definitions/text-diff.ts'
import { textOfVersion } from '../../domain/definitions/version-text.ts'
import type { StepMap } from '../../models/definitions.ts'
import type { Command } from '../command.ts'
import { readName, readNumber } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'
import { segmentMoves, segmentMovesOption } from '../segment-moves.ts'
import { changeLine } from './push.ts'

const why: Record<NoRollBack, string> = {
  unknown: '没有这个定义；kelu list 列出所有定义',
  noOlder: '没有更早发布过的版本可以退回',
  noSuchVersion: '没有这个版本；kelu history 列出所有版本',
  inUse: '现在用的就是这一版',
}

/** What becomes of people on their way. */
function whatOf(moves: readonly StepMap[]): string {
  if (moves.length === 0) return '他们留在原来的版本'
  const back = moves.flatMap(({ steps }) => Object.entries(steps).map(([from, to]) => `${from}→${to}`))
  return `发布时移过来的人移回去（${back.join('、')}），其他人留在原来的版本`
}

/** Publishes what an older version says as a new version. */
export const rollback: Command = {
  usage: 'rollback <kind:id> [@n]',
  summary: '退回旧版本：把旧内容作为新版本发布；缺省退回上一次使用的版本',
  options: [['--stay', '被移到这个版本的人不移回去，留在现在的版本'], segmentMovesOption],
  asks: true,
  async run({ args, options, world, confirm }) {
    const name = readName(args[0])
    const wanted = readNumber(args[1]) ?? name.number
    const opened = await world()
    const { snapshot, stores } = opened
    const plan = await planRollBack({ key: name.key, wanted }, snapshot, stores.definitions)
    if (typeof plan === 'string') {
      throw new Refusal(`rollback.${plan}`, [`${name.key}：${why[plan]}`], { key: name.key })
    }
    const { from, to } = plan
    const versions = await stores.definitions.versions([`${name.key}@${from}`, `${name.key}@${to}`])
    const textOf = (number: number) => {
      const version = versions.find((one) => one.number === number)
      return version === undefined ? '' : textOfVersion(version)
    }
    const moves = options.stay === true ? [] : plan.moves
    const segments = await segmentMoves([plan.version], options.segmentMoves, opened)
    const people = name.kind === 'journey' ? await opened.foresight.peopleOn(name.id) : null
    await confirm({
      lines: [
        `${name.key}：从 @${from} 退回 @${to} 的内容，作为新版本发布`,
        ...textDiff(textOf(from), textOf(to)),
        ...(people === null ? [] : [`流程里现在有 ${people} 人：${whatOf(moves)}，之后进入的人走新版本`]),
        ...segments.lines,
      ],
      json: { key: name.key, from, to, people, moves, segments: segments.json },
    })
    const { number, changes } = await opened.publish(
      // Not a file's: whoever changes its file later is told of this instead of undoing it.
      {
        publish: [plan.version],
        move: { [name.key]: moves },
        tell: segments.tell,
        origin: 'page',
        by: opened.by,
      },
      snapshot.number,
    )
    return {
      lines: [...changes.map(changeLine), `已发布第 ${number} 次，运行中的客旅两秒内生效`],
      json: { publication: number, changes, from, to },
    }
  },
}

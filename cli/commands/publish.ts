import { keyOf } from '../../domain/definitions/keys.ts'
import type { PilotAudience } from '../../domain/definitions/pilot.ts'
import { saysTheSame } from '../../domain/definitions/publish.ts'
import type { JourneyDefinition } from '../../domain/language/journey.ts'
import { type Candidate, findCandidate } from '../candidate.ts'
import type { Command, Context, Plan } from '../command.ts'
import { readName } from '../definition-name.ts'
import { peopleToMove, readMap } from '../moving.ts'
import { audienceText, readAudience, readPresent } from '../pilot-options.ts'
import { presentPeople } from '../present-people.ts'
import { Refusal, WrongUsage } from '../refusal.ts'
import { segmentMoves, segmentMovesOption } from '../segment-moves.ts'
import { untestedAmong } from '../untested.ts'
import type { World } from '../world.ts'
import { changeLine } from './push.ts'

/** Publishes a draft or a version: to everybody or to a few, with the people on their way. */
export const publish: Command = {
  usage: 'publish <kind:id[@n]>',
  summary: '发布草稿或某个版本；流程可以先灰度，里面的人可以移到新版本',
  options: [
    ['--pilot <percent>', '先灰度给这么多人，例如 10%'],
    ['--pilot-segment <segment>', '先灰度给这个人群包'],
    ['--map <old=new...>', '流程里的人从旧步骤移到新步骤；同名的步骤不用写，没有对应的步骤上的人留在原版本'],
    ['--stay', '流程里的人都留在原版本'],
    ['--present <enter|wait>', '灰度时，已经符合进入条件的人现在进入，还是等下一次（缺省 wait）'],
    segmentMovesOption,
  ],
  asks: true,
  async run({ args, options, world, confirm }) {
    const name = readName(args[0])
    const asked = {
      audience: readAudience(options.pilot, options.pilotSegment),
      present: readPresent(options.present),
    }
    const isJourney = name.kind === 'journey'
    const isMoving = readMap(options.map).size > 0 || options.stay === true
    if (!isJourney && (asked.audience || isMoving)) throw new WrongUsage('只有流程可以灰度、可以移人')
    if (asked.audience && isMoving)
      throw new WrongUsage('灰度不动流程里的人；全量时再移（kelu pilot promote）')
    if (!asked.audience && asked.present) throw new WrongUsage('--present 与 --pilot 一起用')
    const opened = await world()
    const candidate = await findCandidate(name, opened)
    if (saysTheSame(candidate.definition, opened.snapshot)) {
      throw new Refusal('publish.same', [`${name.key}：与正在用的版本内容相同，没有要发布的`], {
        key: name.key,
      })
    }
    const { definition } = candidate
    const heading = `${keyOf(definition.kind, definition.definition.id)}：发布${candidate.told}`
    if (definition.kind !== 'journey') {
      const segments = await segmentMoves([candidate], options.segmentMoves, opened)
      const plan = { lines: [heading, ...segments.lines], json: { key: name.key, segments: segments.json } }
      return publishIt(candidate, { tell: segments.tell }, plan, { opened, confirm })
    }
    const given = { key: name.key, heading, journey: definition.definition }
    return asked.audience
      ? pilotIt(candidate, { ...given, ...asked, audience: asked.audience }, opened, confirm)
      : replaceIt(candidate, { ...given, options }, opened, confirm)
  },
}

interface Given {
  key: string
  heading: string
  journey: JourneyDefinition
}

async function replaceIt(
  candidate: Candidate,
  { key, heading, journey, options }: Given & Pick<Context, 'options'>,
  opened: World,
  confirm: Context['confirm'],
) {
  const head = opened.snapshot.headOf('journey', journey.id)
  // A pilot beside it goes on with its people.
  const apart = head?.pilot && head.pilot.number !== head.number ? head.pilot.number : undefined
  const { moving, moves, lines } = await peopleToMove(
    { next: journey, from: (number) => number !== apart, options },
    opened,
  )
  const plan = { lines: [heading, ...lines], json: { key, people: moving } }
  return publishIt(candidate, { move: { [key]: moves } }, plan, { opened, confirm })
}

async function pilotIt(
  candidate: Candidate,
  {
    key,
    heading,
    journey,
    present,
    audience,
  }: Given & { present?: 'enter' | 'wait'; audience: PilotAudience },
  opened: World,
  confirm: Context['confirm'],
) {
  const side = { pilot: audience, inside: true }
  const there = await presentPeople({ definition: journey, side }, present, opened)
  const others =
    opened.snapshot.versionOf('journey', journey.id) === null
      ? '其他人不能进入'
      : '其他人继续用现在的版本；流程里的人不动'
  const plan = {
    lines: [heading, `先灰度给${audienceText(audience)}，${others}`, ...there.lines],
    json: { key, pilot: audience, present: there.people, enter: there.enter },
  }
  const begin = { pilot: { [key]: { kind: 'begin', audience } as const } }
  return publishIt(candidate, { ...begin, present: there.enter ? [key] : [] }, plan, { opened, confirm })
}

async function publishIt(
  candidate: Candidate,
  steering: Parameters<Candidate['publish']>[0],
  plan: Plan,
  { opened, confirm }: { opened: World; confirm: Context['confirm'] },
) {
  const untested = await untestedAmong([candidate.definition], opened)
  const lines = [...plan.lines, ...untested.map(({ line }) => line)]
  await confirm({ lines, json: { ...(plan.json as object), untested } })
  const { number, changes } = await candidate.publish(steering)
  return {
    lines: [...changes.map(changeLine), `已发布第 ${number} 次，运行中的客旅两秒内生效`],
    json: { publication: number, changes, untested },
  }
}

import { partsOf, versionKeyOf } from '../../domain/definitions/keys.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { eventWords } from '../../domain/definitions/sentences/entry.ts'
import type { TestWalkOutcome } from '../../domain/journeys/test-walk.ts'
import type { JourneyDefinition } from '../../domain/language/journey.ts'
import type { RulesInForce } from '../../domain/language/settings.ts'
import type { StepDefinition } from '../../domain/language/step.ts'
import { clockText } from '../../domain/local-time.ts'
import type { Command } from '../command.ts'
import { type FoundVersion, findJourneyVersion, versionOptions } from '../journey-version.ts'
import { onePerson } from '../one-person.ts'
import { personName } from '../person-name.ts'
import { Refusal, WrongUsage } from '../refusal.ts'
import { stretchText } from '../time-words.ts'
import type { World } from '../world.ts'
import { holdText } from './runs.ts'

const usualSeconds = 60
const mostSeconds = 86_400

/** Sends a test account on its way through a version, which the running Kelu then walks with them. */
export const walk: Command = {
  usage: 'walk <journey> <id|phone>',
  summary: '测试账号在运行中的客旅里走一遍流程：消息真发给他，等待缩短，不占券库存，不计入统计',
  options: [...versionOptions, ['--at-most <seconds>', `每次等待最多多少秒（缺省 ${usualSeconds}）`]],
  asks: true,
  async run({ args, options, world, settings: { templatesDir }, confirm }) {
    const waitAtMostMs = readSeconds(options.atMost) * 1_000
    const opened = await world()
    const { customers, snapshot, stores, by } = opened
    const customer = await onePerson(args[1], customers)
    const found = await findJourneyVersion(args[0], options, opened, templatesDir)
    const { definition } = found.version
    const name = personName(customer, customers.masked(customer))
    await confirm({
      lines: [
        `测试账号 ${customer._id}（${name}）走一遍「${definition.name}」（${found.name}）`,
        `每次等待最多 ${stretchText(waitAtMostMs)}，等日期、等时段、等事件都一样`,
        ...effectsOf(definition),
        limitsText(rulesInForce(snapshot)),
      ],
      json: { journey: found.name, customer: customer._id, waitAtMostMs },
    })
    const versionId = await stored(found, opened, by)
    const outcome = await opened.testWalk({ versionId, definition, customer, waitAtMostMs })
    if (outcome.kind === 'refused') throw refused(outcome, customer._id)
    const isAnyoneThere = (await stores.processes.living()).length > 0
    return {
      lines: [
        `开始走 ${versionId}：${outcome.runId}`,
        ...(outcome.as === null ? [] : [`起因用他最近一次「${eventWords(outcome.as.name, undefined)}」`]),
        isAnyoneThere ? '运行中的客旅马上接着走' : '现在没有客旅在运行：启动后接着走',
        `走到哪一步、每条消息为什么发或没发：kelu customer ${customer._id}`,
      ],
      json: { run: outcome.runId, version: versionId, waitAtMostMs, as: outcome.as?._id ?? null },
    }
  },
}

function readSeconds(written: unknown): number {
  if (written === undefined) return usualSeconds
  const seconds = Number(written)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= mostSeconds) return seconds
  throw new WrongUsage(`“${String(written)}”不是秒数：写 1 到 ${mostSeconds} 的整数`)
}

/** A draft or a file becomes a version that nobody publishes. */
async function stored(
  { version, stored }: FoundVersion,
  { keepVersion }: World,
  by: string,
): Promise<string> {
  const { definition, number } = version
  if (stored !== null) return versionKeyOf(definition.id, number)
  const kept = await keepVersion({ definition: { kind: 'journey', definition } }, by)
  return versionKeyOf(partsOf(kept.key).id, kept.number)
}

const effects: Partial<Record<StepDefinition['kind'], string>> = {
  send: '消息真发到他自己的渠道',
  coupon: '优惠券给测试码，不占库存，商城不认',
  task: '待办真派给销售，标题前有【测试】',
  webhook: '外部系统真收到通知，内容里有 test: true',
  tag: '标签真打在他身上',
  setTrait: '属性真写在他身上',
}

/** What the walk will really do, so that nobody is surprised. */
function effectsOf({ steps }: JourneyDefinition): string[] {
  const kinds = new Set(Object.values(steps).map(({ kind }) => kind))
  return [...kinds].flatMap((kind) => effects[kind] ?? [])
}

function limitsText({ rules: { caps, hours } }: RulesInForce): string {
  const open = `${clockText(hours.fromMinute)}–${clockText(hours.toMinute)}`
  return `频控和免打扰照常：营销消息每天最多 ${caps.perDay} 条、每周最多 ${caps.perWeek} 条，只在 ${open} 发`
}

function refused(outcome: Extract<TestWalkOutcome, { kind: 'refused' }>, id: string): Refusal {
  switch (outcome.why) {
    case 'noTestAccount':
      return new Refusal('customer.no_test_account', [`${id} 不是测试账号：先 kelu test-account add ${id}`])
    case 'onTheWay':
      return new Refusal('journey.on_the_way', [
        `${id} 正在这个流程里：走完再走下一遍（kelu customer ${id}）`,
      ])
    case 'noEvent':
      return new Refusal('journey.no_event', [
        `流程由「${eventWords(outcome.event, undefined)}」进入，并绑定到它的一项内容：先让 ${id} 真做一次`,
      ])
    case 'held':
      return new Refusal('journey.held', [`走不动：${holdText(outcome.by)}`])
  }
}

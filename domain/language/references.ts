import { brandOf } from './brands.ts'
import { pathAsWritten } from './broadcast.ts'
import type { ChannelCodeDefinition } from './channel-code.ts'
import type { AnyDefinition, DefinitionKind, Definitions } from './definitions.ts'
import { groupDefinitions } from './definitions.ts'
import { fieldFaults } from './field-checks.ts'
import { hint } from './hint.ts'
import type { JourneyDefinition } from './journey.ts'
import { knownFieldsOf } from './known-fields.ts'
import type { MessageDefinition } from './message.ts'
import { correction } from './nearest.ts'
import type { Rule } from './rule.ts'
import type { SegmentDefinition } from './segment.ts'
import type { StepDefinition } from './step.ts'
import { batchesIn, couponRulesIn } from './steps/coupon.ts'
import { awaitedIn } from './steps/wait-for.ts'
import { leavesOf } from './walk-rule.ts'

/** What one definition says of another that is not so; the path is that of the written form. */
export interface ReferenceFault {
  of: AnyDefinition
  path: (string | number)[]
  message: string
}

type Path = (string | number)[]
type Fault = { path: Path; message: string }

/** A definition that stands in a file but was refused. */
interface Refused {
  kind: DefinitionKind
  id: string
  file: string
  line: number
}

/** One that somebody is still writing: nothing of it is in use. */
export interface OnlyDraft {
  kind: DefinitionKind
  id: string
}

type NotInUse = Refused | OnlyDraft

/** What a definition may lean on, and what it leans on in vain. */
interface All extends Definitions {
  notInUse: readonly NotInUse[]
}

/** Checks that need all definitions together: names that must exist, and what they must be able to do. */
export function checkReferences(all: AnyDefinition[], notInUse: readonly NotInUse[]): ReferenceFault[] {
  const definitions = { ...groupDefinitions(all), notInUse }
  const declarations = notInUse
    .filter(isRefused)
    .filter(({ kind }) => kind === 'traits')
    .map(placeOf)
  const fields = knownFieldsOf(definitions, declarations)
  return all.flatMap((of) =>
    [...faultsOf(of, definitions), ...fieldFaults(of, fields)].map((fault) => placedIn(of, fault)),
  )
}

/** What is told of a definition, where its author wrote it. */
export function placedIn(of: AnyDefinition, { path, message }: Fault): ReferenceFault {
  return { of, path: of.kind === 'journey' ? pathAsWritten(of.definition, path) : path, message }
}

function faultsOf(one: AnyDefinition, definitions: All): Fault[] {
  switch (one.kind) {
    case 'journey':
      return journeyFaults(one.definition, definitions)
    case 'segment':
      return segmentFaults(one.definition, definitions)
    case 'channel':
      return channelFaults(one.definition, definitions)
    case 'message':
      return [...categoryFaults(one.definition, definitions), ...brandFaults(one.definition, definitions)]
    case 'batch':
    case 'traits':
    case 'settings':
    case 'calendar':
    case 'preferenceRule':
      return []
  }
}

const isRefused = (one: NotInUse): one is Refused => 'file' in one
const placeOf = ({ file, line }: Refused): string => `${file}:${line}`

const labels = { message: '消息', segment: '分群', batch: '券批次' } as const
type Named = keyof typeof labels

function missing(kind: Named, id: string, { notInUse, ...all }: All, path: Path): Fault[] {
  const known = { message: all.messages, segment: all.segments, batch: all.couponBatches }[kind]
  if (known.some((one) => one.id === id)) return []
  const what = labels[kind]
  const mine = notInUse.filter((one) => one.kind === kind && one.id === id)
  const wrong = mine.find(isRefused)
  if (wrong !== undefined) {
    const place = placeOf(wrong)
    const message = hint(`没有错误的${what}（“${id}”有错，没有生效）`, `先改正 ${place} 的“${id}”`)
    return [{ path, message }]
  }
  if (mine.length > 0) {
    return [{ path, message: hint(`已发布的${what}（“${id}”还只是草稿）`, `先发布“${id}”的草稿`) }]
  }
  const names = known.map((one) => one.id)
  const otherwise = names.length === 0 ? `先写这个${what}` : `写成其中之一：${names.join('、')}`
  return [{ path, message: hint(`已有的${what}（没有“${id}”）`, correction(id, names, otherwise)) }]
}

function channelFaults({ welcome, welcomeAfterHours }: ChannelCodeDefinition, definitions: All): Fault[] {
  const afterHours =
    welcomeAfterHours === undefined ? [] : welcomeFaults('welcomeAfterHours', welcomeAfterHours, definitions)
  return [...welcomeFaults('welcome', welcome, definitions), ...afterHours]
}

function welcomeFaults(field: string, welcome: string, definitions: All): Fault[] {
  const unknown = missing('message', welcome, definitions, [field])
  if (unknown.length > 0) return unknown
  const content = definitions.messages.find(({ id }) => id === welcome)?.content
  if (content?.welcome !== undefined) return []
  // Until `welcome` had a key of its own, it was written as `wecom`.
  const todo =
    content?.wecom === undefined
      ? `给消息 ${welcome} 补上 welcome: { text: … }`
      : `在消息 ${welcome} 里把 wecom: 写成 welcome: …（prefer 里的 wecom 也写成 welcome）`
  return [{ path: [field], message: hint('有好友欢迎语（welcome）的消息', todo) }]
}

/** A category nobody declared would be capped by nothing, silently. */
function categoryFaults({ category }: MessageDefinition, { settings }: All): Fault[] {
  const names = settings.flatMap(({ caps }) => Object.keys(caps.categories ?? {}))
  if (category === undefined || names.includes(category)) return []
  const otherwise =
    names.length === 0
      ? `先在设置（settings）里写 caps: { categories: { ${category}: { perWeek: 2 } } }`
      : `写成其中之一：${names.join('、')}；或写进设置的 caps.categories`
  const message = hint(`设置里有的类别（没有“${category}”）`, correction(category, names, otherwise))
  return [{ path: ['category'], message }]
}

/** A brand nobody declared has no signature, and one without a signature at the gateway would go under another's name. */
function brandFaults({ brand, content: { sms } }: MessageDefinition, { settings }: All): Fault[] {
  if (brand === undefined) return []
  const brands = settings[0]?.brands ?? {}
  const known = brandOf({ brand }, brands)
  if (known === undefined) {
    const names = Object.keys(brands)
    const otherwise =
      names.length === 0
        ? `先在设置（settings）里写 brands: { ${brand}: { name: …, smsSignature: { aliyun: … } } }`
        : `写成其中之一：${names.join('、')}；或写进设置的 brands`
    const message = hint(`设置里有的品牌（没有“${brand}”）`, correction(brand, names, otherwise))
    return [{ path: ['brand'], message }]
  }
  return Object.keys(sms?.templates ?? {})
    .filter((gateway) => known.smsSignature[gateway] === undefined)
    .map((gateway) => ({
      path: ['brand'],
      message: hint(
        `有短信签名的品牌（「${known.name}」没有 ${gateway} 的签名）`,
        `在设置的 brands.${brand}.smsSignature 里写上 ${gateway}: …，或删去这条短信的 ${gateway} 模板`,
      ),
    }))
}

function ruleFaults(rule: Rule, path: Path, definitions: All): Fault[] {
  return [...leavesOf(rule, path)].flatMap(({ leaf, path: at }) =>
    leaf.kind === 'segment' ? missing('segment', leaf.segment, definitions, [...at, 'segment']) : [],
  )
}

function segmentFaults(segment: SegmentDefinition, definitions: All): Fault[] {
  const faults = ruleFaults(segment.rule, ['rule'], definitions)
  if (faults.length > 0 || !leadsBackTo(segment.id, segment.rule, definitions.segments, new Set()))
    return faults
  return [{ path: ['rule'], message: hint('不绕回自己的分群', '去掉互相引用中的一个') }]
}

function leadsBackTo(id: string, rule: Rule, segments: SegmentDefinition[], seen: Set<string>): boolean {
  return [...leavesOf(rule)].some(({ leaf }) => {
    if (leaf.kind !== 'segment') return false
    if (leaf.segment === id) return true
    if (seen.has(leaf.segment)) return false
    seen.add(leaf.segment)
    const next = segments.find((segment) => segment.id === leaf.segment)
    return next !== undefined && leadsBackTo(id, next.rule, segments, seen)
  })
}

/** Only a live segment tells when somebody enters or leaves it. */
function liveSegment(id: string, path: Path, definitions: All): Fault[] {
  const unknown = missing('segment', id, definitions, path)
  if (unknown.length > 0) return unknown
  return definitions.segments.find((segment) => segment.id === id)?.kind === 'live'
    ? []
    : [{ path, message: hint('实时（live）分群', `把分群 ${id} 改为 kind: live`) }]
}

function unknownFestival(name: string, { calendars }: All): Fault[] {
  const names = calendars.flatMap(({ festivals, companyDays }) =>
    Object.keys({ ...festivals, ...companyDays }),
  )
  if (names.includes(name)) return []
  const otherwise =
    names.length === 0
      ? '先在日历（calendar）里写上这个节日'
      : `写成其中之一：${names.join('、')}；或写进日历`
  const message = hint(`日历里有的节日（没有“${name}”）`, correction(name, names, otherwise))
  return [{ path: ['entry', 'festival'], message }]
}

function journeyFaults(journey: JourneyDefinition, definitions: All): Fault[] {
  const { entry, exit, steps } = journey
  const faults: Fault[] = []
  if (entry.kind === 'segment') {
    faults.push(...liveSegment(entry.segment, ['entry', 'segment'], definitions))
  }
  if (entry.kind === 'festival') faults.push(...unknownFestival(entry.festival, definitions))
  if (entry.when !== undefined) faults.push(...ruleFaults(entry.when, ['entry', 'when'], definitions))
  for (const [at, one] of exit.entries()) {
    if (one.kind === 'segment') faults.push(...liveSegment(one.segment, ['exit', at, 'segment'], definitions))
  }
  for (const [id, step] of Object.entries(steps)) {
    for (const { path, message } of stepFaults(step, journey, definitions)) {
      faults.push({ path: ['steps', id, ...path], message })
    }
  }
  return faults
}

function stepFaults(step: StepDefinition, journey: JourneyDefinition, definitions: All): Fault[] {
  switch (step.kind) {
    case 'send':
      return sendFaults(step, definitions)
    case 'coupon':
      return [
        ...batchesIn(step).flatMap(({ batch, path }) => missing('batch', batch, definitions, path)),
        ...couponRulesIn(step).flatMap(({ when, path }) => ruleFaults(when, path, definitions)),
      ]
    case 'branch':
      return step.cases.flatMap(({ when }, at) => ruleFaults(when, ['branch', at, 'when'], definitions))
    case 'waitFor':
      return awaitedIn(step).flatMap(({ on, path }) => {
        if (on.kind === 'segment') return liveSegment(on.segment, [...path, 'segment'], definitions)
        if (on.event !== 'message.clicked') return []
        return unclickable(on.of ?? [], journey, definitions, [...path, 'event'])
      })
    default:
      return []
  }
}

function sendFaults(step: Extract<StepDefinition, { kind: 'send' }>, definitions: All): Fault[] {
  const unknown = missing('message', step.message, definitions, ['send', 'message'])
  if (unknown.length > 0) return unknown
  const message = definitions.messages.find(({ id }) => id === step.message)
  return (step.channels ?? []).flatMap((channel, at) =>
    message?.content[channel] === undefined
      ? [
          {
            path: ['send', 'channels', at],
            message: hint('消息里有内容的渠道', `给消息 ${step.message} 补上 ${channel}，或去掉它`),
          },
        ]
      : [],
  )
}

function unclickable(of: string[], { steps }: JourneyDefinition, { messages }: All, path: Path): Fault[] {
  return of.flatMap((sendId) => {
    const step = steps[sendId]
    const message = step?.kind === 'send' ? messages.find(({ id }) => id === step.message) : undefined
    if (message === undefined || Object.values(message.variables).some(({ kind }) => kind === 'link'))
      return []
    return [
      {
        path,
        message: hint(`等点击的消息里有链接（${message.id} 没有）`, '在消息的 variables 里加一个 link'),
      },
    ]
  })
}

import type { Summary } from '../../domain/insights/summary.ts'
import type { Callback, Delivery } from '../contract.ts'
import type { Cast, CastMember } from './cast.ts'
import { type Expectation, merge } from './expectation.ts'
import { wholeTeam } from './people.ts'
import { onlyTells } from './sales-team.ts'
import type { Scene } from './scene.ts'
import type { Books } from './shop-office.ts'
import { localTime } from './words.ts'

type Counts = Record<string, number>

export interface Report {
  ok: boolean
  people: number
  days: number
  customers: number
  /** WeCom callbacks of friendships: delivered and acknowledged, each counted once however often it was tried. */
  callbacks: number
  runs: Record<string, Counts>
  touches: Record<string, Counts>
  fallbacks: number
  skips: Counts
  tasks: Counts
  notices: Record<string, Counts>
  /** Deliveries in the platforms' ledgers beyond the first of the same message to the same receiver. */
  duplicates: number
  /** Callbacks never acknowledged, and deliveries the cast calls for that no ledger holds. */
  lost: number
  /** Active runs with no due time and no listener. */
  stuck: number
  /** The money of the shop in the mini-program. */
  money: Books
  /** What the story shows, a line a scene (zh-CN). */
  scenes: string[]
  /** What differs from the cast: `name: expected, found`. */
  differences: string[]
}

/** Puts what Kelu says beside what the platforms saw and what the cast calls for. */
export function makeReport(input: {
  cast: Cast
  /** Of those whose part chance has dealt: told by what reached them. */
  dealt: Expectation
  days: number
  summary: Summary
  deliveries: Delivery[]
  callbacks: Callback[]
  money: Books
  scenes: readonly Scene[]
}): Report {
  const { cast, summary, deliveries, money, scenes } = input
  const friendships = input.callbacks.filter(({ kind }) => friendshipKinds.has(kind))
  const duplicates = countDuplicates(deliveries)
  const lost =
    input.callbacks.filter((callback) => !callback.acknowledged).length +
    cast.members.reduce((sum, member) => sum + missing(member, deliveries), 0)
  const found = foundIn(summary, deliveries, friendships.length)
  const differences = compare(merge(cast.expected, input.dealt), found)
  const told = input.callbacks.filter(({ kind }) => kind.startsWith('wecom.')).length
  const kept = Object.values(summary.inbox.wecom ?? {}).reduce((sum, count) => sum + count, 0)
  if (kept !== told) differences.push(`inbox records of WeCom callbacks: ${told}, ${kept}`)
  if (duplicates > 0) differences.push(`duplicates: 0, ${duplicates}`)
  if (lost > 0) differences.push(`lost: 0, ${lost}`)
  differences.push(...faultsOf(money), ...scenes.flatMap(({ faults }) => faults))
  if (summary.stuck.length > 0) differences.push(`stuck: 0, ${summary.stuck.length}`)

  return {
    ok: differences.length === 0,
    people: cast.members.length + cast.crowd.length,
    days: input.days,
    customers: summary.customers,
    callbacks: friendships.length,
    runs: summary.runs,
    touches: summary.touches,
    fallbacks: summary.fallbacks,
    skips: summary.skips,
    tasks: summary.tasks,
    notices: summary.notices,
    duplicates,
    lost,
    stuck: summary.stuck.length,
    money,
    scenes: scenes.map(({ line }) => line),
    differences,
  }
}

/** Where both sides of the money do not agree. */
function faultsOf(money: Books): string[] {
  const { paidFen, wechatPaidFen, refundedFen, wechatRefundedFen, daysCompared, openDifferences } = money
  return [
    ...(paidFen === wechatPaidFen ? [] : [`money paid: ${wechatPaidFen}, ${paidFen}`]),
    ...(refundedFen === wechatRefundedFen ? [] : [`money refunded: ${wechatRefundedFen}, ${refundedFen}`]),
    ...(openDifferences === 0 ? [] : [`differences from the bills: 0, ${openDifferences}`]),
    ...(paidFen === 0 || daysCompared > 0 ? [] : ['days compared with the bills: at least 1, 0']),
  ]
}

const friendshipKinds = new Set([
  'wecom.add_external_contact',
  'wecom.add_half_external_contact',
  'wecom.del_follow_user',
  'wecom.del_external_contact',
])
const staffPhones = new Set(wholeTeam.map((member) => member.phone))

function foundIn(summary: Summary, deliveries: Delivery[], callbacks: number): Required<Expectation> {
  return {
    customers: summary.customers,
    callbacks,
    touches: flatten(summary.touches),
    skips: skipsOf(summary.skips),
    fallbacks: summary.fallbacks,
    runs: flatten(summary.runs),
    goals: summary.goalsMet,
    tasks: summary.tasks,
    staffSms: deliveries.filter(({ kind, receiver }) => kind === 'sms' && staffPhones.has(receiver)).length,
  }
}

/** 勿扰 is one reason, whichever was asked first: the wish itself, or the tag by which settings exclude whoever has it. */
function skipsOf({ doNotDisturb = 0, 'excluded:勿扰': excluded = 0, ...others }: Counts): Counts {
  const leftAlone = doNotDisturb + excluded
  return { ...others, ...(leftAlone > 0 && { 勿扰: leftAlone }) }
}

/** Every count either side has, so that what nobody expected shows up as well. */
function compare(expected: Expectation, found: Required<Expectation>): string[] {
  const differences: string[] = []
  for (const [key, value] of Object.entries(found) as [keyof Expectation, number | Counts][]) {
    const wanted = expected[key]
    if (typeof value === 'number') {
      if (value !== (wanted ?? 0)) differences.push(`${key}: ${wanted ?? 0}, ${value}`)
      continue
    }
    const counts = (wanted ?? {}) as Counts
    for (const name of new Set([...Object.keys(counts), ...Object.keys(value)])) {
      const [a, b] = [counts[name] ?? 0, value[name] ?? 0]
      if (a !== b) differences.push(`${key}.${name}: ${a}, ${b}`)
    }
  }
  return differences
}

function flatten(table: Record<string, Counts>): Counts {
  const flat: Counts = {}
  for (const [row, counts] of Object.entries(table)) {
    for (const [column, count] of Object.entries(counts)) flat[`${row}.${column}`] = count
  }
  return flat
}

function countDuplicates(deliveries: Delivery[]): number {
  const seen = new Map<string, number>()
  for (const delivery of deliveries) {
    if (delivery.kind === 'cardUpdate') continue
    const key = `${delivery.kind} ${delivery.receiver} ${sameness(delivery)}`
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  return [...seen.values()].reduce((sum, times) => sum + times - 1, 0)
}

/** What makes two deliveries to one receiver the same message: in the story nobody is told one thing twice. */
function sameness(delivery: Delivery): string {
  const { kind, receiver, content, ref = '', at } = delivery
  switch (kind) {
    case 'staffText':
      // A salesperson may be asked for the same on another day.
      return `${JSON.stringify(content)} ${localTime(at).toISODate()}`
    case 'groupSendReminder':
      // WeCom's own, up to three of one task.
      return `${ref} ${at}`
    case 'sms':
      // A salesperson hears of many tasks by one template, each with its own code, and may be reminded of one.
      return staffPhones.has(receiver)
        ? `${JSON.stringify(content.params)} ${ref.split('#')[0]}`
        : String(content.templateCode)
    case 'subscription':
      return String(content.templateId)
    case 'email':
      return String(content.subject)
    case 'welcome':
      return 'welcome'
    case 'card':
      // Titles name the customer; nobody is offered one task twice. The list of the day comes every morning.
      return onlyTells(delivery) ? ref : JSON.stringify((content.card as { main_title?: unknown }).main_title)
    default:
      return JSON.stringify(content)
  }
}

const kindOfChannel: Record<string, string> = {
  welcome: 'welcome',
  wecom: 'groupSend',
  sms: 'sms',
  miniprogram: 'subscription',
  email: 'email',
}

/** How many deliveries this person should have had, by the cast, and did not. */
function missing({ person, role, ...script }: CastMember, deliveries: Delivery[]): number {
  const expected: Counts = {}
  for (const [name, count] of Object.entries(role.expect({ person, ...script }).touches ?? {})) {
    const [channel = '', state = ''] = name.split('.')
    const kind = kindOfChannel[channel]
    if (kind && state !== 'skipped' && state !== 'failed') expected[kind] = (expected[kind] ?? 0) + count
  }
  const addresses = new Set([person.externalUserid, person.openid, person.phone, person.email])
  const got = deliveries.filter((delivery) => addresses.has(delivery.receiver))
  return Object.entries(expected).reduce(
    (sum, [kind, count]) =>
      sum + Math.max(0, count - got.filter((delivery) => delivery.kind === kind).length),
    0,
  )
}

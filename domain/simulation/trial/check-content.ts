import { type Channel, type Customer, channels } from '../../../models/customer.ts'
import { channelLabels } from '../../audience/labels.ts'
import { rulesInForce } from '../../definitions/rules-in-force.ts'
import type { Snapshot } from '../../definitions/snapshot.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { isStage, placeholdersIn } from '../../language/placeholders.ts'
import { ContentFault } from '../../outreach/content/content-fault.ts'
import { reasonText } from '../../outreach/touch/explain.ts'
import type { StageSettings } from '../stage.ts'
import { stageRenderer } from '../write-again.ts'
import type { Finding, SmsPrice } from './finding.ts'
import { aReachableOne } from './people.ts'

/** Said by a channel code, never by a step. */
const untested: ReadonlySet<Channel> = new Set<Channel>(['welcome'])
/** Up to two are usual for a marketing SMS with its link and its words of refusal. */
const usualSegments = 2

/** Every message of a journey, written on every channel it has, for somebody nothing is known of and for somebody with long names. */
export function checkContent(
  journey: JourneyDefinition,
  snapshot: Snapshot,
  settings: StageSettings,
): { findings: Finding[]; sms: SmsPrice[]; contents: number } {
  const { brands } = rulesInForce(snapshot).rules
  const render = stageRenderer({ ...settings, brands })
  const { smsSegmentFen } = rulesInForce(snapshot).rules.costs
  const findings: Finding[] = []
  const sms: SmsPrice[] = []
  let contents = 0
  const { customer } = aReachableOne('c_test', new Date(), snapshot.registry, [settings.miniprogramAppId])
  const addresses = {
    phone: '+8613800000000',
    email: 'test@test.invalid',
    openid: 'test',
    externalUserid: 'test',
    kfUserid: 'test',
  }

  for (const message of messagesOf(journey, snapshot)) {
    if (!isStage(settings.publicUrl) && placeholdersIn(JSON.stringify(message)).length > 0) {
      const todo = `把 ${placeholdersIn(JSON.stringify(message)).join('、')} 换成自己的`
      findings.push({
        level: 'fault',
        place: `message:${message.id}`,
        reason: reasonText('placeholder'),
        todo,
      })
    }
    for (const channel of channels) {
      if (untested.has(channel) || message.content[channel] === undefined) continue
      const place = `message:${message.id} ${channelLabels[channel]}`
      contents += 1
      let segments = 0
      const seen = new Set<string>()
      for (const one of [bare(customer), wordy(customer, message)]) {
        try {
          const values = valuesOf(message)
          const rendered = render({
            message,
            customer: one,
            touchId: 'test',
            channel,
            addresses,
            values,
            codes: {},
            recommended: longestOf(message),
          })
          if (rendered.channel === 'sms') segments = Math.max(segments, rendered.segments)
        } catch (error) {
          if (!(error instanceof ContentFault)) throw error
          if (seen.has(error.reason)) continue
          seen.add(error.reason)
          findings.push({
            level: 'fault',
            place,
            reason: reasonText(error.reason),
            todo: todoOf(error.reason),
          })
        }
      }
      if (segments === 0) continue
      const fen = segments * smsSegmentFen
      sms.push({ message: message.id, segments, fen })
      if (segments > usualSegments) {
        const reason = `短信最长按 ${segments} 条计费，每人约 ¥${(fen / 100).toFixed(2)}`
        findings.push({
          level: 'warning',
          place,
          reason,
          todo: '缩到 134 字以内是 2 条，70 字以内是 1 条（含签名）',
        })
      }
    }
  }
  return { findings, sms, contents }
}

function messagesOf({ steps }: JourneyDefinition, { registry }: Snapshot): MessageDefinition[] {
  const ids = new Set(Object.values(steps).flatMap((step) => (step.kind === 'send' ? [step.message] : [])))
  return [...ids].flatMap((id) => (registry.has('message', id) ? [registry.message(id)] : []))
}

function bare(customer: Customer): Customer {
  const { nickname: _nickname, ...profile } = customer.profile
  return { ...customer, profile, traits: {} }
}

function wordy(customer: Customer, { variables }: MessageDefinition): Customer {
  const traits = Object.values(variables).flatMap((variable) =>
    variable.kind === 'value' && variable.from.startsWith('customer.traits.')
      ? [[variable.from.slice('customer.traits.'.length), '特别长的一段内容'.repeat(4)] as const]
      : [],
  )
  const profile = {
    ...customer.profile,
    nickname: '名字特别特别长的一位客户',
    region: '新疆维吾尔自治区',
    sourceChannel: '微信公众号文章',
  }
  return { ...customer, profile, traits: Object.fromEntries(traits) }
}

/** What the run brings along: whether it really does, its walk shows. */
function valuesOf({ variables }: MessageDefinition): Record<string, string> {
  return Object.fromEntries(
    Object.values(variables).flatMap((variable) => {
      if (variable.kind !== 'value' || variable.from.startsWith('customer.')) return []
      return [[variable.from, variable.from === 'coupon.validUntil' ? '2026年12月31日' : 'ABC-123456']]
    }),
  )
}

/** Characters of a product's name. */
const longName = 30

/** The longest names that may be recommended. */
function longestOf({ variables }: MessageDefinition): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, variable]) => {
      if (variable.kind !== 'recommend') return []
      // What is on sale by then nobody knows: a name as long as names are.
      const named = variable.products.map((offer) =>
        offer === 'on sale' ? '字'.repeat(longName) : offer.product,
      )
      const names = [variable.default, ...named]
      return [[name, names.reduce((a, b) => (b.length > a.length ? b : a))]]
    }),
  )
}

function todoOf(reason: string): string {
  const [kind, name] = reason.split(':')
  if (kind === 'missingVariable') return `给变量 ${name} 写上 default`
  if (kind === 'smsTooLong') return '把短信缩短：含签名和变量不超过 500 字'
  if (kind === 'noSignature') return '在设置的 brands 里补上这个品牌的短信签名'
  if (kind === 'noMiniProgram') return '把这个品牌小程序的 AppSecret 配到 MP_BRAND_SECRETS'
  if (kind === 'noTemplate') return '补上当前短信网关的模板编号'
  return '改正这个渠道的内容'
}

import { channels as looks } from '../../../design/channels.ts'
import type { Field } from '../drawer/fields.ts'
import { optionsOf, type Vocabulary } from '../drawer/options.ts'
import { connect, reachable } from '../graph/edits.ts'
import type { Fault } from '../graph/step-words.ts'
import { allWays } from '../graph/ways.ts'
import { at, end, firstOf, type Journey, type Place, put, stepsOf } from '../graph/written.ts'
import { type FoundField, fieldAt } from './field-at.ts'

/** What one press does about a fault: another journey, or the page where it is mended. */
export type Mend =
  | { label: string; edit(journey: Journey): Journey }
  | { label: string; to: string }
  /** Takes the step away, which is asked first. */
  | { label: string; remove: string }

/** A fault in the words of the page instead of those of the written form. */
export interface PlainFault extends Fault {
  /** For the second line of its step. */
  short: string
  mends: Mend[]
}

type Words = Pick<PlainFault, 'short' | 'sentence' | 'mends'>
interface Known {
  journey: Journey
  vocabulary: Vocabulary | undefined
}

/** Faults of a text, with the journey it says. */
export function plainFaults(faults: readonly Fault[], known: Known): PlainFault[] {
  return faults.map((fault) => ({ ...fault, ...wordsOf(fault, known) }))
}

function wordsOf(fault: Fault, known: Known): Words {
  return (
    nowhere(fault, known) ??
    broken(fault, known) ??
    unequal(fault, known) ??
    unsendable(fault, known) ??
    untagged(fault, known) ??
    unfilled(fault, known) ??
    unknown(fault, known) ?? { short: shortOf(fault), sentence: fault.sentence, mends: [] }
  )
}

const shortOf = ({ expected, sentence }: Fault): string =>
  expected.length > 18 ? sentence : `应为${expected}`
const stepAt = ({ stepId }: Fault, { journey }: Known) => stepsOf(journey)[stepId ?? '']
const placeIn = (field: string): Place =>
  field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))

/** Nothing is there yet, or nobody comes there. */
function nowhere(fault: Fault, known: Known): Words | null {
  const { stepId, field } = fault
  const steps = stepsOf(known.journey)
  if (stepId === null && field === 'entry') {
    return { short: '还没选什么时候开始', sentence: '还没选什么时候开始', mends: [] }
  }
  if (stepId === null && field === 'steps' && Object.keys(steps).length === 0) {
    return { short: '还没有步骤', sentence: '还没有步骤，在 ＋ 上加第一步', mends: [] }
  }
  if (stepId === null || field !== '' || reachable(steps, firstOf(known.journey)).has(stepId)) return null
  return {
    short: '没有人走得到',
    sentence: '没有人走得到这一步：让别的步骤接到它，或者删除它',
    mends: [{ label: '删除这一步', remove: stepId }],
  }
}

/** A way leads to a step that is gone. */
function broken({ stepId, field }: Fault, { journey }: Known): Words | null {
  const way = allWays(journey).find(({ from, place }) => from === stepId && place.join('.') === field)
  if (!way || way.to === end || way.to in stepsOf(journey)) return null
  const which = way.label ? `「${way.label}」` : '下一步'
  return {
    short: `${which}没有接上`,
    sentence: `${which}接到的步骤已经不在，选一个去处`,
    mends: [{ label: '接到结束', edit: (now) => connect(now, way, end) }],
  }
}

/** Arms that do not make a whole. */
function unequal(fault: Fault, known: Known): Words | null {
  const arms = at(stepAt(fault, known), ['split'])
  if (fault.field !== 'split' || !Array.isArray(arms)) return null
  const shares = arms.map((arm) => Number(at(arm, ['share'])) || 0)
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum === 100) return null
  const even = (index: number) => Math.floor(100 / arms.length) + (index < 100 % arms.length ? 1 : 0)
  return {
    short: `比例合起来是 ${sum}%`,
    sentence: `各路的比例合起来是 ${sum}%，要正好 100%`,
    mends: [
      {
        label: '平均分',
        edit: (now) =>
          arms.reduce<Journey>(
            (next, _, index) =>
              put(next, ['steps', fault.stepId ?? '', 'split', index, 'share'], even(index)),
            now,
          ),
      },
    ],
  }
}

/** A channel the message has nothing for. */
function unsendable(fault: Fault, known: Known): Words | null {
  const [, index] = /^send\.channels\.(\d+)$/.exec(fault.field) ?? []
  const step = stepAt(fault, known)
  const channel = String(at(step, ['send', 'channels', Number(index)]) ?? '')
  const id = at(step, ['send', 'message'])
  const message = known.vocabulary?.messages.find((each) => each.id === id)
  if (index === undefined || !message || message.channels.includes(channel)) return null
  const label = Object.hasOwn(looks, channel) ? looks[channel as keyof typeof looks].label : channel
  return {
    short: `素材没有${label}内容`,
    sentence: `勾选了${label}，但素材「${message.name}」没有${label}内容，只能用${label}的人会收不到`,
    mends: [
      { label: `去写${label}内容`, to: `/content/${message.id}` },
      {
        label: `不勾${label}`,
        edit(now) {
          const place: Place = ['steps', fault.stepId ?? '', 'send', 'channels']
          const ticked = at(now, place)
          const left = (Array.isArray(ticked) ? ticked : []).filter((each) => each !== channel)
          return put(now, place, left.length === 0 ? undefined : left)
        },
      },
    ],
  }
}

function untagged(fault: Fault, known: Known): Words | null {
  if (fault.field !== 'tag' || at(stepAt(fault, known), ['tag']) === undefined) return null
  return { short: '还没写标签', sentence: '还没写打上或去掉哪个标签', mends: [] }
}

const inRules: Record<string, string> = {
  tag: '标签',
  segment: '人群包',
  trait: '客户属性',
  event: '做过的事',
  prop: '哪一项',
}

/** Something nobody filled in yet. */
function unfilled(fault: Fault, known: Known): Words | null {
  const { stepId, field } = fault
  const written = stepId === null ? known.journey : stepsOf(known.journey)[stepId]
  if (!isEmpty(at(written, placeIn(field)))) return null
  const found = fieldAt(known.journey, stepId, field)
  if (!found) return null
  const short = `还没${verbOf(found)}${whatOf(found)}`
  return { short, sentence: short, mends: [] }
}

function whatOf({ field, rest }: FoundField): string {
  const last = rest.at(-1)
  if (last === undefined) return field.label.split(/[，（]/)[0] ?? field.label
  return `${field.label}里的${inRules[last] ?? '值'}`
}

function verbOf({ field: { control }, rest }: FoundField): string {
  const last = rest.at(-1)
  if (last !== undefined) return last === 'segment' || last === 'trait' || last === 'event' ? '选' : '填'
  return ['text', 'number', 'duration', 'texts', 'window', 'clock', 'moment'].includes(control.kind)
    ? '填'
    : '选'
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** Where each list is written. */
const pages: Partial<Record<string, string>> = {
  messages: '/content',
  segments: '/segments',
  liveSegments: '/segments',
  batches: '/coupons',
  receivers: '/webhooks',
}

/** Something that was chosen and is not there: still a draft, or not in use any more. */
function unknown(fault: Fault, known: Known): Words | null {
  const found = fieldAt(known.journey, fault.stepId, fault.field)
  if (!found || found.rest.length > 0 || known.vocabulary === undefined) return null
  const { control, label } = found.field as Field
  if (control.kind !== 'choice') return null
  const written = fault.stepId === null ? known.journey : stepsOf(known.journey)[fault.stepId]
  const id = String(at(written, placeIn(fault.field)) ?? '')
  const offered = optionsOf(control.from, known.vocabulary, known.journey)
  if (offered.some(({ value }) => value === id)) return null
  const page = pages[control.from]
  return {
    short: `${label}「${id}」不能用`,
    sentence: `${label}「${id}」还没有发布，或者已经停用；发布它，或者换一个`,
    mends: page ? [{ label: `去看${label}`, to: `${page}/${id}` }] : [],
  }
}

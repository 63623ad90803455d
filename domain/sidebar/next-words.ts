import type { Customer } from '../../models/customer.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { MessageDefinition } from '../language/message.ts'
import type { Registry } from '../language/registry.ts'
import { isIndividualisationOff } from '../outreach/gates/individualisation.ts'
import { type ReadyWords, readyWordsWhy } from '../sales/ready-words.ts'

/** Words to begin with, made from facts, or a message somebody wrote for the chat. */
export type Words = { kind: 'ready'; words: ReadyWords } | { kind: 'message'; message: MessageDefinition }

/** Words that suit a customer now. */
export interface Offer {
  /** Names the words, so that what was said is known again: `ready:coupon`, `message:<id>`. */
  piece: string
  /** zh-CN: why just these. */
  why: string
  words: Words
}

export interface NextWords {
  /** The best first, five at most. */
  offered: Offer[]
  /** All else there is to say, by name; whether it suits is for the member to judge. */
  others: Offer[]
}

export interface Situation {
  customer: Pick<Customer, 'tags' | 'segments' | 'consent'>
  /** Made from the facts of the customer (domain/sales/ready-words). */
  ready: readonly ReadyWords[]
  /** Ids of the flows they are in now. */
  inJourneys: ReadonlySet<string>
  /** They want no marketing. */
  isLeftAlone: boolean
  /** Pieces somebody said to them lately. */
  saidLately: ReadonlySet<string>
}

const mostOffered = 5
/** What preference tags of these go by: who has one looks for something for less. */
const forLess: ReadonlySet<string> = new Set(['discountedOrders', 'promotionClicks'])
const aboutThings: ReadonlySet<string> = new Set(['topics', 'categories'])

/**
 * What to say to a customer next. Pure. By this rule, first to last:
 * 1. what they have or did themselves: ready words made from facts;
 * 2. the stage they are in: messages of a flow they are in now, then of flows that begin with a live segment they are in;
 * 3. their preferences: a message whose topic or category one of their preference tags is about, or a promotion for whoever goes
 *    by promotions. Not for those who refused to have marketing made for them.
 * Only what was written for the chat (`wecom`) is offered. Marketing is not offered to those who are left alone, and what was
 * said lately not again.
 */
export function nextWords(
  situation: Situation,
  registry: Pick<Registry, 'journeys' | 'messages' | 'segments'>,
): NextWords {
  const { ready, isLeftAlone, saidLately } = situation
  const sayable = registry.messages
    .filter(({ content, purpose }) => content.wecom !== undefined && purpose !== 'staff')
    .filter(({ purpose }) => !isLeftAlone || purpose !== 'marketing')
  const suiting = [
    ...ready.map((words) => offerOfReady(words)),
    ...sayable.flatMap((message) => byStage(message, situation, registry) ?? []).sort(byRank),
    ...sayable.flatMap((message) => byPreference(message, situation) ?? []),
  ]
  const pieces = new Set<string>()
  const offered = suiting.filter(({ piece }) => {
    const isNew = !pieces.has(piece) && !saidLately.has(piece)
    pieces.add(piece)
    return isNew
  })
  const shown = offered.slice(0, mostOffered).map(({ piece, why, words }): Offer => ({ piece, why, words }))
  const isShown = new Set(shown.map(({ piece }) => piece))
  const others = sayable
    .map((message) => offerOf(message, saidLately.has(pieceOf(message)) ? '最近说过' : message.name))
    .filter(({ piece }) => !isShown.has(piece))
  return { offered: shown, others }
}

type Ranked = Offer & { rank: number }
const byRank = (a: Ranked, b: Ranked): number => a.rank - b.rank

const pieceOf = ({ id }: MessageDefinition): string => `message:${id}`
const offerOf = (message: MessageDefinition, why: string): Offer => ({
  piece: pieceOf(message),
  why,
  words: { kind: 'message', message },
})

function offerOfReady(words: ReadyWords): Offer {
  return { piece: `ready:${words.from}`, why: readyWordsWhy[words.from], words: { kind: 'ready', words } }
}

function byStage(
  message: MessageDefinition,
  { inJourneys, customer }: Situation,
  { journeys, segments }: Pick<Registry, 'journeys' | 'segments'>,
): Ranked | null {
  const using = journeys.filter((journey) => sends(journey, message.id))
  const inside = using.find(({ id }) => inJourneys.has(id))
  if (inside) return { ...offerOf(message, `她在「${inside.name}」里`), rank: 0 }
  const segment = using
    .flatMap(({ entry }) => (entry.kind === 'segment' ? [entry.segment] : []))
    .find((id) => customer.segments.includes(id))
  if (segment === undefined) return null
  const name = segments.find(({ id }) => id === segment)?.name ?? segment
  return { ...offerOf(message, `她属于「${name}」`), rank: 1 }
}

function byPreference(message: MessageDefinition, { customer }: Situation): Offer | null {
  if (isIndividualisationOff(customer)) return null
  const { topic, category, promotion } = message
  const tag = customer.tags.find(({ name, reason }) => {
    if (reason === undefined) return false
    if (promotion === true && forLess.has(reason.evidence)) return true
    const isAbout = [topic, category].some((about) => about !== undefined && name.includes(about))
    return isAbout && aboutThings.has(reason.evidence)
  })
  return tag ? offerOf(message, `标签 ${tag.name}`) : null
}

const sends = ({ steps }: JourneyDefinition, message: string): boolean =>
  Object.values(steps).some((step) => step.kind === 'send' && step.message === message)

import type { Channel, Customer, Slot } from '../../../models/customer.ts'
import { createMemorySlots } from '../../../models/memory/slots.ts'
import type { Slots } from '../../../models/slots.ts'
import type { Touch } from '../../../models/touch.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { recommend } from '../content/recommend.ts'
import type { TouchRequest } from '../contract.ts'
import { addressesOf, appIdsFor } from '../delivery/addresses.ts'
import { channelsLeft, chooseChannels } from '../delivery/choose-channel.ts'
import { type Ahead, nothingAhead } from '../gates/ahead.ts'
import type { Gate, GateInput } from '../gates/gate.ts'
import { gatesInOrder } from '../gates/in-order.ts'
import { type Passage, passGates } from '../gates/pass-gates.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/** A message that is to go to many at one moment. */
export interface Foreseeing
  extends Pick<TouchRequest, 'channels' | 'whenCapped' | 'useBy' | 'confirm' | 'journeyId'> {
  message: MessageDefinition
  at: Date
  /** Who is held out for comparison. */
  isHeldOut(customer: Customer): boolean
  /** What others will have taken by then; absent = nothing. */
  ahead?: Ahead
}

/**
 * What would become of it for one customer. `segments`: what the SMS is billed as; `asking`: that it goes as a group-send;
 * `wecomClosed`: why it does not, where the message may.
 */
export type Foreseen = { wecomClosed?: string } & (
  | { kind: 'sent'; channel: Channel; segments: number; asking?: Asking }
  | { kind: 'later'; channel: Channel; until: Date; reason: string }
  | { kind: 'not'; channel?: Channel; reason: string }
)

/** Who is asked to confirm it and from when until when, and on which channel it goes when they do not; null = on none. */
export interface Asking {
  sender: string
  from: Date
  until: Date
  otherwise: { channel: Channel; segments: number } | null
}

type Parts = Pick<
  OutreachParts,
  | 'customers'
  | 'shopProducts'
  | 'published'
  | 'precedence'
  | 'groupSends'
  | 'render'
  | 'limitsAt'
  | 'calendarAt'
  | 'miniPrograms'
  | 'timings'
>

/**
 * Takes customers through the very gates of a send, as they are now and at the moment it is planned for, in the order given.
 * Nothing is written: the slots they would take are those of copies.
 */
export function createForesee(parts: Parts, publicUrl: string) {
  return async function foresee(asked: Foreseeing, customers: readonly Customer[]): Promise<Foreseen[]> {
    const { ahead = nothingAhead } = asked
    const copies = new Map(
      customers.map((customer) => [customer._id, { ...customer, slots: slotsBy(customer, ahead) }]),
    )
    const slots = createMemorySlots(copies)
    const gates = gatesInOrder({ ...parts, publicUrl, slots })
    const found: Foreseen[] = []
    for (const customer of customers) found.push(await foreseeOne(parts, { gates, slots }, asked, customer))
    return found
  }
}

/** Newest first, as they are kept. */
function slotsBy({ _id, slots }: Customer, { of }: Ahead): Slot[] {
  const before = of(_id).map(({ at, channel }, n) => ({ touch: `ahead:${n}`, at, channel }))
  return [...before, ...slots].sort((a, b) => b.at.getTime() - a.at.getTime())
}

async function foreseeOne(
  parts: Parts,
  ground: { gates: Gate[]; slots: Slots },
  asked: Foreseeing,
  customer: Customer,
): Promise<Foreseen> {
  const { message, at: now, channels, whenCapped, useBy, confirm, journeyId, isHeldOut, ahead } = asked
  const touch = plannedTouch(customer, asked)
  const request: TouchRequest = {
    touchId: touch._id,
    customerId: customer._id,
    messageId: message.id,
    journeyId,
    channels,
    whenCapped,
    useBy,
    confirm,
    holdout: isHeldOut(customer),
  }
  const { said: recommended, because } = await recommend(parts, message, touch, customer, now)
  const input: Omit<GateInput, 'channel'> = {
    touch: { ...touch, recommended },
    because,
    request,
    message,
    customer,
    addresses: addressesOf(customer, request, parts.customers, appIdsFor(parts, message)),
    now,
    limits: parts.limitsAt(now),
    calendar: parts.calendarAt(now),
    ahead,
  }
  const usualSince = new Date(now.getTime() - parts.timings.usualChannelMs)
  const order = chooseChannels({ message, customer, channels, usualSince })
  const passage = await passGates(ground.gates, order, input)
  const asking = await askingIn(passage, order, parts, ground, input)
  const wecomClosed = passage.decisions.find(
    ({ channel, verdict }) => channel === 'wecom' && verdict === 'fallback',
  )?.reason
  return {
    ...asForeseen(passage, parts, input),
    ...(asking && { asking }),
    ...(wecomClosed && { wecomClosed }),
  }
}

function asForeseen(passage: Passage, parts: Parts, input: Omit<GateInput, 'channel'>): Foreseen {
  switch (passage.kind) {
    case 'open':
      return {
        kind: 'sent',
        channel: passage.channel,
        segments: passage.channel === 'sms' ? segmentsOf(parts, input) : 0,
      }
    case 'wait':
      return { kind: 'later', channel: passage.channel, until: passage.until, reason: passage.reason }
    case 'closed':
      return { kind: 'not', channel: passage.channel, reason: passage.reason }
    case 'noneLeft':
      return {
        kind: 'not',
        channel: passage.nearest?.channel,
        reason: passage.nearest?.reason ?? 'noChannel',
      }
  }
}

/** The group-send it goes as, and the way that is left at its end; undefined where it is none. */
async function askingIn(
  passage: Passage,
  order: Channel[],
  parts: Parts,
  { gates, slots }: { gates: Gate[]; slots: Slots },
  input: Omit<GateInput, 'channel'>,
): Promise<Asking | undefined> {
  if (passage.kind !== 'open' || passage.channel !== 'wecom') return undefined
  const passed = passage.decisions.findLast(({ gate, verdict }) => gate === 'groupSend' && verdict === 'pass')
  const { sender, window, until } = passed?.inputs ?? {}
  if (typeof sender !== 'string' || !(window instanceof Date) || !(until instanceof Date)) return undefined
  const { touch, message, customer } = input
  // The slot of the group-send is the one its successor takes.
  await slots.release(customer._id, touch._id)
  const tried: Channel[] = ['wecom']
  const after = await passGates(gates, channelsLeft(order, { tried, message }), {
    ...input,
    touch: { ...touch, tried },
    now: until,
    limits: parts.limitsAt(until),
    calendar: parts.calendarAt(until),
  })
  const way = asForeseen(after, parts, input)
  const otherwise = way.kind === 'sent' ? { channel: way.channel, segments: way.segments } : null
  return { sender, from: window, until, otherwise }
}

function segmentsOf(
  { render }: Parts,
  { message, customer, touch, addresses }: Omit<GateInput, 'channel'>,
): number {
  const rendered = render({
    message,
    customer,
    touchId: touch._id,
    channel: 'sms',
    addresses,
    values: {},
    codes: {},
    recommended: touch.recommended,
  })
  return rendered.channel === 'sms' ? rendered.segments : 0
}

function plannedTouch(customer: Customer, { message, at, journeyId }: Foreseeing): Touch {
  return {
    _id: `${journeyId ?? 'foreseen'}:${customer._id}`,
    customerId: customer._id,
    messageId: message.id,
    purpose: message.purpose,
    state: 'planned',
    rev: 0,
    attempts: [],
    decisions: [],
    links: {},
    createdAt: at,
    isTest: customer.isTest,
    ...(journeyId !== undefined && { journeyId }),
  }
}

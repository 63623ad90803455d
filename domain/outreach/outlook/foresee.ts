import type { Channel, Customer } from '../../../models/customer.ts'
import { createMemorySlots } from '../../../models/memory/slots.ts'
import type { Touch } from '../../../models/touch.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { recommend } from '../content/recommend.ts'
import type { TouchRequest } from '../contract.ts'
import { addressesOf } from '../delivery/addresses.ts'
import { chooseChannels } from '../delivery/choose-channel.ts'
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
}

/** What would become of it for one customer. `segments`: what the SMS is billed as; `sender`: who is asked to confirm it. */
export type Foreseen =
  | { kind: 'sent'; channel: Channel; segments: number; sender?: string }
  | { kind: 'later'; channel: Channel; until: Date; reason: string }
  | { kind: 'not'; channel?: Channel; reason: string }

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
  | 'miniprogramAppId'
  | 'timings'
>

/**
 * Takes customers through the very gates of a send, as they are now and at the moment it is planned for, in the order given.
 * Nothing is written: the slots they would take are those of copies.
 */
export function createForesee(parts: Parts, publicUrl: string) {
  return async function foresee(asked: Foreseeing, customers: readonly Customer[]): Promise<Foreseen[]> {
    const copies = new Map(customers.map((customer) => [customer._id, { ...customer }]))
    const gates = gatesInOrder({ ...parts, publicUrl, slots: createMemorySlots(copies) })
    const found: Foreseen[] = []
    for (const customer of customers) found.push(await foreseeOne(parts, gates, asked, customer))
    return found
  }
}

async function foreseeOne(
  parts: Parts,
  gates: Gate[],
  asked: Foreseeing,
  customer: Customer,
): Promise<Foreseen> {
  const { message, at: now, channels, whenCapped, useBy, confirm, journeyId, isHeldOut } = asked
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
    addresses: addressesOf(customer, request, parts.customers, parts.miniprogramAppId),
    now,
    limits: parts.limitsAt(now),
    calendar: parts.calendarAt(now),
  }
  const usualSince = new Date(now.getTime() - parts.timings.usualChannelMs)
  const order = chooseChannels({ message, customer, channels, usualSince })
  return asForeseen(await passGates(gates, order, input), parts, input)
}

function asForeseen(passage: Passage, parts: Parts, input: Omit<GateInput, 'channel'>): Foreseen {
  switch (passage.kind) {
    case 'open':
      return {
        kind: 'sent',
        channel: passage.channel,
        segments: passage.channel === 'sms' ? segmentsOf(parts, input) : 0,
        ...(passage.channel === 'wecom' && { sender: senderIn(passage.decisions) }),
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

function senderIn(decisions: Touch['decisions']): string | undefined {
  const inputs = decisions.findLast(({ gate, verdict }) => gate === 'groupSend' && verdict === 'pass')?.inputs
  return typeof inputs?.sender === 'string' ? inputs.sender : undefined
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

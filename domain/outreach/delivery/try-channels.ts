import type { Channel, Customer } from '../../../models/customer.ts'
import type { Decision, Touch, TouchEffect } from '../../../models/touch.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { linkCodesFor } from '../content/link-book.ts'
import { type MessageVersion, messageInUse, messageOf } from '../content/message-version.ts'
import { recommend } from '../content/recommend.ts'
import type { TouchRequest } from '../contract.ts'
import { stillWanted } from '../gates/journey-active.ts'
import { type Passage, passGates } from '../gates/pass-gates.ts'
import { claimGraceMs } from '../gates/precedence.ts'
import { endOfUse } from '../gates/use-by.ts'
import { codeExpired } from '../gates/welcome-code.ts'
import type { OutreachParts, StepResult } from '../outreach-parts.ts'
import { withDecision } from '../touch/decisions.ts'
import { addressesOf, appIdsFor } from './addresses.ts'
import { channelsLeft, chooseChannels } from './choose-channel.ts'
import { hasOpenQuestion } from './record-answer.ts'
import { send } from './send.ts'
import { channelToMend } from './wait-for-operator.ts'

/** Looks for an open channel to this customer, as stored just now; sends there, waits, or closes the touch. */
export async function tryChannels(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  customer: Customer | null,
): Promise<StepResult> {
  const now = parts.clock.now()
  if (!customer) {
    const { decisions } = touch
    const end = { state: 'skipped', gate: 'identity', reason: 'noSuchCustomer', decisions } as const
    return { touch: await parts.book.close(touch, end, now) }
  }
  const over = endOfUse(request, touch, now)
  if (over !== null) return { touch: await close(parts, touch, over, now) }
  const written = await messageToSay(parts, touch)
  if (!written) return { touch: await closeWithout(parts, request, touch, now) }
  const { message } = written
  const addresses = addressesOf(customer, request, parts.customers, appIdsFor(parts, message))
  const channels = openChannels(parts, request, touch, message, customer, now)
  const { said: recommended, because } = await recommend(parts, message, touch, customer, now)
  const passage = await passGates(parts.gates, channels, {
    touch: { ...touch, recommended },
    because,
    request,
    message,
    customer,
    addresses,
    now,
    limits: parts.limitsAt(now),
    calendar: parts.calendarAt(now),
  })

  switch (passage.kind) {
    case 'open': {
      const reserved = await parts.book.write(
        touch,
        {
          state: 'reserved',
          reservedAt: now,
          dueAt: null,
          channel: passage.channel,
          decisions: passage.decisions,
          links: linkCodesFor(touch, message),
          recommended,
          // What it is now decides what becomes of it: a pop-up placed, an answer lost.
          purpose: message.purpose === touch.purpose ? undefined : message.purpose,
        },
        now,
      )
      if (!reserved) return { touch: await movedElsewhere(parts, touch, customer) }
      const shipment = { touch: reserved, request, written, customer, addresses }
      return passage.channel === 'wecom' && parts.groupSends
        ? parts.groupSends.join(parts, shipment)
        : send(parts, shipment)
    }
    case 'wait': {
      const { until, reason, channel, decisions, heldBy } = passage
      if (heldBy === undefined && reason !== 'journeyPaused' && message.purpose === 'marketing') {
        await claimSlot(parts, touch, customer, until, now)
      }
      const effects = heldBy === undefined ? undefined : givingBackSlot(touch, now)
      return putOff(parts, touch, { until, reason, channel, decisions, heldBy, effects }, now)
    }
    default: {
      const waiting = passage.kind === 'noneLeft' ? waitForOperator(parts, touch, passage, now) : null
      const isInTime = request.useBy === undefined || (waiting !== null && waiting.until < request.useBy)
      if (waiting && isInTime) return putOff(parts, touch, waiting, now)
      return { touch: await close(parts, touch, passage, now) }
    }
  }
}

/** Before it waits, so that nobody of lower priority finds the slot free that it will ask for. */
async function claimSlot(
  { precedence, stores }: OutreachParts,
  { _id, journeyId }: Touch,
  customer: Customer,
  at: Date,
  now: Date,
): Promise<void> {
  const priority = precedence.of(journeyId)
  if (journeyId === undefined || priority <= precedence.lowest()) return
  const claim = { touch: _id, journey: journeyId, priority, at }
  await stores.slots.claim(customer._id, claim, new Date(now.getTime() - claimGraceMs))
}

/** The words of the present, but those of the attempt that is repeated while its answer is lost. */
async function messageToSay(parts: OutreachParts, touch: Touch): Promise<MessageVersion | null> {
  const last = touch.attempts.at(-1)
  return last && hasOpenQuestion(touch.attempts)
    ? messageOf(parts.published, touch, last)
    : messageInUse(parts.published, touch.messageId)
}

/** A touch of a message nobody may use any more: put off, or to fall back, when it was retired. */
async function closeWithout(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  now: Date,
): Promise<Touch | null> {
  const { channel, decisions } = touch
  const wanted = await stillWanted(parts.published, request, touch)
  const why =
    wanted !== 'never'
      ? ({ gate: 'content', reason: 'messageRetired' } as const)
      : ({ gate: 'journeyActive', reason: 'journeyEnded' } as const)
  return close(parts, touch, { kind: 'closed', channel, decisions, ...why }, now)
}

interface Wait {
  until: Date
  reason: string
  channel: Channel
  decisions: Decision[]
  tried?: Channel[]
  heldBy?: number
  effects?: TouchEffect[]
}

/** What is held for an unknown time takes up no slot of the days until then. */
function givingBackSlot({ decisions, effects = [] }: Touch, now: Date): TouchEffect[] | undefined {
  const hasTaken = decisions.some(({ gate, verdict }) => gate === 'capSlot' && verdict === 'pass')
  // By its time, so that doing it late or twice spares the slot taken after the release.
  const before = new Date(now.getTime() + 1)
  return hasTaken ? [...effects, { kind: 'releaseSlot', before }] : undefined
}

async function putOff(parts: OutreachParts, touch: Touch, wait: Wait, now: Date): Promise<StepResult> {
  const { until, reason, ...changes } = wait
  const waiting = { ...changes, state: 'deferred', dueAt: until, reservedAt: null } as const
  const stored = await parts.book.write(touch, waiting, now)
  if (!stored) return { touch: null }
  // Effects of an earlier channel (an unreachable phone) must not wait until tomorrow.
  await parts.finishEffects(stored, now)
  return { state: 'deferred', until, reason }
}

/** When nothing else is open, a channel that its operator must mend is waited for, and then tried again. */
function waitForOperator(parts: OutreachParts, touch: Touch, { decisions }: Passage, now: Date): Wait | null {
  const mended = hasOpenQuestion(touch.attempts)
    ? null
    : channelToMend(touch, now, parts.timings.configurationWaitMs)
  if (!mended) return null
  const { channel, until } = mended
  const decision = {
    at: now,
    gate: 'provider',
    verdict: 'defer',
    reason: 'configuration',
    channel,
    until,
  } as const
  return {
    ...mended,
    reason: 'configuration',
    decisions: withDecision(decisions, decision),
    tried: touch.tried?.filter((other) => other !== channel),
  }
}

/** After a lost answer only that same channel may be used; otherwise what has not failed yet, best first. */
function openChannels(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  message: MessageDefinition,
  customer: Customer,
  now: Date,
): Channel[] {
  if (hasOpenQuestion(touch.attempts)) return touch.attempts.slice(-1).map((attempt) => attempt.channel)
  const usualSince = new Date(now.getTime() - parts.timings.usualChannelMs)
  const { channels } = request
  const chosen = chooseChannels({ message, customer, usualSince, channels })
  return channelsLeft(chosen, { tried: touch.tried, message })
}

/** The touch that somebody else moved. When they closed it, nobody will use the slot we took for it. */
async function movedElsewhere(parts: OutreachParts, touch: Touch, customer: Customer): Promise<Touch | null> {
  const stored = await parts.stores.touches.find(touch._id)
  if (stored?.state === 'skipped' || stored?.state === 'failed') {
    await parts.stores.slots.release(customer._id, touch._id)
  }
  return stored
}

async function close(
  parts: OutreachParts,
  touch: Touch,
  passage: Extract<Passage, { kind: 'closed' | 'noneLeft' }>,
  now: Date,
): Promise<Touch | null> {
  const { decisions } = passage
  if (hasOpenQuestion(touch.attempts)) {
    // It may have arrived, so it is neither failed nor skipped.
    const channel = touch.attempts.at(-1)?.channel
    const decision = {
      at: now,
      gate: 'provider',
      verdict: 'unknown',
      reason: 'answerLost',
      final: true,
    } as const
    const closed = withDecision(decisions, { ...decision, channel })
    return parts.book.write(touch, { state: 'unknown', decisions: closed, dueAt: null }, now)
  }
  if (passage.kind === 'closed') {
    const { gate, reason, channel, inputs } = passage
    return parts.book.close(touch, { state: 'skipped', gate, reason, channel, inputs, decisions }, now)
  }
  // The channel that came furthest tells most: "no consent" rather than "has no openid".
  const { nearest } = passage
  const failedBefore = touch.decisions.findLast(
    (decision) =>
      decision.verdict === 'fallback' && (decision.gate === 'provider' || decision.gate === 'receipt'),
  )
  const tried = (touch.tried ?? []).length > 0
  return parts.book.close(
    touch,
    {
      state: tried ? endAfter(failedBefore?.reason) : 'skipped',
      gate: 'channel',
      reason: (tried ? failedBefore?.reason : nearest?.reason) ?? 'noChannel',
      channel: tried ? touch.channel : nearest?.channel,
      decisions,
      inputs: { channels: passage.reasons },
    },
    now,
  )
}

/** What a touch is called that was tried and has no channel left. */
function endAfter(reason: string | undefined): 'failed' | 'expired' | 'skipped' {
  if (reason === 'expired') return 'expired'
  // Nobody refused a welcome that only came too late.
  return reason === codeExpired ? 'skipped' : 'failed'
}

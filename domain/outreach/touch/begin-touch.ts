import type { Customer } from '../../../models/customer.ts'
import type { Touch, TouchPlan } from '../../../models/touch.ts'
import type { TouchRequest } from '../contract.ts'
import { codeExpired, isCodeOver } from '../gates/welcome-code.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/** A touch to work on, and its customer where they had to be read for it. */
interface Begun {
  touch: Touch
  customer: Customer | null
}

/** The touch of this request, begun now if it is new. Null when there is neither a touch nor such a customer. */
export async function beginTouch(parts: OutreachParts, request: TouchRequest): Promise<Begun | null> {
  const { touches } = parts.stores
  const known = await touches.find(request.touchId)
  if (known) return { touch: known, customer: null }
  const customer = await parts.customers.find(request.customerId)
  if (!customer) return null

  const { runId, journeyId, stepId, versionId, arms } = request
  const touch: Touch = {
    _id: request.touchId,
    customerId: request.customerId,
    messageId: request.messageId,
    purpose: parts.published.snapshot().registry.message(request.messageId).purpose,
    state: 'planned',
    runId,
    journeyId,
    stepId,
    versionId,
    arms,
    ...(customer.segments.length > 0 && { segments: customer.segments }),
    rev: 0,
    attempts: [],
    decisions: [],
    links: {},
    createdAt: parts.clock.now(),
    isTest: customer.isTest,
    plan: planOf(request),
  }
  if (isCodeOver(request, touch.createdAt)) endAtOnce(touch)
  touch.sweepAt = parts.book.sweepAt(touch, touch.createdAt)
  if (await touches.insert(touch)) return { touch, customer }
  const others = await touches.find(request.touchId)
  return others && { touch: others, customer }
}

/** Neither written nor sent, and nothing was taken that would have to be given back. */
function endAtOnce(touch: Touch): void {
  const channel = 'welcome'
  touch.state = 'skipped'
  touch.channel = channel
  touch.decisions = [
    { at: touch.createdAt, gate: 'identity', verdict: 'skip', reason: codeExpired, channel, final: true },
  ]
}

function planOf({ channels, whenCapped, useBy, confirm, values, holdout }: TouchRequest): TouchPlan {
  return { channels, whenCapped, useBy, confirm, values, holdout: holdout || undefined }
}

/** The request a touch was opened with, for going on when nobody asks any more. */
export function requestOf(touch: Touch, stillWanted: () => Promise<boolean>): TouchRequest {
  const { _id: touchId, customerId, messageId, runId, journeyId, stepId, plan } = touch
  return { touchId, customerId, messageId, runId, journeyId, stepId, ...plan, stillWanted }
}

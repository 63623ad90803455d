import { channelLabels } from '../../../domain/audience/labels.ts'
import { runState } from '../../../domain/journeys/state-words.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { TrialBranch } from '../../../domain/simulation/trial/branches.ts'
import type { Finding, TrialResult } from '../../../domain/simulation/trial/finding.ts'
import type { Simulation } from '../../../models/simulations.ts'
import { presentShown } from '../content/present.ts'

interface Around {
  registry: Pick<Registry, 'messages'>
  smsSignature: string
  segmentFen: number
}

/** Where to look: a step, or a message by its name. */
export function presentFinding(finding: Finding, { registry }: Pick<Around, 'registry'>) {
  const [, stepId = null] = /^steps\.([a-z][a-z0-9-]*)/.exec(finding.place) ?? []
  const [, messageId = null, rest = ''] = /^message:([a-z][a-z0-9-]*)(.*)$/.exec(finding.place) ?? []
  const name = registry.messages.find(({ id }) => id === messageId)?.name
  return { ...finding, stepId, messageId, place: name ? `素材「${name}」${rest.trim()}` : finding.place }
}

export function presentUnderway({ state, done, total, by }: Simulation) {
  return state === 'waiting' || state === 'running' ? { done, total, by } : null
}

/** What a test tried, and what each test customer saw; the result of a process comes as JSON. */
export function presentDetails({ result }: Simulation, around: Around) {
  if (result === undefined || result === null) return null
  const { tried, sms, branches } = JSON.parse(result) as TrialResult
  const names = new Map(around.registry.messages.map(({ id, name }) => [id, name]))
  const nameOf = (message: string) => names.get(message) ?? message
  return {
    signature: around.smsSignature,
    tried,
    sms: sms.map((price) => ({ ...price, name: nameOf(price.message) })),
    branches: branches.map(({ ways, end, messages }) => ({
      ways,
      end,
      ends: runState(end),
      messages: messages.map((message) => presentMessage(message, nameOf, around)),
    })),
  }
}

function presentMessage(
  { stepId, message, channel, afterMs, notSent, seen }: TrialBranch['messages'][number],
  nameOf: (message: string) => string,
  { segmentFen }: Pick<Around, 'segmentFen'>,
) {
  return {
    stepId,
    name: nameOf(message),
    channel,
    label: channelLabels[channel],
    afterMs,
    notSent: notSent === null ? null : reasonText(notSent),
    // Written for nobody real: there is no page of the mail to open.
    shown: presentShown({ ...seen, variables: [] }, { segmentFen, address: '' }),
  }
}

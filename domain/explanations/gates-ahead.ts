import type { Customer } from '../../models/customer.ts'
import { quietOnAll } from '../customers/quiet.ts'
import { quietLines } from '../customers/quiet-words.ts'
import { rulesInForce } from '../definitions/rules-in-force.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Registry } from '../language/registry.ts'
import { doNotDisturbTag } from '../language/settings.ts'
import { doNotDisturb } from '../outreach/gates/do-not-disturb.ts'
import { excludedBy, exclusionGate } from '../outreach/gates/excluded.ts'
import { reasonText } from '../outreach/touch/explain.ts'

/** What would stop marketing to this customer as it is now; entering does not ask for it. */
export interface GateAhead {
  gate: string
  /** The rule that holds, as the settings call it. */
  rule: string
  /** Version of the settings; null where Kelu's own rules decide. */
  settings: string | null
  /** zh-CN. */
  says: string
}

/** The gates of every marketing message that are closed now for reasons beyond the message. Pure. */
export function gatesAhead(
  customer: Customer,
  now: Date,
  snapshot: Pick<Snapshot, 'registry' | 'versionOf'>,
): GateAhead[] {
  return [...quietAhead(customer, now), ...exclusionAhead(customer, now, snapshot)]
}

function quietAhead(customer: Customer, now: Date): GateAhead[] {
  const lines = quietLines(customer, now).filter(({ by }) => by !== null)
  if (lines.length === 0) return []
  const ahead = lines.map(({ scope, end, place }) => `${scope}${end}，来自${place}`).join('；')
  const says = `发营销消息时会被拦下：${reasonText(doNotDisturb)}（${ahead}）`
  return [{ gate: doNotDisturb, rule: doNotDisturbTag, settings: null, says }]
}

function exclusionAhead(
  customer: Customer,
  now: Date,
  snapshot: Pick<Snapshot, 'registry' | 'versionOf'>,
): GateAhead[] {
  const { rules, version } = rulesInForce(snapshot)
  const rule = excludedBy(rules, customer, now)
  // Of a 勿扰 that was asked for, its tag says nothing more.
  const isTold = rule === doNotDisturbTag && quietOnAll(customer, now) !== null
  if (rule === null || isTold) return []
  const by = version === undefined ? '默认规则' : version
  return [
    {
      gate: exclusionGate.name,
      rule,
      settings: version ?? null,
      says: `发营销消息时会被拦下：${reasonText(`excluded:${rule}`)}（${by}）`,
    },
  ]
}

/** Whether a journey has marketing to send. */
export function sendsMarketing(
  { steps }: JourneyDefinition,
  registry: Pick<Registry, 'has' | 'message'>,
): boolean {
  return Object.values(steps).some(
    (step) =>
      step.kind === 'send' &&
      registry.has('message', step.message) &&
      registry.message(step.message).purpose === 'marketing',
  )
}

import type { Slots } from '../../../models/slots.ts'
import type { GroupSendDoor } from '../group-sends/create-group-sends.ts'
import { noGroupSends } from '../group-sends/group-send-gate.ts'
import type { PublishedMessages } from '../published-messages.ts'
import type { Renderer } from '../render/render.ts'
import { capSlotGate } from './cap-slot.ts'
import { consentGate } from './consent.ts'
import { contentGate } from './content.ts'
import { doNotDisturbGate } from './do-not-disturb.ts'
import { exclusionGate } from './excluded.ts'
import type { Gate } from './gate.ts'
import { guardianGate, type TraitInClear } from './guardian.ts'
import { holdoutGate } from './holdout.ts'
import { identityGate } from './identity.ts'
import { individualisationGate } from './individualisation.ts'
import { journeyActiveGate } from './journey-active.ts'
import { type KfConversationOf, kfWindowGate } from './kf-window.ts'
import { marketingHeldGate } from './marketing-held.ts'
import type { Precedence } from './precedence.ts'
import { type Allowance, providerQuotaGate } from './provider-quota.ts'
import { quietHoursGate } from './quiet-hours.ts'

/** Every gate, cheapest refusal first; the slot is last because taking it changes something. */
export function gatesInOrder(deps: {
  customers: { traitInClear: TraitInClear }
  render: Renderer
  publicUrl: string
  slots: Slots
  allowance?: Allowance
  published: PublishedMessages
  precedence: Precedence
  groupSends: Pick<GroupSendDoor, 'gates'> | null
  /** Absent = there is no 微信客服. */
  kfConversation?: KfConversationOf
}): Gate[] {
  return [
    identityGate,
    guardianGate(deps.customers),
    individualisationGate,
    consentGate,
    doNotDisturbGate,
    exclusionGate,
    holdoutGate,
    journeyActiveGate(deps.published),
    marketingHeldGate(deps.published),
    contentGate(deps.render, deps.publicUrl),
    quietHoursGate,
    ...(deps.groupSends?.gates ?? [noGroupSends]),
    kfWindowGate(deps.kfConversation),
    providerQuotaGate(deps.allowance),
    capSlotGate(deps.slots, deps.precedence),
  ]
}

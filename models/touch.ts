import {
  collectionOf,
  date,
  flag,
  listOf,
  mixed,
  number,
  optionalListOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { countedBy } from './counted.ts'
import type { Channel } from './customer.ts'
import type { KeluEvent } from './event.ts'

/** requested = the person asked for it, marketing = all gates apply, staff = to a salesperson. */
export type Purpose = 'requested' | 'marketing' | 'staff'

export type TouchState =
  | 'planned'
  | 'reserved'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'replied'
  | 'converted'
  | 'deferred'
  | 'skipped'
  | 'failed'
  | 'unknown'
  /** Nobody confirmed it in time, and no channel is left. */
  | 'expired'

/** Why a touch was sent, deferred, skipped or fell back. `final` marks the one that closed it. */
export interface Decision {
  at: Date
  gate: string
  verdict: 'pass' | 'defer' | 'skip' | 'fallback' | 'sent' | 'failed' | 'unknown'
  reason: string
  channel?: Channel
  until?: Date
  final?: boolean
  inputs?: Record<string, unknown>
}

/** One call to a provider. */
export interface Attempt {
  /** Our reference, given to the provider where it takes one: `<touchId>#<n>`. */
  ref: string
  channel: Channel
  at: Date
  /** The last three are those of a message that staff must confirm. */
  outcome?: 'sent' | 'refused' | 'retryLater' | 'unknown' | 'awaitingStaff' | 'expired' | 'cancelled'
  providerId?: string
  code?: string
  /** An e-mail that was taken and came back: what that speaks of. */
  bounce?: 'hard' | 'soft' | 'block'
  possibleDuplicate?: boolean
  /** Billed SMS segments. */
  segments?: number
  /** Keyed digest of the address it went to: an answer about another address proves nothing. */
  address?: string
  /** Version of the message it was written from, as `<id>@<number>`. */
  message?: string
}

/** Something that must follow from a touch's new state. Stored in the same write as the state, done afterwards, repeatable. */
export type TouchEffect =
  | { kind: 'tell'; event: Omit<KeluEvent, 'seq' | 'receivedAt'> }
  /** `before`: only a slot taken earlier than that. */
  | { kind: 'releaseSlot'; before?: Date }
  /** `address`: that of the attempt; what is no longer in use by then is not marked. */
  | { kind: 'markUnreachable'; channel: Channel; reason: string; cause: string; address?: string }
  | { kind: 'markReachable'; channel: Channel; cause: string; address?: string }
  | { kind: 'spendCredit'; templateId: string; cause: string }
  /** The platform says that there are none, whatever we counted. */
  | { kind: 'loseCredits'; templateId: string; cause: string }

/** What a later continuation needs of the request once nobody asks any more. */
export interface TouchPlan {
  channels?: Channel[]
  whenCapped?: 'skip' | 'next day'
  useBy?: Date
  confirm?: { atOnce?: true; untilMinute?: number }
  values?: Record<string, string>
  holdout?: boolean
}

/** A pop-up as the mini-program will show it. */
export interface TouchPopup {
  title: string
  body: string
  to?: string
  /** Where its picture is, with the origin. */
  picture?: string
  /** The higher the sooner; absent = 0. */
  priority?: number
}

/**
 * One intended message to one person for one step visit; `_id` = `runId:stepId:visit` or `welcome:<inboxId>`.
 * What is sent to salespeople about a task is not here but in the task.
 */
export interface Touch {
  _id: string
  customerId: string
  messageId: string
  purpose: Purpose
  state: TouchState
  runId?: string
  journeyId?: string
  stepId?: string
  /** Of its run when the step began: the version it was on, and its arms of splits by step. Absent in those of the first releases. */
  versionId?: string
  arms?: Record<string, string>
  /** Live segments (人群包) the customer was in when it began, no segments of SMS; absent = in none, or of the first releases. */
  segments?: string[]
  /** The channel in use, or last tried. */
  channel?: Channel
  /** When state is deferred or a retry is due. */
  dueAt?: Date
  /** Compare-and-set guard: every write names the rev it read. */
  rev: number
  attempts: Attempt[]
  decisions: Decision[]
  /** Of the last decision, which it stands by: nothing follows the final one. Kept beside them to be counted from an index. */
  standsBy?: Pick<Decision, 'gate' | 'reason'>
  /** Short-link codes by link name. */
  links: Record<string, string>
  /** What its message recommends, by variable; fixed by the first attempt. */
  recommended?: Record<string, string>
  createdAt: Date
  sentAt?: Date
  /** The moment it counts at in figures: when it went out, else when it was decided for good that it does not. */
  countedAt?: Date
  isTest: boolean
  plan?: TouchPlan
  /** Channels that failed for good for this touch. */
  tried?: Channel[]
  /** Since when one worker has been between the cap slot and the call; others stay away for the lease. */
  reservedAt?: Date
  /** Not yet done consequences of the state. */
  effects?: TouchEffect[]
  /** When outreach itself must look again: an unfinished effect, or a fallback nobody else drives. */
  sweepAt?: Date
  /** Deferred because all marketing was held, by this publication: goes on after a later one. */
  heldBy?: number
  /** True once a failed receipt reopened it: from then on outreach drives it, not the run. */
  selfDriven?: boolean
  /** Ids of recorded signals, newest last, at most 50. */
  signals?: string[]
  opens?: number
  /** Opens by mail proxies and scanners: known, but no sign of the person. */
  machineOpens?: number
  clicks?: number
  popup?: TouchPopup
  popupState?: 'waiting' | 'shown'
}

export const touchSchema = collectionOf<Touch>('touches', {
  _id: text,
  customerId: text,
  messageId: text,
  purpose: text,
  state: text,
  runId: String,
  journeyId: String,
  stepId: String,
  versionId: String,
  arms: optionalMixed,
  segments: optionalListOf(String),
  channel: String,
  dueAt: Date,
  rev: number,
  attempts: listOf(
    partOf<Attempt>({
      ref: text,
      channel: text,
      at: date,
      outcome: String,
      providerId: String,
      code: String,
      bounce: String,
      possibleDuplicate: Boolean,
      segments: Number,
      address: String,
      message: String,
    }),
  ),
  decisions: listOf(
    partOf<Decision>({
      at: date,
      gate: text,
      verdict: text,
      reason: text,
      channel: String,
      until: Date,
      final: Boolean,
      inputs: optionalMixed,
    }),
  ),
  standsBy: partOf<NonNullable<Touch['standsBy']>>({ gate: text, reason: text }),
  links: mixed,
  recommended: optionalMixed,
  createdAt: date,
  sentAt: Date,
  countedAt: Date,
  isTest: flag,
  plan: optionalMixed,
  tried: optionalListOf(String),
  reservedAt: Date,
  effects: optionalListOf(optionalMixed),
  sweepAt: Date,
  heldBy: Number,
  selfDriven: Boolean,
  signals: optionalListOf(String),
  opens: Number,
  machineOpens: Number,
  clicks: Number,
  popup: partOf<TouchPopup>({ title: text, body: text, to: String, picture: String, priority: Number }),
  popupState: String,
})
// Of those past their time.
touchSchema.index({ createdAt: 1 })
touchSchema.index({ customerId: 1, createdAt: -1 })
touchSchema.index({ customerId: 1, popupState: 1, createdAt: 1 })
touchSchema.index({ sweepAt: 1, state: 1 })
// What went out lately.
touchSchema.index({ 'attempts.at': 1 })
// Lists by state; and, like the two below, figures that are counted from the index alone.
touchSchema.index({
  state: 1,
  createdAt: -1,
  isTest: 1,
  sentAt: 1,
  journeyId: 1,
  channel: 1,
  'standsBy.reason': 1,
})
touchSchema.index({
  journeyId: 1,
  isTest: 1,
  state: 1,
  channel: 1,
  messageId: 1,
  'standsBy.gate': 1,
  'standsBy.reason': 1,
})
touchSchema.index({ journeyId: 1, isTest: 1, createdAt: 1, stepId: 1, state: 1 })
// Of figures by the hour.
touchSchema.index({ countedAt: 1 })
countedBy(touchSchema, {
  source: 'touches',
  moments: [
    {
      at: ({ countedAt }) => countedAt,
      as: (touch) => [
        outcomeOf(touch),
        touch.channel,
        touch.standsBy?.reason,
        segmentsOf(touch),
        touch.machineOpens,
        mayBeTwice(touch),
        defersOf(touch).join(),
      ],
      fields: ['countedAt', 'state', 'channel', 'standsBy', 'attempts', 'machineOpens', 'decisions'],
    },
  ],
})

/** What a touch came to that did not go out. */
const came: ReadonlySet<TouchState | undefined> = new Set(['skipped', 'failed', 'unknown', 'expired'])

/** What figures count it as; null while it is open. */
export function outcomeOf({
  sentAt,
  state,
}: Partial<Touch>): 'sent' | 'skipped' | 'failed' | 'unknown' | 'expired' | null {
  if (sentAt !== undefined) return 'sent'
  return came.has(state) ? (state as 'skipped') : null
}

/** Billed SMS segments of all that was handed to the gateway for it. */
export function segmentsOf({ attempts = [] }: Partial<Touch>): number {
  return attempts.reduce(
    (sum, { outcome, segments = 0 }) => sum + (outcome === 'sent' || outcome === 'unknown' ? segments : 0),
    0,
  )
}

/** Sent once more while nobody knew whether the first had arrived. */
export const mayBeTwice = ({ attempts = [] }: Partial<Touch>): boolean =>
  attempts.some(({ possibleDuplicate }) => possibleDuplicate === true)

/** Why it was put off, one after the other. */
export const defersOf = ({ decisions = [] }: Partial<Touch>): string[] =>
  decisions.flatMap(({ verdict, reason }) => (verdict === 'defer' ? [reason] : []))

/** When this touch counts in figures; absent while it is open. */
export function countedAtOf({ sentAt, state, decisions }: Touch): Date | undefined {
  if (sentAt !== undefined) return sentAt
  if (!came.has(state)) return undefined
  return (decisions.findLast(({ final }) => final === true) ?? decisions.at(-1))?.at
}

import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  flag,
  hotPathOf,
  mixed,
  number,
  oneOf,
  optionalListOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { afterChanges, setAndUnset } from './set-and-unset.ts'

/**
 * collecting  people join until the window closes       closing  who takes part is being settled
 * calling     WeCom is asked, or was and did not answer  awaiting the salesperson may send it
 * cancelling  nobody shall send it any more              reading  cancelled: what became of it is read twice
 * settled     every customer of it has an outcome
 */
export const groupSendStates = [
  'collecting',
  'closing',
  'calling',
  'awaiting',
  'cancelling',
  'reading',
  'settled',
] as const
export type GroupSendState = (typeof groupSendStates)[number]

/**
 * Why nobody shall send it any more. `confirmed`: the salesperson did, and left people out. `handedOver`: they hand over what
 * they have to colleagues. `quiet`: one of its customers wants 勿扰.
 */
export type GroupSendEnd = 'confirmed' | 'expired' | 'paused' | 'held' | 'ended' | 'handedOver' | 'quiet'

/** One task for one salesperson to confirm; `_id` = `<sender>:<message@n>:<window>:<part>`. */
export interface GroupSend {
  _id: string
  corp: string
  /** userid */
  sender: string
  messageId: string
  /** Version its words are of, `hello@3`. */
  version: string
  purpose: string
  journeyId?: string
  isTest: boolean
  /** 9 is first. */
  priority: number
  state: GroupSendState
  /** Local day of the company, `2026-03-02`. */
  day: string
  opensAt: Date
  closesAt: Date
  /** When it is cancelled. */
  expiresAt: Date
  /** When somebody must look at it; while somebody does, when others may. */
  dueAt?: Date
  /** As WeCom is given it, with the links of this batch alone. */
  content: { text?: string; attachments: Record<string, unknown>[] }
  /** Short code by link name. */
  links: Record<string, string>
  /** How many have joined; never fewer than there are. */
  people: number
  /** How many of them it was handed over with. */
  asked?: number
  /** WeCom's id of the task. */
  msgid?: string
  /** When WeCom was asked, last. */
  calledAt?: Date
  calls: number
  /** How often a lost answer was looked for since then, in vain. */
  lookups: number
  confirmedAt?: Date
  /** When the salesperson was reminded, by whom. */
  reminders?: { at: Date; by: 'us' | 'wecom' }[]
  /** When it was last heard that one of its customers may get no marketing any more. */
  doubtedAt?: Date
  end?: { at: Date; why: GroupSendEnd }
  firstReadAt?: Date
  /** Clicks of people nobody knows. */
  clicks?: number
  /** Why it was never handed over, or came to nothing. */
  reason?: string
  settledAt?: Date
  rev: number
}

const schema = collectionOf<GroupSend>('groupSends', {
  _id: text,
  corp: text,
  sender: text,
  messageId: text,
  version: text,
  purpose: text,
  journeyId: String,
  isTest: flag,
  priority: number,
  state: oneOf(...groupSendStates),
  day: text,
  opensAt: date,
  closesAt: date,
  expiresAt: date,
  dueAt: Date,
  content: mixed,
  links: mixed,
  people: number,
  asked: Number,
  msgid: String,
  calledAt: Date,
  calls: number,
  lookups: number,
  confirmedAt: Date,
  reminders: optionalListOf(
    partOf<NonNullable<GroupSend['reminders']>[number]>({ at: date, by: oneOf('us', 'wecom') }),
  ),
  doubtedAt: Date,
  end: optionalMixed,
  firstReadAt: Date,
  clicks: Number,
  reason: String,
  settledAt: Date,
  rev: number,
})
schema.index({ dueAt: 1 })
schema.index({ msgid: 1 })
schema.index({ sender: 1, day: 1 })
schema.index({ journeyId: 1, day: 1 })
// Of those past their time.
schema.index({ settledAt: 1 })

/** What is cancelled already, or confirmed, is nobody's any more. */
const isPending = (state: GroupSendState): boolean =>
  state === 'collecting' || state === 'closing' || state === 'calling' || state === 'awaiting'

/** What a step of a batch changes; `null` removes a field. */
export type GroupSendChanges = {
  [Field in keyof Omit<GroupSend, '_id' | 'rev'>]?: GroupSend[Field] | null
}

/** What is told of one that waits for its salesperson. */
export type AwaitingGroupSend = Pick<
  GroupSend,
  '_id' | 'sender' | 'messageId' | 'journeyId' | 'people' | 'asked' | 'expiresAt'
>

export type GroupSends = ReturnType<typeof createGroupSendStore>

/** Group-sends and how each stands. Every step names the rev it read. */
export function createGroupSendStore(connection: Connection) {
  const sends = hotPathOf(connection, schema)

  return {
    /** False when there is one of this id already. */
    insert: (send: GroupSend): Promise<boolean> => unlessPresent(sends.insertOne(send)),

    find: (_id: string): Promise<GroupSend | null> => sends.findOne({ _id }),

    findMany: (ids: readonly string[]): Promise<GroupSend[]> =>
      sends.find({ _id: { $in: [...ids] } }).toArray(),

    /** Room for one more, while people may still join; false when it is closed or full. */
    async join(_id: string, most: number): Promise<boolean> {
      const { modifiedCount } = await sends.updateOne(
        { _id, state: 'collecting', people: { $lt: most } },
        { $inc: { people: 1 } },
      )
      return modifiedCount === 1
    },

    /** Compare-and-set on `rev`; the batch after it, or null when somebody else was first. */
    async advance(send: GroupSend, changes: GroupSendChanges): Promise<GroupSend | null> {
      const { matchedCount } = await sends.updateOne(
        { _id: send._id, rev: send.rev },
        { ...setAndUnset(changes), $inc: { rev: 1 } },
      )
      return matchedCount === 1 ? { ...afterChanges(send, changes), rev: send.rev + 1 } : null
    },

    /** Those somebody must look at, the longest due first. */
    due: (now: Date, limit: number): Promise<GroupSend[]> =>
      sends
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray(),

    async nextDueAt(): Promise<Date | null> {
      const [first] = await sends
        .find({ dueAt: { $gt: new Date(0) } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray()
      return first?.dueAt ?? null
    },

    /** What waits for salespeople is looked at now: whether it may wait was decided anew. */
    async hastenAwaiting(now: Date): Promise<void> {
      await sends.updateMany({ dueAt: { $gt: now }, state: 'awaiting' }, { $set: { dueAt: now } })
    },

    /** Who takes part in these is to be asked again, at once where they wait for salespeople. Past `rev`: whoever works on one goes on. */
    async doubt(ids: readonly string[], now: Date): Promise<void> {
      const open = {
        _id: { $in: [...ids] },
        state: { $in: ['closing', 'calling', 'awaiting'] as GroupSendState[] },
      }
      await sends.updateMany(open, { $set: { doubtedAt: now } })
      await sends.updateMany({ ...open, state: 'awaiting', dueAt: { $gt: now } }, { $set: { dueAt: now } })
    },

    /** Ids of those of one salesperson, however their userid is written, that are not over. */
    async pendingOf(sender: string): Promise<string[]> {
      const open = await sends.find({ dueAt: { $gt: new Date(0) } }).toArray()
      return open
        .filter(({ sender: one, state }) => one.toLowerCase() === sender.toLowerCase() && isPending(state))
        .map(({ _id }) => _id)
    },

    /** Those salespeople may confirm now, of which none is a test, whoever's they are; the first to be over first. */
    awaiting: (limit: number): Promise<AwaitingGroupSend[]> =>
      sends
        .find({ dueAt: { $gt: new Date(0) }, state: 'awaiting', isTest: false })
        .project<AwaitingGroupSend>({
          sender: 1,
          messageId: 1,
          journeyId: 1,
          people: 1,
          asked: 1,
          expiresAt: 1,
        })
        .sort({ expiresAt: 1, _id: 1 })
        .limit(limit)
        .toArray(),

    /** Those of one salesperson and day. */
    ofSender: (sender: string, day: string): Promise<GroupSend[]> =>
      sends.find({ sender, day }).sort({ _id: 1 }).toArray(),

    /** Those of a flow since that day, the newest first. */
    ofJourney: (journeyId: string, since: string, limit: number): Promise<GroupSend[]> =>
      sends
        .find({ journeyId, day: { $gte: since } })
        .sort({ day: -1, _id: 1 })
        .limit(limit)
        .toArray(),

    /** Those people still join, whose window closes by then; no more than `limit`. */
    collecting: (
      until: Date,
      limit: number,
    ): Promise<
      Pick<GroupSend, '_id' | 'sender' | 'day' | 'journeyId' | 'messageId' | 'opensAt' | 'isTest'>[]
    > =>
      sends
        .find({ dueAt: { $lte: until }, state: 'collecting' })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray(),

    /** Of those salespeople had the time to confirm, settled since then, the latest: whose they were. */
    settledSince: (since: Date, limit: number): Promise<Pick<GroupSend, '_id' | 'sender'>[]> =>
      sends
        .find({
          settledAt: { $gte: since },
          msgid: { $exists: true },
          isTest: false,
          'end.why': { $in: ['confirmed', 'expired'] },
        })
        .project<Pick<GroupSend, '_id' | 'sender'>>({ sender: 1 })
        .sort({ settledAt: -1 })
        .limit(limit)
        .toArray(),

    /** Which of these ids of WeCom are of batches of ours. */
    async knownAmong(msgids: readonly string[]): Promise<Set<string>> {
      const found = await sends.find({ msgid: { $in: [...msgids] } }).toArray()
      return new Set(found.flatMap(({ msgid }) => msgid ?? []))
    },

    async countClick(_id: string): Promise<void> {
      await sends.updateOne({ _id }, { $inc: { clicks: 1 } })
    },
  }
}

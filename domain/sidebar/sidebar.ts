import type { Channel, Customer, QuietBy } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { isSameStaff } from '../customers/follows.ts'
import { quietUntil } from '../customers/quiet.ts'
import { DomainError } from '../errors.ts'
import { doNotDisturbTag } from '../language/settings.ts'
import type { AuditLog } from '../members/audit-log.ts'
import { causeOfMemberAct } from '../members/cause.ts'
import type { ChatPart } from './chat-parts.ts'
import type { FriendRemarks } from './ports.ts'
import type { TrackWords } from './tracked-words.ts'
import type { createSidebarView, SidebarView } from './view.ts'
import type { FindFor } from './who-may.ts'

/** Who does it to whose chat; `once` makes a repeat harmless. */
export interface ActAtChat {
  externalUserid: string
  staff: string
  once: string
  /** Where they do it from, for the audit log. */
  address: string
}

/** What a salesperson sees and does beside a chat. All of it throws `customer.not_yours` for somebody else's customer. */
export interface Sidebar {
  view(externalUserid: string, staff: string): Promise<SidebarView>
  /** The words of a piece as they are to go into the chat: with links of this customer alone. */
  tracked(act: Omit<ActAtChat, 'once' | 'address'> & { piece: string; words: string }): Promise<string>
  /** The member sent these words into the chat. */
  sent(act: ActAtChat & { piece: string; part: ChatPart['kind'] }): Promise<void>
  /** Calls the friend otherwise, in WeCom first. Throws `friend.gone` where the two are no friends, `friend.foreign_id` where WeCom knows them by another id. */
  rename(act: ActAtChat & { remark: string }): Promise<void>
  /** Puts a tag on by hand, or takes one off; WeCom gets it like any other. 勿扰 has a way of its own. */
  changeTags(act: ActAtChat & { add: readonly string[]; remove: readonly string[] }): Promise<void>
  /** No marketing for so many days, or for good, over these channels or any. `said`: how the customer put it, where somebody wrote it down. */
  quieten(act: ActAtChat & { channels: 'all' | Channel[]; days: number | null; said: string }): Promise<void>
  /** Lifts every 勿扰. */
  unquieten(act: ActAtChat): Promise<void>
}

export function createSidebar(deps: {
  customers: Pick<Customers, 'change' | 'hear' | 'learn' | 'friendsInClear' | 'quieten' | 'unquieten'>
  corp: string
  findFor: FindFor
  view: ReturnType<typeof createSidebarView>
  trackWords: TrackWords
  remarks: FriendRemarks
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Sidebar {
  const { customers, corp, findFor, trackWords, remarks, auditLog, clock } = deps

  const note = (act: ActAtChat, customer: Customer, action: string, details: Record<string, unknown>) =>
    auditLog.record(
      { memberId: act.staff, address: act.address },
      { action, on: `customer:${customer._id}`, details },
    )

  return {
    async view(externalUserid, staff) {
      return deps.view(await findFor(externalUserid, staff), staff)
    },

    async tracked({ externalUserid, staff, piece, words }) {
      const customer = await findFor(externalUserid, staff)
      const messageId = messageOf(piece)
      return messageId === undefined ? words : trackWords(messageId, words, { customer, staff })
    },

    async sent(act) {
      const { externalUserid, staff, once, piece, part } = act
      const customer = await findFor(externalUserid, staff)
      const messageId = messageOf(piece)
      await customers.hear(
        {
          _id: `sidebar:${staff.toLowerCase()}:${once}`,
          customerId: customer._id,
          name: 'staff.words_sent',
          at: clock.now(),
          props: { staff: staff.toLowerCase(), piece, part, ...(messageId !== undefined && { messageId }) },
          source: 'sidebar',
        },
        customer,
      )
    },

    async rename(act) {
      const customer = await findFor(act.externalUserid, act.staff)
      const friend = customers
        .friendsInClear(customer)
        .find((each) => each.corp === corp && !each.removedAt && isSameStaff(each.staff, act.staff))
      if (!friend) throw new DomainError('friend.gone')
      const { staff, since, phones } = friend
      const { remark, externalUserid } = act
      const outcome = await remarks.call({ staff, externalUserid, remark })
      if (outcome.kind !== 'done') throw new DomainError(refusalCodes[outcome.kind], { code: outcome.code })
      const listedAt = clock.now()
      await customers.learn(customer, {
        listedFollow: { corp, staff, since, listedAt, remark, ...(phones && { phones }) },
      })
      await note(act, customer, 'customer.remarked', {})
    },

    async changeTags(act) {
      const customer = await findFor(act.externalUserid, act.staff)
      const add = act.add.filter((name) => name !== doNotDisturbTag)
      const removeTags = act.remove.filter((name) => name !== doNotDisturbTag)
      const addTags = add.map((name) => ({ name, kind: 'manual' as const }))
      await customers.change(customer, { addTags, removeTags }, causeOfMemberAct(act.staff, act.once))
      await note(act, customer, 'customer.tagged', { add, remove: removeTags })
    },

    async quieten(act) {
      const customer = await findFor(act.externalUserid, act.staff)
      const { channels, days, said } = act
      const until = days === null ? null : quietUntil(clock.now(), days)
      await customers.quieten(
        customer,
        { channels, until, by: byStaff(act) },
        causeOfMemberAct(act.staff, act.once),
      )
      await note(act, customer, 'customer.left_alone', { reason: said, channels, days })
    },

    async unquieten(act) {
      const customer = await findFor(act.externalUserid, act.staff)
      await customers.unquieten(
        customer,
        { channels: 'all', by: byStaff(act) },
        causeOfMemberAct(act.staff, act.once),
      )
      await note(act, customer, 'customer.no_longer_left_alone', {})
    },
  }
}

const refusalCodes = { gone: 'friend.gone', foreignId: 'friend.foreign_id' } as const

const messageOf = (piece: string): string | undefined => /^message:(.+)$/.exec(piece)?.[1]

const byStaff = ({ staff }: ActAtChat): QuietBy => ({
  who: 'staff',
  id: staff.toLowerCase(),
  from: 'sidebar',
})

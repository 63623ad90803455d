import type { Confirmations } from '../../../models/confirmations.ts'
import type { GroupSendPeople } from '../../../models/group-send-people.ts'
import type { GroupSends } from '../../../models/group-sends.ts'
import type { QuotaFeeds } from '../../../models/quota-feeds.ts'
import type { WecomQuota } from '../../../models/wecom-quota.ts'
import type { GroupMessages, NotifyStaff, Roster, SendersOf } from './ports.ts'

/** What group-sends need besides what all of outreach has. */
export interface GroupSendDeps {
  stores: {
    groupSends: GroupSends
    groupSendPeople: GroupSendPeople
    confirmations: Confirmations
    wecomQuota: WecomQuota
    quotaFeeds: QuotaFeeds
  }
  platform: GroupMessages
  corp: string
  sendersOf: SendersOf
  roster: Roster
  notify: NotifyStaff
  /** The name customers see of a salesperson. */
  staffName: (userid: string) => Promise<string>
  /** Where a salesperson reads what they are asked to send, and why; absent = nowhere. */
  pageFor?: (userid: string) => string
}

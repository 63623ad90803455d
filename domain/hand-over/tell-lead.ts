import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { LostFriendNoteStore } from '../../models/lost-friend-notes.ts'
import type { StaffMessenger } from '../sales/ports.ts'
import type { StaffDirectory } from '../sales/staff-directory.ts'

/**
 * 删人提醒: when a customer deletes a salesperson, whoever leads that salesperson hears of it in WeCom, with a link to the customer. A
 * member who deletes a customer, and a customer who was handed over, are not told of. At most once: who dies before the call has told nobody.
 */
export function createTellLead(deps: {
  directory: Pick<StaffDirectory, 'managerOf' | 'nameOf'>
  messenger: Pick<StaffMessenger, 'sendText'>
  notes: LostFriendNoteStore
  publicUrl: string
}) {
  const { directory, messenger, notes, publicUrl } = deps

  return {
    wants: ({ name, props }: KeluEvent): boolean =>
      name === 'wecom.friend_removed' && props.by === 'customer',
    async onEvent({ _id, props }: KeluEvent, customer: Customer): Promise<void> {
      const staff = String(props.staff)
      const lead = await directory.managerOf(staff)
      if (lead === null || !(await notes.take(_id))) return
      const name = customer.profile.nickname ?? '一位客户'
      const others = customer.follows.some(({ removedAt }) => removedAt === undefined)
      const rest = others ? '还有别的同事是好友。' : '现在没有同事是好友了。'
      await messenger.sendText({
        userid: lead,
        words: `【删人提醒】${name}删除了${await directory.nameOf(staff)}，${rest}`,
        url: `${publicUrl}/admin/customers/${customer._id}`,
      })
    },
  }
}

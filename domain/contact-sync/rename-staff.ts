import type { FriendReader } from '../../models/friends.ts'
import type { MemberStore } from '../../models/members.ts'
import type { RetailStoreStore } from '../../models/retail-stores.ts'
import type { StaffStore } from '../../models/staff.ts'
import type { TaskStore } from '../../models/tasks.ts'
import type { Customers } from '../customers/contract.ts'
import { isSameStaff } from '../customers/follows.ts'

const pageSize = 200

/** A member has another userid from now on: whatever names them names them by that. Doing it again goes on where it stopped. */
export function createRenameStaff(deps: {
  corp: string
  stores: {
    staff: Pick<StaffStore, 'find' | 'add' | 'remove' | 'renameManager'>
    members: Pick<MemberStore, 'renameUserid'>
    retailStores: Pick<RetailStoreStore, 'renameLead'>
    tasks: Pick<TaskStore, 'heldBy' | 'replace'>
    friends: FriendReader
  }
  customers: Pick<Customers, 'change'>
}) {
  const { corp, stores, customers } = deps

  async function renameCustomers(from: string, to: string, cause: string): Promise<void> {
    const spellings = [...new Set([from, from.toLowerCase()])]
    for (let after = ''; ; ) {
      const page = await stores.friends.ofStaff(spellings, after, pageSize)
      for (const { _id } of page) await customers.change(_id, { renameStaff: { corp, from, to } }, cause)
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) return
      after = last._id
    }
  }

  /** A task somebody writes meanwhile is met by the next look. */
  async function renameTasks(from: string, to: string): Promise<void> {
    for (
      let held = await stores.tasks.heldBy(from);
      held.length > 0;
      held = await stores.tasks.heldBy(from)
    ) {
      for (const task of held) {
        const offeredTo = task.offeredTo.map((userid) => (isSameStaff(userid, from) ? to : userid))
        await stores.tasks.replace({ ...task, assignee: to, offeredTo })
      }
    }
  }

  return async function renameStaff(given: { from: string; to: string }, cause: string): Promise<void> {
    if (isSameStaff(given.from, given.to)) return
    const [from, to] = [given.from.toLowerCase(), given.to.toLowerCase()]
    await renameCustomers(given.from, given.to, cause)
    await renameTasks(from, to)
    await stores.members.renameUserid(from, to)
    await stores.retailStores.renameLead(from, to)
    await stores.staff.renameManager(from, to)
    const before = await stores.staff.find(from)
    if (before === null) return
    await stores.staff.add({ ...before, _id: to, renamedFrom: [...(before.renamedFrom ?? []), from] })
    await stores.staff.remove(from)
  }
}

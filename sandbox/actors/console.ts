import type { StaffMember } from '../contract.ts'
import { departmentsOf } from '../wecom/api/directory.ts'
import type { EventFields, EventSender } from '../wecom/events.ts'
import type { Department } from '../wecom/state.ts'
import type { WecomWorld } from '../wecom/world.ts'

/**
 * The administrator in the console: people and departments change, and Kelu is told in the short form of receive-URLs made since
 * 2022-08-15: userid, departments and the new userid alone.
 */
export function createConsole(world: WecomWorld, events: EventSender) {
  const { state, people } = world

  const tell = (changeType: string, fields: EventFields) =>
    events.send('customer', `wecom.${changeType}`, {
      FromUserName: 'sys',
      Event: 'change_contact',
      ChangeType: changeType,
      ...fields,
    })
  const aboutMember = (member: StaffMember): EventFields => ({
    UserID: member.userid,
    Department: departmentsOf(member).join(','),
  })

  function department(id: number): Department {
    const found = state.departments.find((one) => one.id === id)
    if (!found) throw new Error(`there is no department ${id}`)
    return found
  }

  return {
    async addDepartment(added: Department) {
      department(added.parent)
      state.departments.push({ ...added })
      await tell('create_party', { Id: added.id, Name: added.name, ParentId: added.parent })
    },

    async changeDepartment({ id, ...change }: { id: number; name?: string; parent?: number }) {
      if (change.parent !== undefined) department(change.parent)
      Object.assign(department(id), change)
      await tell('update_party', { Id: id })
    },

    /** Only one without people and departments below it can go. */
    async removeDepartment(id: number) {
      department(id)
      const isUsed = people.staff().some((member) => departmentsOf(member).includes(id))
      if (isUsed || state.departments.some(({ parent }) => parent === id)) {
        throw new Error(`department ${id} is not empty`)
      }
      state.departments = state.departments.filter((one) => one.id !== id)
      await tell('delete_party', { Id: id })
    },

    async changeStaff({
      userid,
      ...change
    }: {
      userid: string
      name?: string
      departments?: number[]
      leads?: number[]
    }) {
      const member = people.staffMember(userid)
      Object.assign(member, change)
      await tell('update_user', aboutMember(member))
    },

    async renameStaff({ userid, to }: { userid: string; to: string }) {
      const { userid: before } = people.staffMember(userid)
      people.renameStaff(userid, to)
      for (const friendship of state.friendships.ofStaff(before)) {
        state.friendships.remove(friendship)
        state.friendships.put(Object.assign(friendship, { staff: to }))
      }
      await tell('update_user', { ...aboutMember(people.staffMember(to)), UserID: before, NewUserID: to })
    },

    async staffLeaves(userid: string) {
      const member = people.staffMember(userid)
      people.removeStaff(userid)
      await tell('delete_user', { UserID: member.userid })
    },
  }
}

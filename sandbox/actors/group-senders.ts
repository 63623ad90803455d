import {
  type GroupSendHabit,
  type GroupSendTask,
  type MemberPart,
  putUp,
  sendOut,
} from '../wecom/group-sends.ts'
import type { WecomWorld } from '../wecom/world.ts'

/** Members and 企业群发: what they are asked to send, and what they send by themselves. */
export function createGroupSenders(world: WecomWorld) {
  const { state, people } = world

  function waitingFor(staff: string): { task: GroupSendTask; part: MemberPart }[] {
    const { userid } = people.staffMember(staff)
    return [...state.groupSends.values()].flatMap((task) => {
      const part = task.parts.get(userid.toLowerCase())
      const isOpen = part && part.sentAt === undefined && task.cancelledAt === undefined
      return isOpen ? [{ task, part }] : []
    })
  }

  return {
    async groupSendsOf(staff: string) {
      return waitingFor(staff).map(({ task, part }) => ({
        msgid: task.msgid,
        text: task.text,
        people: part.people.map(({ externalUserid }) => externalUserid),
      }))
    },

    /** @throws Error when the member is not asked to, or may not choose and does */
    async confirmGroupSend(input: { staff: string; msgid: string; people?: string[] }) {
      const found = waitingFor(input.staff).find(({ task }) => task.msgid === input.msgid)
      if (!found) throw new Error(`${input.staff} is not asked to send ${input.msgid}`)
      const all = found.part.people.map(({ externalUserid }) => externalUserid)
      if (input.people && !found.task.maySelect) throw new Error(`${input.msgid} lets nobody choose`)
      sendOut(world, found.task, found.part, new Set(input.people ?? all))
    },

    async setGroupSendHabit(input: { staff: string; habit: GroupSendHabit | null }) {
      const key = people.staffMember(input.staff).userid.toLowerCase()
      if (input.habit) state.groupSendHabits.set(key, input.habit)
      else state.groupSendHabits.delete(key)
    },

    async sendOwnGroupMessage(input: { staff: string; people: string[]; text: string }) {
      const { userid } = people.staffMember(input.staff)
      const ids = input.people.map((name) => people.person(name).externalUserid)
      const part: MemberPart = {
        userid,
        people: ids.map((externalUserid) => ({ externalUserid, status: 0 as const })),
      }
      const task = putUp(world, {
        by: { kind: 'member', userid },
        maySelect: false,
        text: input.text,
        attachments: [],
        parts: new Map([[userid.toLowerCase(), part]]),
      })
      sendOut(world, task, part, new Set(ids))
      return { msgid: task.msgid }
    },
  }
}

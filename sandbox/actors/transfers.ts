import { newId } from '../wecom/state.ts'
import { waitingTransfer } from '../wecom/transfers.ts'
import type { WecomWorld } from '../wecom/world.ts'

/** What people do about being handed over, and the groups members own. */
export function createTransfers(world: WecomWorld) {
  const { state, people } = world

  return {
    async refuseTransfer(person: string) {
      const transfer = waitingTransfer(world, people.person(person).externalUserid)
      if (!transfer) throw new Error(`${person} is not being handed over`)
      transfer.refusing = true
    },
    /** What the customer read when they were told of the new member. */
    async transferMessages(person: string) {
      const { externalUserid } = people.person(person)
      return state.transfers.flatMap((each) =>
        each.externalUserid === externalUserid && each.message ? [each.message] : [],
      )
    },
    async addCustomerGroup({ owner, name }: { owner: string; name: string }) {
      const chatId = newId('wr')
      const { userid } = people.staffMember(owner)
      state.ownedGroups.set(chatId, { chatId, name, owner: userid, moves: [], inherited: false })
      return chatId
    },
    async groupOwner(chatId: string) {
      const group = state.ownedGroups.get(chatId)
      if (!group) throw new Error(`there is no group ${chatId}`)
      return group.owner
    },
  }
}

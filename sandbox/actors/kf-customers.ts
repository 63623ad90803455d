import { conversationOf, kfIdOf } from '../wecom/kf/kf-account.ts'
import { addEvent, addMessage } from '../wecom/kf/kf-record.ts'
import { conversationKey, type KfConversation } from '../wecom/kf/kf-state.ts'
import { newId } from '../wecom/state.ts'
import type { WecomWorld } from '../wecom/world.ts'

/** Customers who write to 微信客服, and members who answer there; each tells Kelu that there is something to fetch. */
export function createKfCustomers(world: WecomWorld) {
  const { settings, state, people, clock, kfBell } = world

  function accountFor(given?: string): string {
    const openKfid = given ?? settings.kfAccounts[0]?.openKfid
    if (!settings.kfAccounts.some((one) => one.openKfid === openKfid) || openKfid === undefined)
      throw new Error(`there is no 微信客服 account ${given ?? ''}`)
    return openKfid
  }

  /** Who wrote before, and what with. */
  function conversing(person: string, openKfid?: string) {
    const account = accountFor(openKfid)
    const externalUserid = kfIdOf(people.person(person), world)
    const conversation = conversationOf(account, externalUserid, world)
    if (!conversation) throw new Error(`${person} has not written to 微信客服`)
    return { account, externalUserid, conversation }
  }

  function write(account: string, externalUserid: string): void {
    const before = conversationOf(account, externalUserid, world)
    // A message after the end begins a session nobody has yet.
    const held: Pick<KfConversation, 'state' | 'servicer'> =
      before && before.state !== 4 ? { state: before.state, servicer: before.servicer } : { state: 0 }
    state.kf.conversations.set(conversationKey(account, externalUserid), {
      ...held,
      lastMessageAt: clock.now(),
      sent: 0,
    })
  }

  return {
    async writeToKf(input: { person: string; text?: string; kind?: string; openKfid?: string }) {
      const account = accountFor(input.openKfid)
      const externalUserid = kfIdOf(people.person(input.person), world)
      const kind = input.kind ?? 'text'
      const content = kind === 'text' ? { content: input.text ?? '你好' } : { media_id: newId('kfmedia') }
      write(account, externalUserid)
      const msgid = addMessage(world, account, { externalUserid, origin: 3, kind, content })
      await kfBell(account)
      return { msgid }
    },

    async enterKf(input: { person: string; openKfid?: string }) {
      const account = accountFor(input.openKfid)
      const external_userid = kfIdOf(people.person(input.person), world)
      addEvent(world, account, { event_type: 'enter_session', external_userid, scene: 'kelu' })
      await kfBell(account)
    },

    async pickUpKf(input: { person: string; staff: string; openKfid?: string }) {
      const { account, externalUserid, conversation } = conversing(input.person, input.openKfid)
      const { userid } = people.staffMember(input.staff)
      Object.assign(conversation, { state: 3, servicer: userid })
      addEvent(world, account, {
        event_type: 'session_status_change',
        external_userid: externalUserid,
        change_type: 1,
        new_servicer_userid: userid,
      })
      await kfBell(account)
    },

    async answerInKf(input: { person: string; text: string; openKfid?: string }) {
      const { account, externalUserid } = conversing(input.person, input.openKfid)
      addMessage(world, account, {
        externalUserid,
        origin: 5,
        kind: 'text',
        content: { content: input.text },
      })
      await kfBell(account)
    },

    async endKf(input: { person: string; openKfid?: string }) {
      const { account, externalUserid, conversation } = conversing(input.person, input.openKfid)
      const { servicer } = conversation
      Object.assign(conversation, { state: 4, servicer: undefined })
      addEvent(world, account, {
        event_type: 'session_status_change',
        external_userid: externalUserid,
        change_type: 3,
        ...(servicer !== undefined && { old_servicer_userid: servicer }),
      })
      await kfBell(account)
    },

    async setKfFate(input: { person: string; failType: number | null }) {
      const id = kfIdOf(people.person(input.person), world)
      if (input.failType === null) state.kf.failing.delete(id)
      else state.kf.failing.set(id, input.failType)
    },
  }
}

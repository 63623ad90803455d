import { judgePage, type PageConfig } from '../wecom/api/js-tickets.ts'
import { keysOf } from '../wecom/card-rules.ts'
import type { EventSender } from '../wecom/events.ts'
import type { TicketKind } from '../wecom/js-tickets.ts'
import { issueResponseCode, newId } from '../wecom/state.ts'
import type { WecomWorld } from '../wecom/world.ts'

/** Members of staff using the app: cards and log-in. */
export function createStaffActors(world: WecomWorld, events: EventSender) {
  const { state, people, clock } = world
  return {
    /** @throws Error when the member never saw the card, it was closed for them, or it has no such button */
    async pressCard(input: { staff: string; cardId: string; key: string }) {
      const { userid } = people.staffMember(input.staff)
      const card = state.cards.get(input.cardId)
      if (!card?.receivers.has(userid)) throw new Error(`${userid} never received the card ${input.cardId}`)
      if (card.closedFor.has(userid)) throw new Error(`the buttons of ${input.cardId} are gone for ${userid}`)
      const shown = card.shownTo.get(userid) ?? card.card
      if (!keysOf(shown).includes(input.key)) {
        throw new Error(`the card ${input.cardId} has no button ${input.key}`)
      }
      await events.send('agent', 'wecom.template_card_event', {
        FromUserName: userid,
        Event: 'template_card_event',
        EventKey: input.key,
        TaskId: card.taskId,
        CardType: String(shown.card_type),
        ResponseCode: issueResponseCode(state, card, clock.now()),
      })
    },

    async staffLoginCode(userid: string): Promise<string> {
      const member = people.staffMember(userid)
      const code = newId('LOGIN', 32)
      state.loginCodes.set(code, { userid: member.userid, issuedAt: clock.now(), used: false })
      return code
    },

    async openPageInClient(page: PageConfig): Promise<string> {
      return judgePage(page, world)
    },

    async endTicket(kind: TicketKind) {
      delete state.jsTickets.current[kind]
    },

    async setStaffReachable(userid: string, reachable: boolean) {
      people.staffMember(userid).reachable = reachable
    },

    async setStaffPapers(
      userid: string,
      papers: { realName?: 'missing' | 'proven'; licence?: 'missing' | 'held' },
    ) {
      const member = people.staffMember(userid)
      if (papers.realName) member.realName = papers.realName === 'missing' ? 'missing' : undefined
      if (papers.licence) member.licence = papers.licence === 'missing' ? 'missing' : undefined
    },

    saveCallbackUrl: (app: 'customer' | 'agent') => events.verifyUrl(app),
  }
}

import { objectOf, textListOf, textOf, WecomRefusal } from '../call.ts'
import { checkCard } from '../card-rules.ts'
import type { WecomApi } from '../world.ts'
import { checkAgent } from './message-send.ts'

const lifeMs = 72 * 3_600_000
const maxUsers = 1_000

/** POST /cgi-bin/message/update_template_card: one update for one response code, within 72 h. */
export const updateCard: WecomApi = {
  method: 'POST',
  handle(call, world) {
    const { body } = call
    checkAgent(call, world)
    const userids = textListOf(body.userids, 'userids')
    if (userids.length > maxUsers) throw new WecomRefusal(40058, 'invalid Request Parameter: userids')
    if (userids.length === 0 && body.atall !== 1) throw new WecomRefusal(82001, 'userids all empty')
    const change = checkedChange(body)
    const code = world.state.responseCodes.get(textOf(body.response_code))
    const ageMs = code ? world.clock.now().getTime() - code.issuedAt.getTime() : Number.POSITIVE_INFINITY
    if (!code || code.used || ageMs > lifeMs) throw new WecomRefusal(60140, 'invalid response_code')
    code.used = true
    const asked = body.atall === 1 ? [...code.card.receivers] : userids
    const invaliduser: string[] = []
    for (const asGiven of asked) {
      const userid = world.people.findStaff(asGiven)?.userid ?? asGiven
      if (!code.card.receivers.has(userid)) {
        invaliduser.push(asGiven)
        continue
      }
      if ('card' in change) code.card.shownTo.set(userid, change.card)
      else code.card.closedFor.add(userid)
      world.ledger.delivered({
        platform: 'wecom',
        kind: 'cardUpdate',
        receiver: userid,
        ref: code.card.taskId,
        content: change,
      })
    }
    return { invaliduser }
  },
}

/** Another card in its place, which may have buttons again, or a text on the greyed button. */
function checkedChange(body: Record<string, unknown>): { card: Record<string, unknown> } | { text: string } {
  const card = objectOf(body.template_card)
  if (card) {
    checkCard(card)
    return { card }
  }
  const text = textOf(objectOf(body.button)?.replace_name)
  if (text === '') throw new WecomRefusal(40063, 'some parameters are empty: button.replace_name')
  return { text }
}

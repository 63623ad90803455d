import { setTimeout as pause } from 'node:timers/promises'
import { checkAttachments } from '../attachment-rules.ts'
import { mustFit, objectOf, textOf, WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'

const maxTextBytes = 4_000
const lifeMs = 20_000

/** POST externalcontact/send_welcome_msg: within 20 s of the add, once, before the chat has begun. */
export const sendWelcome: WecomApi = {
  method: 'POST',
  async handle({ body }, { settings, limits, clock, state, ledger }) {
    const code = textOf(body.welcome_code)
    if (code === '') throw new WecomRefusal(41049, 'missing welcome code')
    const content = textOf(objectOf(body.text)?.content)
    mustFit(content, maxTextBytes, 'text.content')
    const attachments = checkAttachments(body.attachments, { settings, clock, state })
    if (content === '' && attachments.length === 0) {
      throw new WecomRefusal(40063, 'some parameters are empty: text and attachments')
    }
    const welcome = state.welcomeCodes.get(code)
    const ageMs = welcome ? clock.now().getTime() - welcome.issuedAt.getTime() : Number.POSITIVE_INFINITY
    if (!welcome || welcome.used || ageMs > lifeMs) {
      throw new WecomRefusal(41050, 'invalid or expired welcome code')
    }
    if (welcome.friendship.chatted) throw new WecomRefusal(41051, 'the chat has already begun')
    if (welcome.sending) throw new WecomRefusal(41096, 'another welcome message is being sent')
    welcome.sending = true
    await pause(limits.busyMs)
    welcome.sending = false
    welcome.used = true
    ledger.delivered({
      platform: 'wecom',
      kind: 'welcome',
      receiver: welcome.friendship.externalUserid,
      ref: code,
      content: { text: content, attachments, staff: welcome.friendship.staff },
    })
    return undefined
  },
}

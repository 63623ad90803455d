import { randomBytes } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { People } from '../people.ts'
import type { PushSender } from '../wechat/push.ts'
import { creditKey, type WechatState } from '../wechat/state.ts'
import type { FrontEnd } from './front-end.ts'

const maxTemplatesPerAsk = 3

/** What people do in the mini-program besides buying. */
export function createMiniprogram(deps: {
  settings: SandboxSettings
  clock: SandboxClock
  people: People
  frontEnd: FrontEnd
  state: WechatState
  push: PushSender
}) {
  const { settings, clock, people, state, push } = deps
  const { ask, tell, session, keepSession } = deps.frontEnd

  function checkTemplates(ids: string[]): void {
    // What wx.requestSubscribeMessage answers on the phone; the send API never returns these.
    if (ids.length === 0) throw new Error('requestSubscribeMessage: errCode 10001, no template')
    if (ids.length > maxTemplatesPerAsk)
      throw new Error('requestSubscribeMessage: errCode 20003, over 3 templates')
    const unknown = ids.find((id) => !Object.hasOwn(settings.subscriptionTemplates, id))
    if (unknown !== undefined)
      throw new Error(`requestSubscribeMessage: errCode 20001, no template ${unknown}`)
  }

  return {
    async openMiniprogram(input: { person: string; scene?: number; path?: string }) {
      const person = people.person(input.person)
      const code = `0${randomBytes(23).toString('base64url')}`.slice(0, 32)
      state.loginCodes.set(code, { openid: person.openid, issuedAt: clock.now(), used: false })
      const body = { code, scene: input.scene, path: input.path }
      const about = { openid: person.openid, code }
      const answer = await tell('mp.login', about, { path: '/login', body, token: undefined })
      return { token: keepSession(person.name, answer) }
    },

    async pressPhoneButton(name: string) {
      const code = `p${randomBytes(31).toString('hex')}`
      const { phone } = people.person(name)
      state.phoneCodes.set(code, { phone, issuedAt: clock.now(), used: false })
      return code
    },

    async mpEvents(input: {
      person: string
      events: { id: string; name: string; at: string; props?: Record<string, unknown> }[]
    }) {
      const about = {
        openid: people.person(input.person).openid,
        ids: input.events.map(({ id }) => id).join(' '),
      }
      const body = { events: input.events }
      await tell('mp.events', about, { path: '/events', body, token: session(input.person) })
    },

    async submitLead(input: {
      person: string
      form: string
      loggedIn?: boolean
      sourceChannel?: string
      consentSms?: boolean
      consentEmail?: boolean
      id: string
    }) {
      const person = people.person(input.person)
      const token = input.loggedIn ? session(input.person) : undefined
      const asked = input.consentSms !== undefined || input.consentEmail !== undefined
      const body = {
        id: input.id,
        form: input.form,
        phone: person.phone,
        ...(person.email !== '' && { email: person.email }),
        nickname: person.nickname,
        sourceChannel: input.sourceChannel,
        ...(asked && {
          consent: { sms: input.consentSms, email: input.consentEmail, text: '我同意接收优惠和活动信息' },
        }),
      }
      await tell('mp.lead', { id: input.id, phone: person.phone }, { path: '/leads', body, token })
    },

    /** Each accept adds one credit at WeChat, whether or not Kelu hears of it. */
    async answerSubscription(input: {
      person: string
      id: string
      results: Record<string, 'accept' | 'reject'>
    }) {
      const { openid } = people.person(input.person)
      const token = session(input.person)
      checkTemplates(Object.keys(input.results))
      for (const [templateId, result] of Object.entries(input.results)) {
        if (result !== 'accept') continue
        const key = creditKey(openid, templateId)
        state.credits.set(key, (state.credits.get(key) ?? 0) + 1)
        state.switchedOff.delete(key)
      }
      const items = Object.entries(input.results).map(([TemplateId, SubscribeStatusString]) => ({
        TemplateId,
        SubscribeStatusString,
        PopupScene: '0',
      }))
      push.subscription('subscribe_msg_popup_event', openid, items)
      const body = { id: input.id, results: input.results }
      const accepted = Object.keys(input.results).filter((id) => input.results[id] === 'accept')
      const about = { openid, id: input.id, accepted: accepted.join(' ') }
      await tell('mp.subscription', about, { path: '/subscriptions', body, token })
    },

    async switchOffSubscription(input: { person: string; templateId: string }) {
      const { openid } = people.person(input.person)
      state.switchedOff.add(creditKey(openid, input.templateId))
      const item = { TemplateId: input.templateId, SubscribeStatusString: 'reject' }
      push.subscription('subscribe_msg_change_event', openid, [item])
    },

    async setSubscriptionFate(input: { person: string; errorCode: string | null }) {
      const { openid } = people.person(input.person)
      if (input.errorCode === null) state.sendFates.delete(openid)
      else state.sendFates.set(openid, input.errorCode)
    },

    async pullPopups(input: { person: string }) {
      const answer = await ask('GET', '/popups', session(input.person))
      const parsed: unknown = JSON.parse(answer.body)
      const list = Array.isArray(parsed) ? parsed : (parsed as { popups?: unknown }).popups
      if (!Array.isArray(list)) throw new Error('GET /mp/v1/popups answered without a list')
      return list as { touchId: string; title: string; body: string }[]
    },

    async answerPopup(input: { person: string; touchId: string; answer: 'click' | 'dismiss' }) {
      const { touchId, answer, person } = input
      const path = `/popups/${encodeURIComponent(touchId)}/${answer}`
      await tell('mp.popup', { touchId, answer }, { path, body: {}, token: session(person) })
    },
  }
}

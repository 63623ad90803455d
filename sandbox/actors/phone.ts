import { randomBytes } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { People } from '../people.ts'
import { openidIn, templatesOf } from '../wechat/apps.ts'
import type { PushSender } from '../wechat/push.ts'
import { creditKey, type WechatState } from '../wechat/state.ts'

const maxTemplatesPerAsk = 3

/** WeChat on somebody's phone, as `wx` of the mini-program reaches it: nothing here is told to Kelu by the phone. */
export function createPhones(deps: {
  settings: SandboxSettings
  clock: SandboxClock
  people: People
  state: WechatState
  push: PushSender
}) {
  const { settings, clock, people, state, push } = deps

  function checkTemplates(ids: string[], appid: string): void {
    // What wx.requestSubscribeMessage answers on the phone; the send API never returns these.
    if (ids.length === 0) throw new Error('requestSubscribeMessage: errCode 10001, no template')
    if (ids.length > maxTemplatesPerAsk)
      throw new Error('requestSubscribeMessage: errCode 20003, over 3 templates')
    const unknown = ids.find((id) => !Object.hasOwn(templatesOf(appid, settings), id))
    if (unknown !== undefined)
      throw new Error(`requestSubscribeMessage: errCode 20001, no template ${unknown}`)
  }

  return {
    async wxLogin(name: string, appid: string = settings.mpAppId) {
      const openid = openidIn(appid, people.person(name), settings)
      const code = `0${randomBytes(23).toString('base64url')}`.slice(0, 32)
      state.loginCodes.set(code, { appid, openid, issuedAt: clock.now(), used: false })
      return code
    },

    /** What a URL Link opens. */
    urlLink(address: string) {
      const link = state.urlLinks.get(address)
      if (link === undefined) throw new Error(`${address} is no link of this mini-program`)
      if (link.expiresAt <= clock.now()) throw new Error(`${address} is over`)
      return link
    },

    async pressPhoneButton(name: string, appid: string = settings.mpAppId) {
      const code = `p${randomBytes(31).toString('hex')}`
      const { phone } = people.person(name)
      state.phoneCodes.set(code, { appid, phone, issuedAt: clock.now(), used: false })
      return code
    },

    /** Each accept adds one credit at WeChat, whether or not Kelu hears of it. */
    async answerTemplates(input: {
      person: string
      results: Record<string, 'accept' | 'reject'>
      appid?: string
    }) {
      const { appid = settings.mpAppId } = input
      const openid = openidIn(appid, people.person(input.person), settings)
      checkTemplates(Object.keys(input.results), appid)
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
      // Each mini-program has a message push of its own; the one here is that of the first.
      if (appid === settings.mpAppId) push.subscription('subscribe_msg_popup_event', openid, items)
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
  }
}

export type Phones = ReturnType<typeof createPhones>

import type { People } from '../people.ts'
import type { FrontEnd } from './front-end.ts'
import type { Phones } from './phone.ts'

/** Scene of a launch by a URL Link. */
const fromUrlLink = 1194

/** What people do in the mini-program besides buying. */
export function createMiniprogram(deps: { people: People; frontEnd: FrontEnd; phones: Phones }) {
  const { people, phones } = deps
  const { ask, tell, session, keepSession } = deps.frontEnd

  async function openMiniprogram(input: { person: string; scene?: number; path?: string }) {
    const person = people.person(input.person)
    const code = await phones.wxLogin(person.name)
    const body = { code, scene: input.scene, path: input.path }
    const about = { openid: person.openid, code }
    const answer = await tell('mp.login', about, { path: '/login', body, token: undefined })
    return { token: keepSession(person.name, answer) }
  }

  return {
    openMiniprogram,

    async openUrlLink(input: { person: string; url: string }) {
      const [address = '', appended = ''] = input.url.split('?')
      const { path, query } = phones.urlLink(address)
      const cq = new URLSearchParams(appended).get('cq')
      const parameters = new URLSearchParams(query)
      if (cq !== null) parameters.set('cq', cq)
      const launched = `${path}${parameters.size > 0 ? `?${parameters}` : ''}`
      await openMiniprogram({ person: input.person, scene: fromUrlLink, path: launched })
      return { path: launched }
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

    async answerSubscription(input: {
      person: string
      id: string
      results: Record<string, 'accept' | 'reject'>
    }) {
      const { openid } = people.person(input.person)
      const token = session(input.person)
      await phones.answerTemplates(input)
      const body = { id: input.id, results: input.results }
      const accepted = Object.keys(input.results).filter((id) => input.results[id] === 'accept')
      const about = { openid, id: input.id, accepted: accepted.join(' ') }
      await tell('mp.subscription', about, { path: '/subscriptions', body, token })
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

import { createHash } from 'node:crypto'
import { type WecomCall, WecomRefusal } from '../call.ts'
import type { TicketKind } from '../js-tickets.ts'
import { newId } from '../state.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const lifeSeconds = 7_200

function issue(kind: TicketKind, { state, clock, limits }: WecomWorld): Record<string, unknown> {
  const { current, asked } = state.jsTickets
  const now = clock.now()
  const most = kind === 'corp' ? limits.wecomCorpTicketsPerHour : limits.wecomAppTicketsPerHour
  // Refused calls count: nothing says that they do not.
  asked.add(kind, now.getTime())
  if (asked.count(kind, now.getTime()) > most) throw new WecomRefusal(45009, 'api freq out of limit')
  let ticket = current[kind]
  if (ticket === undefined || ticket.expiresAt <= now) {
    ticket = { value: newId('', 64), expiresAt: new Date(now.getTime() + lifeSeconds * 1_000) }
    current[kind] = ticket
  }
  return {
    ticket: ticket.value,
    expires_in: Math.floor((ticket.expiresAt.getTime() - now.getTime()) / 1_000),
  }
}

/** GET get_jsapi_ticket: the corp's, 400 an hour. */
export const getJsapiTicket: WecomApi = { method: 'GET', handle: (_call, world) => issue('corp', world) }

/** GET ticket/get: the application's, 100 an hour; there is no other type. */
export const getAgentTicket: WecomApi = {
  method: 'GET',
  handle({ query }: WecomCall, world) {
    if (query.get('type') !== 'agent_config') throw new WecomRefusal(40058, 'invalid Request Parameter: type')
    return issue('app', world)
  },
}

/** What a page hands to the client. */
export interface PageConfig {
  kind: TicketKind
  /** Where the page is; the part behind # does not count. */
  url: string
  timestamp: string
  nonceStr: string
  signature: string
}

/**
 * What the client says to a page that wants to use the JS-SDK: `ok`, or why not. The trusted domain of the application is
 * where Kelu is.
 */
export function judgePage(page: PageConfig, { state, clock, courier }: WecomWorld): string {
  const address = page.url.split('#')[0] ?? ''
  const target = courier.target()
  if (target === undefined || new URL(address).host !== new URL(target).host)
    return 'fail, invalid url domain'
  const ticket = state.jsTickets.current[page.kind]
  if (ticket === undefined || ticket.expiresAt <= clock.now()) return 'fail, 42012, invalid jsapi_ticket'
  const text = `jsapi_ticket=${ticket.value}&noncestr=${page.nonceStr}&timestamp=${page.timestamp}&url=${address}`
  const isSigned = createHash('sha1').update(text).digest('hex') === page.signature
  return isSigned ? 'ok' : 'fail, 40093, invalid signature'
}

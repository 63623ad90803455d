import { z } from 'zod'
import type { PageTicket } from '../../domain/sidebar/ports.ts'
import type { FetchedToken } from '../coordination/access-tokens.ts'
import type { Limit } from '../coordination/rate-governor.ts'
import type { ErrcodeClient } from '../errcode-client.ts'
import { hourMs } from './limits.ts'

const ticketReply = z.object({ ticket: z.string().min(1), expires_in: z.number().positive() })

/** Tickets for the JS-SDK (documents 90506, 94313); at most 400 an hour are asked for a corp and 100 for an application. */
export function createTicketCalls(client: ErrcodeClient, of: { corpId: string; agentId: number }) {
  const calls: Record<PageTicket, { path: string; query?: Record<string, string>; limit: Limit }> = {
    corp: {
      path: '/cgi-bin/get_jsapi_ticket',
      limit: { name: `wecom:${of.corpId}:corp-tickets`, most: 400, windowMs: hourMs },
    },
    app: {
      path: '/cgi-bin/ticket/get',
      query: { type: 'agent_config' },
      limit: { name: `wecom:${of.corpId}:${of.agentId}:app-tickets`, most: 100, windowMs: hourMs },
    },
  }
  return {
    /** A ticket and how long it lives. Its caller keeps it: few may be asked for. */
    async getTicket(kind: PageTicket): Promise<FetchedToken> {
      const { path, query, limit } = calls[kind]
      const reply = await client.call({
        method: 'GET',
        path,
        ...(query && { query }),
        reply: ticketReply,
        repeat: 'always',
        limits: [limit],
      })
      return { kind: 'token', token: reply.ticket, expiresInSeconds: reply.expires_in }
    },
  }
}

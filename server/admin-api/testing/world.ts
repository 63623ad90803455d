import type { KeyScope } from '../../../domain/api-keys/key-scopes.ts'
import { testSealing } from '../../../domain/customers/testing/world.ts'
import { type Log, silentLog } from '../../../domain/log.ts'
import type { Role } from '../../../domain/members/roles.ts'
import type { RouteTable } from '../../../http/router.ts'
import type { Member } from '../../../models/members.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import { createApp } from '../../app.ts'
import { createHttpServer } from '../../http-server.ts'
import { createMetrics } from '../../metrics.ts'
import { wireApiKeys } from '../../wiring/api-keys.ts'
import { wireMembers } from '../../wiring/members.ts'
import { wireStores } from '../../wiring/stores.ts'
import type { AllHandlers, ContractTable } from '../core/endpoint.ts'
import { mount } from '../core/mount.ts'
import { createWho, sessionCookie } from '../core/who.ts'

const publicUrl = 'https://kelu.test'
const address = '203.0.113.7'

export interface Reply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  body: any
  headers: Headers
}

/** Members, sessions and a real store, in front of which one resource is mounted as the server mounts all of them. */
export async function adminWorld<C extends ContractTable>(
  resource: (ground: Ground) => { contract: C; handlers: AllHandlers<C> },
  /** What stands beside the API. */
  besides: (ground: Ground) => RouteTable[] = () => [],
  more: {
    callsPerMinute?: number
    /** Told what each line of the log says beside its sentence. */
    line?: (data: unknown) => void
  } = {},
) {
  const db = await testDatabase()
  const realClock = movableClock()
  const stores = wireStores(db.connection)
  const members = wireMembers({ stores, realClock, publicUrl })
  const ground = {
    ...members,
    ...wireApiKeys({ stores, auditLog: members.auditLog, sealer: testSealing, realClock }),
    stores,
    realClock,
    connection: db.connection,
    storeUri: db.uri,
  }
  const errors: unknown[] = []
  const log: Log = {
    ...silentLog,
    info: (data) => more.line?.(data),
    error: (data) => void errors.push((data as { err?: unknown }).err ?? data),
  }
  const app = createApp({
    routers: [
      mount({
        ...resource(ground),
        who: createWho({ ...ground, publicUrl }),
        answerOnce: ground.answerOnce,
        callsPerMinute: more.callsPerMinute,
        publicUrl,
        clock: realClock,
        log,
      }),
      ...besides(ground),
    ],
    log,
    metrics: createMetrics({ inbox: stores.inbox, held: async () => [] }),
    https: true,
    trustedProxies: 1,
  })
  const server = createHttpServer()
  server.serve(app)
  const base = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`

  /** A request as the page makes it; `headers` over those it always sends. */
  async function call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    more: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const json = more.body === undefined ? undefined : JSON.stringify(more.body)
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin: publicUrl,
        'x-forwarded-for': address,
        ...(more.cookie && { cookie: more.cookie }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...more.headers,
      },
      body: json,
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers }
  }

  /** Somebody who may log in, without a password unless given one. */
  async function aMember(fields: Partial<Member> & { role: Role }): Promise<Member> {
    const member: Member = {
      _id: `a-${fields.role}`,
      name: `某${fields.role}`,
      departments: [],
      stores: [],
      state: 'active',
      createdAt: realClock.now(),
      ...fields,
    }
    await stores.members.insert(member)
    return member
  }

  /** The cookie of a fresh session. */
  async function cookieOf(memberId: string): Promise<string> {
    const { token } = await ground.sessions.open(memberId, 'password', { address, agent: 'test' })
    return `${sessionCookie}=${token}`
  }

  return {
    ...ground,
    base,
    server,
    call,
    /** What was logged as a fault of ours: whatever a 500 does not tell. */
    errors,
    aMember,
    cookieOf,
    /** The headers of a system that may do this, by a key of its own. */
    async aKey(scopes: KeyScope[], more: { addresses?: string[]; days?: number } = {}) {
      const entry = { name: 'CRM', scopes, addresses: more.addresses ?? [] }
      const made = await ground.integrations.add(entry, more.days ?? 90, { memberId: 'a-owner' })
      return { ...made, headers: { authorization: `Bearer ${made.token}`, origin: '' } }
    },
    /** A member of this role, logged in. */
    as: async (role: Role, fields: Partial<Member> = {}) =>
      cookieOf((await aMember({ role, ...fields }))._id),
    async close() {
      await server.close(1_000)
      await db.drop()
    },
  }
}

export type Ground = ReturnType<typeof wireMembers> &
  ReturnType<typeof wireApiKeys> & {
    stores: ReturnType<typeof wireStores>
    realClock: ReturnType<typeof movableClock>
    connection: Parameters<typeof wireStores>[0]
    storeUri: string
  }
export type AdminWorld = Awaited<ReturnType<typeof adminWorld>>

/** The cookies an answer sets, as a browser sends them back. */
export function cookiesIn({ headers }: Reply): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

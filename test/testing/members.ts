import type { Role } from '../../domain/members/roles.ts'
import { createMemberStore, type Member } from '../../models/members.ts'
import { sessionCookie } from '../../server/admin-api/core/who.ts'
import type { Kelu } from '../../server/start.ts'

/** The names people have in the pictures of the pages. */
const names: Record<Role, string> = {
  owner: '王芳',
  marketer: '周敏',
  editor: '刘洋',
  analyst: '陈经理',
  lead: '陈静',
  sales: '韩梅梅',
  operator: '孙浩',
  finance: '何静',
}

/** Whose customers and follow-ups some of them see: those of the team in the sandbox. */
const scopes: Partial<Record<Role, Partial<Member>>> = {
  lead: { departments: ['门店一部'] },
  sales: { userid: 'hanmei' },
}

/** One member per role, let in the first time they are named. */
export function membersOf({ admin, connection }: Kelu) {
  const store = createMemberStore(connection)
  const entered = new Map<Role, Promise<boolean>>()

  const enter = (role: Role): Promise<boolean> =>
    store.insert({
      _id: role,
      name: names[role],
      role,
      departments: [],
      stores: [],
      state: 'active',
      createdAt: new Date(),
      ...scopes[role],
    })

  return {
    /** The cookie of a new session. */
    async cookieOf(role: Role): Promise<string> {
      if (!entered.has(role)) entered.set(role, enter(role))
      await entered.get(role)
      const from = { address: '127.0.0.1', agent: 'test' }
      return (await admin.sessions.open(role, 'password', from)).token
    },
  }
}

/** What members do by the interface of the page, as the page calls it. */
export function officeOf({ kelu, config }: { kelu: Kelu; config: { publicUrl: string } }) {
  const { cookieOf } = membersOf(kelu)
  return {
    /** @throws when Kelu refuses, with what it says */
    async ask<Answer>(
      role: Role,
      method: 'GET' | 'POST' | 'PUT',
      path: string,
      body?: object,
    ): Promise<Answer> {
      const answer = await fetch(`${kelu.url}/api/v1${path}`, {
        method,
        headers: {
          Origin: config.publicUrl,
          Cookie: `${sessionCookie}=${await cookieOf(role)}`,
          ...(body && { 'Content-Type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Answer
    },
  }
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AdminWorld, adminWorld } from '../../admin-api/testing/world.ts'
import { createAdminLoginRouter } from './router.ts'

const leadTo = (where: string) => (input: { redirectUri: string; state: string }) =>
  `https://wecom.example/${where}?${new URLSearchParams(input)}`
/** Only WeCom is simulated: a code is `code-<userid>`. */
const login = {
  authorizeUrl: leadTo('within'),
  qrUrl: leadTo('scan'),
  userOf: async (code: string) => (code.startsWith('code-') ? code.slice(5) : null),
}

let world: AdminWorld
beforeEach(async () => {
  world = await adminWorld(
    () => ({ contract: {}, handlers: {} }),
    ({ logIn }) => [createAdminLoginRouter({ logIn, login, publicUrl: 'https://kelu.test' })],
  )
  await world.aMember({ _id: 'chenjing', role: 'lead', userid: 'chenjing' })
})
afterEach(() => world.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.base}/api/v1/session/wecom${path}`, { redirect: 'manual', headers })
const cookieFrom = (answer: Response, name: string) =>
  answer.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0] ?? ''

/** Sets out for WeCom: what to come back with. */
async function setOut(query = '') {
  const answer = await get(query)
  const to = new URL(answer.headers.get('location') ?? '')
  return {
    answer,
    to,
    state: to.searchParams.get('state') ?? '',
    cookie: cookieFrom(answer, 'kelu_admin_login'),
  }
}
const comeBack = (code: string, state: string, cookie: string) =>
  get(`/back?${new URLSearchParams({ code, state })}`, { cookie })

describe('log-in by WeCom', () => {
  it('shows a code to scan, or within WeCom asks itself; its state comes along from WeCom’s site', async () => {
    const { answer, to } = await setOut()
    expect([answer.status, to.pathname]).toEqual([303, '/scan'])
    expect(to.searchParams.get('redirectUri')).toBe('https://kelu.test/api/v1/session/wecom/back')
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /path=\/api\/v1\/session;.*samesite=lax; secure; httponly$/,
    )
    const within = await get('', { 'user-agent': 'Mozilla/5.0 MicroMessenger/7.0.1 wxwork/4.1' })
    expect(within.headers.get('location')).toContain('/within?')
  })

  it('gives the member of that userid a session, and leads back to where the page stood', async () => {
    const { state, cookie } = await setOut('?to=/admin/tasks?state=late')
    const answer = await comeBack('code-ChenJing', state, cookie)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/tasks?state=late'])
    const session = cookieFrom(answer, 'kelu_admin')
    expect((await world.sessions.use(session.split('=')[1] ?? ''))?.member._id).toBe('chenjing')
    expect(answer.headers.getSetCookie().find((each) => each.startsWith('kelu_admin='))).toMatch(
      /samesite=strict/,
    )
    expect(await world.auditLog.list({ limit: 1 })).toMatchObject([
      { by: 'chenjing', action: 'session.opened', details: { way: 'wecom' } },
    ])
  })

  it.each(['https://evil.test/', '//evil.test/', '/admin', '/admin/\\evil', '/task'])(
    'leads to no address but one of the page: not to %s',
    async (to) => {
      const answer = await get(`?to=${encodeURIComponent(to)}`)
      expect(answer.headers.get('location')).toBe('/admin/login?fault=request.malformed')
    },
  )

  it('refuses another browser’s state, a stranger, and a member who may not', async () => {
    await world.aMember({ _id: 'gone', role: 'sales', userid: 'gone', state: 'suspended' })
    const { state, cookie } = await setOut()
    for (const [code, itsState, itsCookie] of [
      ['code-chenjing', state, ''],
      ['code-chenjing', 'forged', cookie],
      ['stranger', state, cookie],
      ['code-nobody', state, cookie],
      ['code-gone', state, cookie],
    ] as const) {
      const answer = await comeBack(code, itsState, itsCookie)
      expect(answer.headers.get('location')).toBe('/admin/login?fault=login.refused')
      expect(cookieFrom(answer, 'kelu_admin')).toBe('')
    }
  })
})

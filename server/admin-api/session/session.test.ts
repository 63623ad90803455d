import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword } from '../../../domain/members/passwords.ts'
import { membersAndSessions } from '../testing/resources.ts'
import { type AdminWorld, adminWorld, cookiesIn } from '../testing/world.ts'

const password = 'correct horse 2026'
const passwordHash = await hashPassword(password)
const [minute, hour] = [60_000, 3_600_000]

let world: AdminWorld
beforeEach(async () => {
  world = await adminWorld(membersAndSessions)
  await world.aMember({ _id: 'zhoumin', name: '周敏', role: 'marketer', passwordHash })
})
afterEach(() => world.close())

const logIn = (given: { login?: string; password?: string; cookie?: string; from?: string } = {}) =>
  world.call('POST', '/session', {
    body: { login: given.login ?? 'zhoumin', password: given.password ?? password },
    cookie: given.cookie,
    headers: given.from ? { 'x-forwarded-for': given.from } : {},
  })
const me = (cookie: string) => world.call('GET', '/me', { cookie })
const actions = async () => (await world.auditLog.list({ limit: 50 })).map(({ action }) => action)

describe('log-in by password', () => {
  it('says who one is and what one may do', async () => {
    const answer = await logIn({ login: 'ZhouMin' })
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^kelu_admin=[\w-]{43}; path=\/; expires=[^;]+; samesite=strict; secure; httponly$/,
    )
    const { body } = await me(cookiesIn(answer))
    expect(body).toMatchObject({
      login: 'zhoumin',
      name: '周敏',
      role: 'marketer',
      roleName: '市场',
      scope: 'everything',
    })
    expect(body.operations).toContain('session.me')
    expect(body.operations).not.toContain('members.invite')
    expect(JSON.stringify(body)).not.toContain('argon2')
  })

  it('answers a wrong password, a wrong name and a suspended member alike', async () => {
    await world.aMember({ _id: 'gone', role: 'owner', passwordHash, state: 'suspended' })
    await world.aMember({ _id: 'invited', role: 'owner', state: 'invited' })
    for (const given of [{ password: 'x' }, { login: 'nobody' }, { login: 'gone' }, { login: 'invited' }]) {
      const { status, body, headers } = await logIn(given)
      expect([status, body.error.code, headers.getSetCookie()]).toEqual([401, 'login.wrong', []])
    }
    const told = await world.auditLog.list({ limit: 10 })
    expect(told.map(({ by, action }) => [by, action])).toEqual([
      ['invited', 'session.refused'],
      ['gone', 'session.refused'],
      ['unknown', 'session.refused'],
      ['zhoumin', 'session.refused'],
    ])
    expect(told[0]?.address).toBe('203.0.113.7')
  })

  it('gives a new session at each log-in, and ends the one the browser brought', async () => {
    const planted = cookiesIn(await logIn())
    const own = cookiesIn(await logIn({ cookie: planted }))
    expect(own).not.toBe(planted)
    expect((await me(planted)).status).toBe(401)
    expect((await me(own)).status).toBe(200)
    const made = await logIn({ cookie: `kelu_admin=${'a'.repeat(43)}` })
    expect(cookiesIn(made)).not.toContain('aaaa')
  })
})

describe('guessing', () => {
  it.each(['zhoumin', 'nobody'])(
    'locks %s for longer and longer, whatever is tried and from wherever',
    async (login) => {
      const guess = (n: number, given = {}) =>
        logIn({ login, password: `wrong ${n}`, from: `198.51.100.${n}`, ...given })
      for (let n = 1; n <= 5; n++) expect((await guess(n)).status).toBe(401)
      const locked = await guess(6, { password })
      expect([locked.status, locked.body.error.code]).toEqual([429, 'login.locked'])
      expect(locked.headers.get('retry-after')).toBe('30')
      // Whoever goes on meanwhile does not fill the log.
      expect(await actions()).toHaveLength(5)
      const delays: number[] = []
      for (let n = 0; n < 7; n++) {
        const { body } = await guess(10 + n)
        delays.push(body.error.retryAfterSeconds)
        world.realClock.advance(body.error.retryAfterSeconds * 1_000)
        expect((await guess(20 + n)).status).toBe(401)
      }
      expect(delays).toEqual([30, 60, 120, 240, 480, 900, 900])
    },
  )

  it('of many at once lets no more be looked at than one after the other', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, n) => logIn({ password: `wrong ${n}` })))
    expect(all.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
    expect(all.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(7)
  })

  it('of many names from one address locks the address, and no other', async () => {
    for (let n = 0; n < 30; n++) await logIn({ login: `name-${n}`, password: 'wrong', from: '198.51.100.9' })
    expect((await logIn({ from: '198.51.100.9' })).status).toBe(429)
    expect((await logIn({ from: '198.51.100.10' })).status).toBe(200)
  })

  it('is forgotten by the right password: whoever mistypes now and then is never locked', async () => {
    for (let n = 0; n < 3; n++) {
      for (let wrong = 0; wrong < 4; wrong++) await logIn({ password: 'wrong' })
      expect((await logIn()).status).toBe(200)
    }
  })

  it('takes an IPv6 network for one address', async () => {
    for (let n = 0; n < 30; n++)
      await logIn({ login: `name-${n}`, password: 'wrong', from: `2001:db8::${n + 1}` })
    expect((await logIn({ from: '2001:db8:0:0:ffff::1' })).status).toBe(429)
    expect((await logIn({ from: '2001:db8:0:1::1' })).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends after 12 hours without use, and after 7 days whatever happens', async () => {
    const cookie = cookiesIn(await logIn())
    world.realClock.advance(12 * hour - 1)
    expect((await me(cookie)).status).toBe(200)
    world.realClock.advance(12 * hour)
    expect((await me(cookie)).status).toBe(401)

    const busy = cookiesIn(await logIn())
    for (let passed = 11; passed < 7 * 24; passed += 11) {
      world.realClock.advance(11 * hour)
      expect((await me(busy)).status).toBe(200)
    }
    world.realClock.advance(11 * hour)
    expect((await me(busy)).status).toBe(401)
  })

  it('ends by logging out, and can be ended from another one', async () => {
    const [here, there] = [cookiesIn(await logIn()), cookiesIn(await logIn())]
    const { body } = await world.call('GET', '/sessions', { cookie: here })
    expect(body.items).toHaveLength(2)
    const other = body.items.find(({ current }: { current: boolean }) => !current)
    expect((await world.call('DELETE', `/sessions/${other.id}`, { cookie: here })).status).toBe(200)
    expect((await me(there)).status).toBe(401)
    const out = await world.call('DELETE', '/session', { cookie: here })
    expect(out.headers.getSetCookie()[0]).toMatch(/^kelu_admin=; path=\/; expires=Thu, 01 Jan 1970/)
    expect((await me(here)).status).toBe(401)
    expect(await actions()).toEqual(['session.ended', 'session.ended', 'session.opened', 'session.opened'])
  })

  it('of somebody else cannot be ended', async () => {
    const theirs = await world.sessions.open('zhoumin', 'password', { address: 'x', agent: 'x' })
    const cookie = await world.as('editor')
    expect((await world.call('DELETE', `/sessions/${theirs.id}`, { cookie })).status).toBe(404)
    expect(await world.sessions.look(theirs.id)).not.toBeNull()
  })

  it('ends everywhere else when the password changes, which takes the old one', async () => {
    const [here, there] = [cookiesIn(await logIn()), cookiesIn(await logIn())]
    const change = (body: object) => world.call('POST', '/session/password', { cookie: here, body })
    expect((await change({ old: 'wrong', next: 'a longer way up' })).body.error).toMatchObject({
      code: 'login.wrong',
      places: { old: '现在的密码不对' },
    })
    for (const next of ['short', 'aaaaaaaaaaaa', 'I am ZHOUMIN!'])
      expect((await change({ old: password, next })).body.error.places).toEqual({ next: expect.any(String) })
    const changed = await change({ old: password, next: 'quite another way' })
    expect(changed.status).toBe(200)
    expect([(await me(here)).status, (await me(there)).status]).toEqual([401, 401])
    expect((await me(cookiesIn(changed))).status).toBe(200)
    expect((await logIn()).status).toBe(401)
    expect((await logIn({ password: 'quite another way' })).status).toBe(200)
  })

  it('ends with the right to log in', async () => {
    const cookie = cookiesIn(await logIn())
    const owner = await world.as('owner')
    expect((await world.call('POST', '/members/zhoumin/suspend', { cookie: owner })).status).toBe(200)
    expect((await me(cookie)).status).toBe(401)
  })
})

describe('a one-time link', () => {
  const codeOf = (url = '') => new URL(url).searchParams.get('code') ?? ''
  const first = async () => codeOf((await world.welcomes.forFirstOwner())?.url)
  const accept = (body: object) => world.call('POST', '/welcome', { body })
  const owner = { login: 'Laoban', name: '老板', password: 'a long way up 2026' }

  beforeEach(async () => {
    await world.connection.collection('members').deleteMany({})
  })

  it('makes the first owner, once, and logs them in', async () => {
    expect((await world.call('GET', '/session/ways')).body).toEqual({ wecom: false, empty: true })
    const code = await first()
    expect((await world.call('POST', '/welcome/look', { body: { code } })).body).toMatchObject({
      login: null,
      role: 'owner',
    })
    const answer = await accept({ code, ...owner })
    expect((await me(cookiesIn(answer))).body).toMatchObject({
      login: 'laoban',
      role: 'owner',
      hasPassword: true,
    })
    expect((await accept({ code, ...owner, login: 'other' })).body.error.code).toBe('welcome.invalid')
    expect(await world.welcomes.forFirstOwner()).toBeNull()
  })

  it('works for half an hour', async () => {
    const code = await first()
    world.realClock.advance(30 * minute)
    const answer = await accept({ code, ...owner })
    expect([answer.status, answer.body.error.code]).toEqual([410, 'welcome.invalid'])
  })

  it('for a first owner is void once there is one: of two that were printed the other is no way in', async () => {
    const [one, other] = [await first(), await first()]
    expect((await accept({ code: one, ...owner })).status).toBe(200)
    expect((await accept({ code: other, ...owner, login: 'other' })).status).toBe(410)
  })

  it('outlives a password too weak and a name that is taken', async () => {
    await world.aMember({ _id: 'taken', role: 'sales' })
    const code = codeOf((await world.welcomes.byCommand(null)).url)
    expect((await accept({ code, ...owner, password: 'laoban-1234' })).body.error).toMatchObject({
      code: 'password.weak',
      places: { password: expect.any(String) },
    })
    expect((await accept({ code, ...owner, login: 'taken' })).body.error).toMatchObject({
      code: 'member.exists',
      places: { login: expect.any(String) },
    })
    expect((await accept({ code, name: '老板', password: owner.password })).body.error.places).toEqual({
      login: '请填写',
    })
    expect((await accept({ code, ...owner })).status).toBe(200)
  })

  it('used twice at once lets one in', async () => {
    const code = codeOf((await world.welcomes.byCommand(null)).url)
    const both = await Promise.all(['a1', 'b2'].map((login) => accept({ code, ...owner, login })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { membersAndSessions } from '../testing/resources.ts'
import { type AdminWorld, adminWorld, cookiesIn } from '../testing/world.ts'

let world: AdminWorld
let owner: string
beforeEach(async () => {
  world = await adminWorld(membersAndSessions)
  owner = await world.as('owner')
})
afterEach(() => world.close())

const chen = { login: 'ChenJing', name: '陈静', role: 'lead', departments: ['门店一部'], stores: ['S01'] }
const invite = (body: object) => world.call('POST', '/members', { cookie: owner, body })
const change = (login: string, body: object) =>
  world.call('PATCH', `/members/${login}`, { cookie: owner, body })

describe('members', () => {
  it('are invited by a link that is shown once, and come by it', async () => {
    const { body } = await invite(chen)
    expect(body.member).toMatchObject({ login: 'chenjing', role: 'lead', roleName: '店长', state: 'invited' })
    const code = new URL(body.link.url).searchParams.get('code')
    expect(body.link.url).toBe(`https://kelu.test/admin/welcome?code=${code}`)
    expect((await world.call('POST', '/welcome/look', { body: { code } })).body).toMatchObject({
      login: 'chenjing',
      name: '陈静',
    })
    // The link says who they are: they cannot be somebody else by it.
    const welcome = { code, login: 'boss', name: '陈静静', password: 'too short' }
    const strong = { ...welcome, password: 'long enough 2026' }
    expect((await world.call('POST', '/welcome', { body: welcome })).status).toBe(422)
    const answer = await world.call('POST', '/welcome', { body: strong })
    expect(answer.body).toMatchObject({ login: 'chenjing', name: '陈静静', role: 'lead', stores: ['S01'] })
    expect((await world.call('GET', '/me', { cookie: cookiesIn(answer) })).status).toBe(200)
    expect((await invite(chen)).body.error).toMatchObject({
      code: 'member.exists',
      places: { login: expect.any(String) },
    })
  })

  it('get a new link that voids the one before', async () => {
    const before = new URL((await invite(chen)).body.link.url).searchParams.get('code')
    await world.call('POST', '/members/chenjing/link', { cookie: owner })
    expect((await world.call('POST', '/welcome/look', { body: { code: before } })).status).toBe(410)
  })

  it('with a WeCom userid may come by WeCom at once; two with the same, neither', async () => {
    await invite({ ...chen, userid: 'ChenJing' })
    const from = { address: '203.0.113.7', agent: 'test' }
    const token = await world.logIn.byUserid('CHENJING', from)
    expect((await world.sessions.use(token))?.member._id).toBe('chenjing')
    await invite({ ...chen, login: 'twin', userid: 'chenjing' })
    await expect(world.logIn.byUserid('chenjing', from)).rejects.toMatchObject({ code: 'login.refused' })
    await change('twin', { userid: null })
    await expect(world.logIn.byUserid('chenjing', from)).resolves.toEqual(expect.any(String))
  })

  it('change their role at once, and it is noted', async () => {
    const cookie = await world.as('marketer')
    expect((await world.call('GET', '/members', { cookie })).status).toBe(403)
    await change('a-marketer', { role: 'owner' })
    expect((await world.call('GET', '/members', { cookie })).status).toBe(200)
    expect(await world.auditLog.list({ on: 'member:a-marketer', limit: 5 })).toMatchObject([
      { by: 'a-owner', action: 'member.changed', details: { role: ['marketer', 'owner'] } },
    ])
  })

  it('always keep an owner who can log in', async () => {
    for (const answer of [
      await change('a-owner', { role: 'marketer' }),
      await world.call('POST', '/members/a-owner/suspend', { cookie: owner }),
    ])
      expect([answer.status, answer.body.error.code]).toEqual([409, 'member.last_owner'])
    await invite({ login: 'second', name: '二', role: 'owner' })
    expect((await change('a-owner', { role: 'marketer' })).status).toBe(409)
    expect((await change('second', { userid: 'Second' })).body).toMatchObject({
      userid: 'second',
      state: 'active',
    })
    expect((await change('a-owner', { role: 'marketer' })).status).toBe(200)
  })

  it('nobody knows cannot be changed', async () => {
    expect((await change('nobody', { name: '谁' })).status).toBe(404)
    expect((await world.call('POST', '/members/nobody/link', { cookie: owner })).status).toBe(404)
  })

  it('are logged out everywhere by an owner', async () => {
    const cookie = await world.as('editor')
    await world.call('POST', '/members/a-editor/log-out', { cookie: owner })
    expect((await world.call('GET', '/me', { cookie })).status).toBe(401)
  })
})

import { expect } from 'vitest'
import { createMemberStore } from '../../models/members.ts'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

it('owner gives a link that makes one more owner, once', async ({ cli }) => {
  const { json } = await cli.kelu('owner --json')
  const { url } = json() as { url: string }
  expect(url).toMatch(/^http:\/\/localhost:3000\/admin\/welcome\?code=[\w-]{43}$/)
  const code = new URL(url).searchParams.get('code') ?? ''
  const boss = { login: 'Boss', name: '老板', password: 'long enough 2026', address: '127.0.0.1' }
  await cli.beside(async ({ welcomes }) => {
    expect(await welcomes.accept({ code, ...boss })).toMatchObject({ _id: 'boss', role: 'owner' })
    await expect(welcomes.accept({ code, ...boss, login: 'b2' })).rejects.toMatchObject({
      code: 'welcome.invalid',
    })
  })
})

it('owner <login> gives a member a new password, and nobody else', async ({ cli, db }) => {
  await createMemberStore(db.connection).insert({
    _id: 'zhou',
    name: '周敏',
    role: 'marketer',
    departments: [],
    stores: [],
    state: 'active',
    createdAt: new Date(0),
  })
  expect((await cli.kelu('owner ZHOU')).out).toContain('/admin/welcome?code=')
  expect(await cli.kelu('owner nobody')).toMatchObject({ code: 1, err: '没有这个登录名：nobody\n' })
})

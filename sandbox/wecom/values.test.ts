import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aPerson } from '../testing/cast.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const contact = '/cgi-bin/externalcontact'
const friend = aPerson('小美').externalUserid

let sandbox: Sandbox
let client: WecomClient
beforeEach(async () => {
  sandbox = await startWithCast()
  client = await wecomClient(sandbox)
  await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
})
afterEach(() => sandbox.close())

const rename = (more: object) =>
  client.post(`${contact}/remark`, { userid: 'ZhangSan', external_userid: friend, ...more })

it('a remark of twenty characters is taken; a longer one, none at all, and one of no friend are not', async () => {
  expect(await rename({ remark: '西'.repeat(20) })).toMatchObject({ errcode: 0 })
  expect(await rename({ remark: '西'.repeat(21) })).toMatchObject({ errcode: 40058 })
  expect(await rename({})).toMatchObject({ errcode: 40063 })
  expect(await rename({ userid: 'LiSi', remark: '西' })).toMatchObject({ errcode: 84061 })
})

it.each([
  ['get_unassigned_list', 'page_size', 0],
  ['get_unassigned_list', 'page_size', 1_001],
  ['list_contact_way', 'limit', 0],
  ['list_contact_way', 'limit', 1_001],
])('%s does not come with a %s of %i', async (call, field, size) => {
  expect(await client.post(`${contact}/${call}`, { [field]: size })).toMatchObject({ errcode: 40058 })
})

import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { hour, later, monday } from '../testing/cast.ts'
import { wecomClient } from '../testing/wecom-client.ts'

const corpPath = '/cgi-bin/get_jsapi_ticket'
const appPath = '/cgi-bin/ticket/get'
const page = 'https://kelu.test/sidebar?a=1'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({
    now: monday,
    settings: { limits: { wecomCorpTicketsPerHour: 2, wecomAppTicketsPerHour: 1 } },
  })
  await sandbox.setTarget('https://kelu.test')
})
afterEach(() => sandbox.close())

async function judged(kind: 'corp' | 'app', ticket: string, url = page): Promise<string> {
  const [timestamp, nonceStr] = ['1414587457', 'n']
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url.split('#')[0]}`
  const signature = createHash('sha1').update(text).digest('hex')
  return sandbox.openPageInClient({ kind, url, timestamp, nonceStr, signature })
}

describe('tickets of the JS-SDK', () => {
  it('are refused beyond their limit of an hour, the corp its own and the application its own', async () => {
    const client = await wecomClient(sandbox)
    const first = await client.get(corpPath)
    expect(await client.get(corpPath)).toMatchObject({ errcode: 0, ticket: first.ticket })
    expect(await client.get(corpPath)).toMatchObject({ errcode: 45009 })
    expect(await client.get(appPath, { type: 'agent_config' })).toMatchObject({ errcode: 0 })
    expect(await client.get(appPath, { type: 'agent_config' })).toMatchObject({ errcode: 45009 })
    await sandbox.setClock(later(hour + 1))
    expect(await client.get(corpPath)).toMatchObject({ errcode: 0, expires_in: 3_599 })
  })

  it('are of no other type than agent_config', async () => {
    expect(await (await wecomClient(sandbox)).get(appPath, { type: 'jsapi' })).toMatchObject({
      errcode: 40058,
    })
  })

  it('sign for two hours pages of the trusted domain, each what it is for', async () => {
    const client = await wecomClient(sandbox)
    const corp = String((await client.get(corpPath)).ticket)
    const app = String((await client.get(appPath, { type: 'agent_config' })).ticket)
    expect(await judged('corp', corp)).toBe('ok')
    expect(await judged('app', app, `${page}#top`)).toBe('ok')
    expect(await judged('app', corp)).toContain('40093')
    expect(await judged('corp', corp, 'https://kelu.example/sidebar')).toContain('invalid url domain')
    await sandbox.setClock(later(2 * hour))
    expect(await judged('corp', corp)).toContain('42012')
  })
})

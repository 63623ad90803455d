import { nanoid } from 'nanoid'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import { createRedisAccessTokens } from '../coordination/redis-access-tokens.ts'
import { createRedisRateGovernor } from '../coordination/redis-rate-governor.ts'
import { type Platforms, startPlatforms } from '../testing/platforms.ts'
import { redisConnections } from '../testing/redis.ts'
import { createWecomApi } from './api.ts'
import { signPage } from './page-signature.ts'
import { createPageSigner } from './page-signer.ts'

const hour = 3_600_000
const corpCall = 'wecom:/cgi-bin/get_jsapi_ticket'
const url = 'https://kelu.test/sidebar?a=1#top'
const { connect, disconnectAll } = redisConnections()
afterAll(disconnectAll)

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
  await platforms.sandbox.setTarget('https://kelu.test')
})
afterEach(() => platforms.close())

function signer() {
  return createPageSigner({ ...platforms.wecomSettings, api: platforms.wecom })
}

describe('the signature of a page', () => {
  it('is that of the worked example of document 90506', () => {
    const signature = signPage({
      ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
      nonceStr: 'Wm3WZYTPz0wzccnW',
      timestamp: '1414587457',
      url: 'http://mp.weixin.qq.com?params=value',
    })
    expect(signature).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed')
  })

  it.each(['corp', 'app'] as const)('is taken by the client: %s', async (kind) => {
    const signature = await signer().sign(kind, url)
    expect(await platforms.sandbox.openPageInClient({ kind, url, ...signature })).toBe('ok')
  })
})

describe('tickets', () => {
  it('are asked for once in two hours, however many pages are signed', async () => {
    const pages = signer()
    await Promise.all(Array.from({ length: 50 }, () => pages.sign('corp', url)))
    await platforms.advance(2 * hour - 61_000)
    await pages.sign('corp', url)
    expect(await platforms.calls(corpCall)).toBe(1)
    await platforms.advance(1_000)
    await pages.sign('corp', url)
    expect(await platforms.calls(corpCall)).toBe(2)
  })

  it('that the client refuses are replaced, once in ten minutes however often it is said', async () => {
    const pages = signer()
    const first = await pages.sign('app', url)
    await platforms.sandbox.endTicket('app')
    expect(await platforms.sandbox.openPageInClient({ kind: 'app', url, ...first })).toContain('42012')
    await pages.replace('app', first.grant)
    const second = await pages.sign('app', url)
    expect(await platforms.sandbox.openPageInClient({ kind: 'app', url, ...second })).toBe('ok')
    for (let time = 0; time < 5; time += 1) {
      await pages.replace('app', (await pages.sign('app', url)).grant)
    }
    expect((await pages.sign('app', url)).grant).toBe(second.grant)
    await platforms.advance(11 * 60_000)
    await pages.replace('app', second.grant)
    expect((await pages.sign('app', url)).grant).not.toBe(second.grant)
  })

  it('of an older page do not take the present one away', async () => {
    const pages = signer()
    const present = await pages.sign('corp', url)
    await pages.replace('corp', 'an-older-one')
    expect((await pages.sign('corp', url)).grant).toBe(present.grant)
  })

  it('are never asked for beyond the limits, and pages are told to come back', async () => {
    for (let n = 0; n < 100; n += 1)
      expect(await platforms.wecom.getTicket('app')).toMatchObject({ kind: 'token' })
    await expect(platforms.wecom.getTicket('app')).rejects.toMatchObject({ kind: 'limited' })
    await expect(signer().sign('app', url)).rejects.toMatchObject({ code: 'platform.unavailable' })
    expect(await platforms.sandbox.refusals()).toEqual({})
  })

  it('are shared by two processes', async () => {
    const prefix = `test:${nanoid()}:`
    const process = () => {
      const shared = { redis: connect(), clock: platforms.clock, log: silentLog, prefix }
      const settings = {
        ...platforms.wecomSettings,
        tokens: createRedisAccessTokens(shared),
        governor: createRedisRateGovernor(shared),
      }
      const api = createWecomApi(settings)
      return { ...createPageSigner({ ...settings, api }), close: api.close }
    }
    const [one, other] = [process(), process()]
    const [first, second] = await Promise.all([one.sign('corp', url), other.sign('corp', url)])
    expect(second.grant).toBe(first.grant)
    expect(await platforms.calls(corpCall)).toBe(1)
    await one.replace('corp', first.grant)
    await other.replace('corp', (await other.sign('corp', url)).grant)
    expect(await platforms.calls(corpCall)).toBe(2)
    one.close()
    other.close()
  })
})

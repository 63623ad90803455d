import { afterEach, describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors.ts'
import { type SmallApp, smallApp } from '../test/testing/small-app.ts'
import { createMetrics } from './metrics.ts'

const apps: SmallApp[] = []
afterEach(async () => {
  for (const { server } of apps.splice(0)) await server.close(100)
})

async function start(...given: Parameters<typeof smallApp>) {
  const app = await smallApp(...given)
  apps.push(app)
  return app
}

describe('errors', () => {
  it('of the domain are told as code and status, with the id of the request', async () => {
    const { base } = await start((router) => {
      router.get('/x', () => {
        throw new DomainError('journey.invalid', { step: 'a' })
      })
    })
    const answer = await fetch(`${base}/x`, { headers: { 'x-request-id': 'req-12345678' } })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toEqual({
      error: { code: 'journey.invalid', data: { step: 'a' }, requestId: 'req-12345678' },
    })
  })

  it('that are unknown tell nothing outside and are logged once', async () => {
    const { base, lines } = await start((router) => {
      router.get('/x', () => {
        throw new Error('secret inside')
      })
    })
    const answer = await fetch(`${base}/x`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret inside')
    expect(lines.filter((line) => line.includes('secret inside'))).toHaveLength(1)
  })

  it('of a signature do not say which check failed', async () => {
    const { base } = await start((router) => {
      router.get('/x', () => {
        throw new DomainError('signature.invalid', { check: 'padding' })
      })
    })
    expect(await (await fetch(`${base}/x`)).text()).not.toContain('padding')
  })

  it('are JSON for an address that does not exist', async () => {
    const { base } = await start(() => undefined)
    const answer = await fetch(`${base}/nothing`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 'route.not_found' } })
  })
})

describe('log', () => {
  it('shows the pattern of an address, never the secrets in it', async () => {
    const { base, lines } = await start((router) => {
      router.get('/u/:token', (ctx) => {
        ctx.body = 'ok'
      })
    })
    await fetch(`${base}/u/secret-token?msg_signature=abcdef`)
    const written = lines.join('')
    expect(written).toContain('/u/:token')
    expect(written).not.toMatch(/secret-token|abcdef/)
  })

  it('tells what an error is and where it comes from, and nothing a driver hung on it', async () => {
    const { log, lines } = await start(() => undefined)
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const error = Object.assign(new Error('no store', { cause }), { request: { body: 'a-secret' } })
    log.error({ error }, 'x')
    log.error({ err: error }, 'x')
    for (const line of lines) {
      const { error: told, err = told } = JSON.parse(line)
      expect(err).toMatchObject({ message: 'no store', cause: { code: 'ECONNREFUSED' } })
      expect(err.stack).toContain('app.test.ts')
    }
    expect(lines.join('')).not.toContain('a-secret')
  })

  it('hides fields that hold secrets or contact data wherever they are named', async () => {
    const { log, lines } = await start(() => undefined)
    log.info({ token: 't-1', person: { phone: '13800138000' }, a: { b: { secret: 's-1' } } }, 'x')
    expect(lines.join('')).not.toMatch(/t-1|13800138000|s-1/)
  })

  it('marks the ids that platforms have of a customer, alike in all lines about them', async () => {
    const { log, lines } = await start(() => undefined)
    log.info({ inboxId: 'wecom:add:UserID=lilei:ExternalUserID=wmAlice:1772' }, 'x')
    log.info({ touchId: 'welcome:wecom:add:UserID=lilei:ExternalUserID=wmAlice:1773' }, 'x')
    log.info({ inboxId: 'wecom:add:UserID=lilei:ExternalUserID=wmBob:1774' }, 'x')
    log.info({ eventId: 'mp:oAlice:look-1' }, 'x')
    expect(lines.join('')).not.toMatch(/wmAlice|wmBob|oAlice/)
    const marks = lines.map((line) => /~[0-9a-f]{12}/.exec(line)?.[0]).filter(Boolean)
    expect(marks).toHaveLength(4)
    expect(new Set(marks.slice(0, 3)).size).toBe(2)
    expect(lines.join('')).toContain('UserID=lilei')
  })
})

describe('operations', () => {
  it('says how many people are held, where and why', async () => {
    const step = { journeyId: 'j', stepId: 'say', why: 'no message hello' }
    const held = [
      { ...step, versionId: 'j@1', runs: 2 },
      { ...step, versionId: 'j@2', runs: 3 },
    ]
    const inbox = { countByState: async () => ({ received: 0, done: 0, failed: 0, ignored: 0 }) }
    const text = await createMetrics({ inbox, held: async () => held }).registry.metrics()
    expect(text).toContain('kelu_journey_runs_held{journey="j",step="say",why="no message hello"} 5')
  })

  it('gives the figures of the process also while the store does not answer, without those of the store', async () => {
    for (const countByState of [
      () => Promise.reject(new Error('down')),
      () => new Promise<never>(() => undefined),
    ]) {
      const text = await createMetrics({ inbox: { countByState }, held: countByState }).registry.metrics()
      expect(text).toContain('process_cpu_seconds_total')
      expect(text).not.toMatch(/^kelu_inbox_records\{/m)
    }
  })

  it('tells alive from ready, and what is not', async () => {
    const never = () => new Promise<void>(() => undefined)
    const checks = {
      store: async () => undefined,
      redis: () => Promise.reject(new Error('down')),
      slow: never,
    }
    const { base } = await start(() => undefined, checks)
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
    const ready = await fetch(`${base}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ ready: false, checks: { store: true, redis: false, slow: false } })
  })

  it('shows figures for Prometheus', async () => {
    const { base } = await start(() => undefined)
    await fetch(`${base}/healthz`)
    const text = await (await fetch(`${base}/metrics`)).text()
    expect(text).toContain('kelu_inbox_records{state="received"} 2')
    expect(text).toMatch(/kelu_http_request_seconds_count\{method="GET",route="\/healthz",status="200"\} 1/)
  })
})

describe('shutdown', () => {
  it('lets a request that is under way finish, and takes no new one', async () => {
    let release = () => {}
    const { base, server } = await start((router) => {
      router.get('/slow', async (ctx) => {
        await new Promise<void>((resolve) => {
          release = resolve
        })
        ctx.body = 'finished'
      })
    })
    const answer = fetch(`${base}/slow`)
    await expect.poll(() => server.inFlight()).toBe(1)
    const closed = server.close(5_000)
    await expect(fetch(`${base}/slow`)).rejects.toThrow()
    release()
    expect(await (await answer).text()).toBe('finished')
    await closed
    expect(server.inFlight()).toBe(0)
  })

  it('cuts what takes longer than the grace', async () => {
    const { base, server } = await start((router) => {
      router.get('/for-ever', () => new Promise<void>(() => undefined))
    })
    const answer = fetch(`${base}/for-ever`).catch((error: unknown) => error)
    await expect.poll(() => server.inFlight()).toBe(1)
    await server.close(50)
    expect(await answer).toBeInstanceOf(Error)
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { endpoint, type Handlers } from './endpoint.ts'
import { done } from './parts.ts'
import { AdminRefusal } from './refuse.ts'

const things = {
  look: endpoint({
    method: 'get',
    path: '/things',
    summary: 'Things',
    roles: ['owner'],
    scope: 'orders:read',
    answer: z.object({ by: z.string(), role: z.string() }),
  }),
  make: endpoint({
    method: 'post',
    path: '/things',
    summary: 'Make one',
    roles: [],
    scope: 'orders:write',
    body: z.object({ name: z.string() }),
    answer: z.object({ name: z.string(), count: z.number(), once: z.string() }),
  }),
  seek: endpoint({
    method: 'post',
    path: '/things/seek',
    summary: 'Seek one',
    roles: [],
    scope: 'orders:read',
    readsOnly: true,
    body: z.object({ name: z.string() }),
    answer: z.object({ count: z.number() }),
  }),
  open: endpoint({ method: 'get', path: '/open', summary: 'For anybody', roles: 'anybody', answer: done }),
}

/** What was done, and what is waited for before it is. */
const made: string[] = []
let gate: Promise<unknown> = Promise.resolve()
const handlers: Handlers<typeof things> = {
  look: ({ caller }) => ({ by: caller.memberId, role: caller.role }),
  async make({ body: { name }, once }) {
    await gate
    if (name === 'refused') throw new AdminRefusal(409, 'test.refused', '不行')
    made.push(name)
    return { name, count: made.length, once }
  },
  seek: ({ body }) => ({ count: made.push(body.name) }),
  open: () => ({}),
}

let world: AdminWorld
const lines: unknown[] = []
beforeAll(async () => {
  world = await adminWorld(() => ({ contract: { things }, handlers: { things: handlers } }), undefined, {
    callsPerMinute: 40,
    line: (data) => void lines.push(data),
  })
})
afterAll(() => world.close())

const refusalOf = ({ status, body }: Awaited<ReturnType<AdminWorld['call']>>) => [status, body.error?.code]

describe('a system with a key', () => {
  it('is a caller beside members, known by its integration', async () => {
    const { headers, integration } = await world.aKey(['orders:read'])
    const answer = await world.call('GET', '/things', { headers })
    expect(answer.body).toEqual({ by: `key:${integration._id}`, role: 'integration' })
  })

  it('is not let in by a session beside a key that does not fit', async () => {
    const cookie = await world.as('owner')
    for (const token of ['kelu_nonsense', `kelu_${'a'.repeat(14)}_${'b'.repeat(40)}`, '']) {
      const headers = { authorization: `Bearer ${token}` }
      const answer = await world.call('GET', '/things', { cookie, headers })
      expect(refusalOf(answer)).toEqual([401, 'key.invalid'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  it('is refused with the secret of another key of its own integration', async () => {
    const first = await world.aKey(['orders:read'])
    const second = await world.integrations.issue(first.integration._id, 1, { memberId: 'a' })
    const [beginning, secret] = [first.token.slice(0, 20), second.token.slice(20)]
    const headers = { authorization: `Bearer ${beginning}${secret}` }
    expect(refusalOf(await world.call('GET', '/things', { headers }))).toEqual([401, 'key.invalid'])
  })

  it('leaves the log-in of a proxy in front alone', async () => {
    const headers = { authorization: 'Basic a2VsdTprZWx1' }
    expect((await world.call('GET', '/open', { headers })).status).toBe(200)
    expect(refusalOf(await world.call('GET', '/things', { headers }))).toEqual([401, 'session.invalid'])
  })

  it('may do nothing that is for anybody', async () => {
    const { headers } = await world.aKey(['orders:read'])
    expect(refusalOf(await world.call('GET', '/open', { headers }))).toEqual([403, 'key.not_for_this'])
  })

  it('is told which scope is missing and where to get it', async () => {
    const { headers } = await world.aKey(['orders:read'])
    const answer = await world.call('POST', '/things', { headers, body: { name: 'a' } })
    expect(refusalOf(answer)).toEqual([403, 'key.scope_missing'])
    expect(answer.body.error.message).toMatch(/上报订单.*orders:write.*接口密钥/)
  })
})

describe('a key', () => {
  it('works until it ends', async () => {
    const { headers } = await world.aKey(['orders:read'], { days: 1 })
    world.realClock.advance(86_400_000 - 1)
    expect((await world.call('GET', '/things', { headers })).status).toBe(200)
    world.realClock.advance(1)
    expect(refusalOf(await world.call('GET', '/things', { headers }))).toEqual([401, 'key.expired'])
  })

  it('is over with its very next call when it is revoked, and the other one goes on', async () => {
    const { headers, integration } = await world.aKey(['orders:read'])
    const next = await world.integrations.issue(integration._id, 30, { memberId: 'a' })
    expect((await world.call('GET', '/things', { headers })).status).toBe(200)
    await world.integrations.revoke(integration._id, integration.keys[0]?.id ?? '', { memberId: 'a' })
    expect(refusalOf(await world.call('GET', '/things', { headers }))).toEqual([401, 'key.revoked'])
    const other = { authorization: `Bearer ${next.token}` }
    expect((await world.call('GET', '/things', { headers: other })).status).toBe(200)
  })

  it('works from the addresses it was given alone', async () => {
    const { headers } = await world.aKey(['orders:read'], { addresses: ['198.51.100.0/24', '2001:db8::/32'] })
    const from = (address: string) =>
      world.call('GET', '/things', { headers: { ...headers, 'x-forwarded-for': address } })
    for (const address of ['198.51.100.9', '::ffff:198.51.100.9', '2001:db8::7'])
      expect((await from(address)).status).toBe(200)
    for (const address of ['203.0.113.7', '198.51.101.9', '2001:db9::1', 'nowhere'])
      expect(refusalOf(await from(address))).toEqual([403, 'key.wrong_address'])
  })

  it('notes that it was used, at most once a minute', async () => {
    const { headers, integration } = await world.aKey(['orders:read'])
    const usedAt = async () =>
      Object.values((await world.stores.integrations.find(integration._id))?.usedAt ?? {})
    const first = world.realClock.now()
    await world.call('GET', '/things', { headers })
    world.realClock.advance(59_000)
    await world.call('GET', '/things', { headers })
    expect(await usedAt()).toEqual([first])
    world.realClock.advance(2_000)
    await world.call('GET', '/things', { headers })
    expect(await usedAt()).toEqual([new Date(first.getTime() + 61_000)])
  })

  it('is refused in an address, however it is written, and written down nowhere', async () => {
    const { token, headers } = await world.aKey(['orders:read'])
    const ways = [
      `/things?key=${token}`,
      `/things?a=1&access_token=${encodeURIComponent(token)}`,
      `/things?x=${token.replaceAll('_', '%5F')}`,
    ]
    for (const path of ways) {
      for (const more of [{}, { headers }]) {
        const answer = await world.call('GET', path, more)
        expect(refusalOf(answer)).toEqual([400, 'key.in_address'])
        expect(answer.body.error.message).toMatch(/Authorization.*停用/)
        expect(JSON.stringify(answer.body)).not.toContain(token.slice(20))
      }
    }
    expect(lines.length).toBeGreaterThan(0)
    expect(JSON.stringify(lines)).not.toContain(token.slice(20))
  })

  it('is kept as a digest alone', async () => {
    const { token } = await world.aKey(['orders:read'])
    const kept = JSON.stringify(await world.stores.integrations.list(200))
    expect(kept).toContain('secretHash')
    expect(kept).not.toContain(token.slice(20))
  })
})

describe('the rate', () => {
  it('is told with each answer, and what is beyond it is refused until the minute is over', async () => {
    const { headers } = await world.aKey(['orders:read'])
    const { headers: another } = await world.aKey(['orders:read'])
    const first = await world.call('GET', '/things', { headers })
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=40;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=39;t=\d+$/)
    for (let n = 1; n < 40; n++) await world.call('GET', '/things', { headers })
    const refused = await world.call('GET', '/things', { headers })
    expect(refusalOf(refused)).toEqual([429, 'request.rate_limited'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit')).toMatch(/^"key";r=0;/)
    expect((await world.call('GET', '/things', { headers: another })).status).toBe(200)
  })
})

describe('a POST under an Idempotency-Key', () => {
  async function asks() {
    const { headers, integration } = await world.aKey(['orders:write', 'orders:read'])
    const make = (name: string, key: string) =>
      world.call('POST', '/things', { headers: { ...headers, 'idempotency-key': key }, body: { name } })
    return { headers, make, integration }
  }

  /** How many are under way. */
  const begun = () => world.connection.collection('keptAnswers').countDocuments({ state: 'begun' })

  it('is done once, and answered the same again', async () => {
    const { make } = await asks()
    const first = await make('one', 'k1')
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    const again = await make('one', 'k1')
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.body).toEqual(first.body)
    expect((await make('one', 'k2')).body.count).toBe(first.body.count + 1)
  })

  it('is refused where another body comes under the same key', async () => {
    const { make } = await asks()
    await make('one', 'k')
    expect(refusalOf(await make('two', 'k'))).toEqual([422, 'idempotency.other_request'])
  })

  it('is refused while the first one works, and done once', async () => {
    const { make } = await asks()
    const before = made.length
    let go = (_: unknown): void => undefined
    gate = new Promise((resolve) => {
      go = resolve
    })
    const first = make('slow', 'k')
    await expect.poll(begun).toBe(1)
    expect(refusalOf(await make('slow', 'k'))).toEqual([409, 'idempotency.under_way'])
    go(null)
    expect((await first).status).toBe(200)
    expect(made.length).toBe(before + 1)
  })

  it('is another system’s own: keys of two may be the same', async () => {
    const [one, two] = [await asks(), await asks()]
    await one.make('one', 'k')
    expect((await two.make('two', 'k')).body.name).toBe('two')
  })

  it('is done anew after a refusal, after a day, and after a crash in the middle, under the same name', async () => {
    const { make, integration } = await asks()
    expect(refusalOf(await make('refused', 'k'))).toEqual([409, 'test.refused'])
    expect(refusalOf(await make('refused', 'k'))).toEqual([409, 'test.refused'])
    const first = await make('one', 'day')
    world.realClock.advance(24 * 3_600_000)
    const next = await make('one', 'day')
    expect(next.body.count).toBe(first.body.count + 1)
    // Other work: what it changes is no repeat of what was changed then.
    expect(next.body.once).not.toBe(first.body.once)

    // Begun by a process that is no more.
    let once = ''
    const work = world.answerOnce(
      {
        integration: integration._id,
        idempotencyKey: 'crash',
        request: JSON.stringify(['POST', '/api/v1/things', { name: 'one' }]),
      },
      (name) => {
        once = name
        return new Promise<string>(() => {})
      },
    )
    void work
    await expect.poll(begun).toBe(1)
    expect(refusalOf(await make('one', 'crash'))).toEqual([409, 'idempotency.under_way'])
    world.realClock.advance(60_000)
    const taken = await make('one', 'crash')
    expect([taken.status, taken.headers.get('idempotent-replayed')]).toEqual([200, null])
    expect(taken.body.once).toBe(once)
  })

  it('has a key of visible letters', async () => {
    const { make } = await asks()
    expect(refusalOf(await make('one', 'x'.repeat(256)))).toEqual([400, 'idempotency.malformed'])
  })

  it('keeps no answer of what only reads, and keeps others sealed', async () => {
    const { headers, make } = await asks()
    const seek = () =>
      world.call('POST', '/things/seek', {
        headers: { ...headers, 'idempotency-key': 'seek' },
        body: { name: 'x' },
      })
    expect((await seek()).body.count + 1).toBe((await seek()).body.count)
    await make('secret-name', 'sealed')
    const kept = await world.connection.collection('keptAnswers').find({}).toArray()
    expect(kept.length).toBeGreaterThan(0)
    expect(JSON.stringify(kept)).not.toContain('secret-name')
  })
})

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standardSignature } from '../../../domain/webhooks/signature.ts'
import { createRouter } from '../../../http/router.ts'
import { type EdgeWorld, edgeWorld } from '../../../test/testing/edge-world.ts'
import { requireShopSignature } from './shop-signature.ts'

// The example of the standard's own documentation and libraries.
const example = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

it('signs as the standard does', () => {
  const { secret, signature, ...signed } = example
  expect(standardSignature(secret, signed)).toBe(signature)
})

it('a secret that is not whsec_ is the key as it is written', () => {
  const signature = createHmac('sha256', 'plain-secret-0123').update('i.1.{}').digest('base64')
  const signed = { id: 'i', timestamp: '1', body: '{}' }
  expect(standardSignature('plain-secret-0123', signed)).toBe(`v1,${signature}`)
})

describe('a request with the headers of Standard Webhooks', () => {
  let world: EdgeWorld
  let base: string
  beforeAll(async () => {
    world = await edgeWorld()
    const router = createRouter({ prefix: '/hooks' })
    const guard = requireShopSignature({ secret: example.secret, clock: world.clock })
    router.post('/shop', guard, async (ctx) => {
      ctx.body = { seen: ctx.state.bodyText }
    })
    base = await world.serve([router])
  })
  afterAll(() => world.close())

  const now = () => String(Math.floor(world.clock.now().getTime() / 1_000))
  const body = '{"id":"e1"}'
  async function send(
    change: Record<string, string | null> = {},
    signedAs: { timestamp?: string; secret?: string } = {},
  ) {
    const timestamp = signedAs.timestamp ?? now()
    const signature = standardSignature(signedAs.secret ?? example.secret, { id: 'msg_1', timestamp, body })
    const given = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
      ...change,
    }
    const headers = Object.fromEntries(
      Object.entries(given).filter((one): one is [string, string] => one[1] !== null),
    )
    const answer = await fetch(`${base}/hooks/shop`, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  }
  const ago = (seconds: number) => String(Number(now()) - seconds)

  it('is let through, also where one of several signatures is ours', async () => {
    expect(await send()).toEqual({ status: 200, text: JSON.stringify({ seen: body }) })
    const ours = standardSignature(example.secret, { id: 'msg_1', timestamp: now(), body })
    const several = `v1,b3RoZXI= v1a,${ours.slice(3)} ${ours}`
    expect((await send({ 'webhook-signature': several })).status).toBe(200)
    expect((await send({}, { timestamp: ago(300) })).status).toBe(200)
    expect((await send({}, { timestamp: ago(-300) })).status).toBe(200)
  })

  it.each<[string, () => ReturnType<typeof send>]>([
    ['another secret', () => send({}, { secret: 'whsec_b3RoZXI=' })],
    ['the signature of another version', () => send({ 'webhook-signature': 'v1a,x' })],
    ['another id than was signed', () => send({ 'webhook-id': 'msg_2' })],
    ['an id with a full stop', () => send({ 'webhook-id': 'msg_1.1' })],
    ['no id', () => send({ 'webhook-id': null })],
    ['no signature', () => send({ 'webhook-signature': null })],
    ['no timestamp', () => send({ 'webhook-timestamp': null })],
    ['301 seconds ago', () => send({}, { timestamp: ago(301) })],
    ['301 seconds ahead', () => send({}, { timestamp: ago(-301) })],
    ['a timestamp that is no number', () => send({}, { timestamp: 'NaN' })],
    [
      'a signature of Kelu beside a broken one of the standard',
      () => {
        const mac = createHmac('sha256', example.secret).update(`${now()}.${body}`).digest('hex')
        const own = { 'x-kelu-timestamp': now(), 'x-kelu-signature': `sha256=${mac}` }
        return send({ ...own, 'webhook-signature': 'v1,x' })
      },
    ],
  ])('is refused with %s', async (_what, sent) => {
    const { status, text } = await sent()
    expect([status, text]).toEqual([403, expect.stringContaining('signature.invalid')])
  })
})

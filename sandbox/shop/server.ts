import { createHmac } from 'node:crypto'
import { type SandboxClock, unixSeconds } from '../clock.ts'
import type { Person, SandboxSettings } from '../contract.ts'
import type { Faults } from '../faults.ts'
import type { Ledger } from '../ledger.ts'
import type { People } from '../people.ts'
import {
  jsonReply,
  type PlatformRequest,
  type PlatformServer,
  type Reply,
  servePlatform,
} from '../platform-server.ts'
import type { CouponBook } from './coupon-book.ts'

const dayMs = 86_400_000
const windowSeconds = 300

interface GrantRequest {
  number: string
  batch: string
  buyer: { unionid?: string; openid?: string; phone?: string }
}

/** What was given under a number. */
interface Given {
  asked: string
  buyer: string
  batch: string
  reply: { code: string; validFrom: string; validUntil: string }
}

/** The shop's own coupons: POST /coupons/grant, signed over time, path and body; a number gives one coupon, ever. */
export function serveShop(world: {
  settings: SandboxSettings
  clock: SandboxClock
  people: People
  ledger: Ledger
  faults: Faults
  book: CouponBook
}): Promise<PlatformServer> {
  const { settings, clock, people, ledger, book } = world
  const given = new Map<string, Given>()

  function isSigned({ path, headers, body }: PlatformRequest): boolean {
    const timestamp = String(headers['x-kelu-timestamp'])
    const mac = createHmac('sha256', settings.shopApiSecret)
      .update(`${timestamp}.${path}.${body}`)
      .digest('hex')
    const offSeconds = Math.abs(unixSeconds(clock.now()) - Number(timestamp))
    return headers['x-kelu-signature'] === `sha256=${mac}` && offSeconds <= windowSeconds
  }

  function grant(text: string): Reply {
    const { number, batch, buyer } = JSON.parse(text) as GrantRequest
    const known = given.get(number)
    if (known) return known.asked === text ? jsonReply(known.reply) : refusal('number_reused', 409)
    const terms = settings.shopCoupons[batch]
    if (terms === undefined) return refusal('batch_unknown', 404)
    const person = people.persons().find((one) => isBuyer(one, buyer))
    if (person === undefined) return refusal('buyer_unknown', 404)
    const ofBatch = [...given.values()].filter((one) => one.batch === batch)
    if (ofBatch.length >= terms.quantity) return refusal('exhausted', 409)
    if (ofBatch.filter((one) => one.buyer === person.name).length >= terms.perBuyer) {
      return refusal('limit_reached', 409)
    }
    const now = clock.now()
    const code = `SHOP-${String(given.size + 1).padStart(6, '0')}`
    const validUntil = new Date(now.getTime() + terms.days * dayMs)
    book.add(code, validUntil)
    const reply = { code, validFrom: now.toISOString(), validUntil: validUntil.toISOString() }
    given.set(number, { asked: text, buyer: person.name, batch, reply })
    ledger.delivered({
      platform: 'shop',
      kind: 'coupon',
      receiver: person.unionid,
      ref: number,
      content: reply,
    })
    return jsonReply(reply)
  }

  return servePlatform(world, {
    platform: 'shop',
    apiOf: ({ path }) => path,
    receiversOf: ({ body }) => buyersIn(body.toString()),
    async answer(request) {
      if (!isSigned(request)) return refusal('signature', 401)
      if (request.method !== 'POST' || request.path !== '/coupons/grant') return refusal('not_found', 404)
      return grant(request.body.toString())
    },
    answerFault({ kind, code }) {
      if (kind === 'serverError') return { status: 503, body: '', refusedWith: 503 }
      if (kind === 'rateLimited') return { status: 429, body: '', refusedWith: 429 }
      return refusal(String(code ?? kind), 409)
    },
  })
}

function isBuyer(person: Person, { unionid, openid, phone }: GrantRequest['buyer']): boolean {
  if (unionid !== undefined) return person.unionid === unionid
  return openid === undefined ? person.phone === phone : person.openid === openid
}

function buyersIn(text: string): string[] {
  try {
    return Object.values((JSON.parse(text) as GrantRequest).buyer)
  } catch {
    return []
  }
}

function refusal(error: string, status: number): Reply {
  return { ...jsonReply({ error }, status), refusedWith: error }
}

import { z } from 'zod'
import type { Customers, IdentityClaim } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import { foreignIdSchema } from '../../../http/foreign-line.ts'
import { typedPhoneSchema } from '../../../http/typed-phone.ts'
import type { Customer } from '../../../models/customer.ts'
import { AdminRefusal } from '../core/refuse.ts'

const ids = {
  unionid: foreignIdSchema(128).optional(),
  /** external_userid of the configured corp. */
  externalUserid: foreignIdSchema(128).optional(),
  /** Of the configured mini-program. */
  openid: foreignIdSchema(128).optional(),
  phone: typedPhoneSchema.optional(),
  /** The caller's own system, and its id there. */
  ext: z.object({ system: z.string().regex(/^[\w-]{1,32}$/), id: foreignIdSchema(128) }).optional(),
}
const anyOf = (given: object): boolean => Object.values(given).some((id) => id !== undefined)
const atLeastOne = 'unionid、externalUserid、openid、phone、ext 至少写一个'

/** What somebody is known by outside of Kelu. */
export const idsSchema = z.object(ids).refine(anyOf, atLeastOne)
/** The same, or Kelu's own id. */
export const whoseSchema = z
  .object({ id: z.string().min(1).max(200).optional(), ...ids })
  .refine(anyOf, `id、${atLeastOne}`)

export type Ids = z.output<typeof idsSchema>
type Whose = z.output<typeof whoseSchema>

export type People = ReturnType<typeof createPeople>

/** Customers by whatever an outside system knows of them. */
export function createPeople(deps: {
  customers: Pick<Customers, 'find' | 'findByIdentity' | 'findByPhone' | 'identityKey'>
  /** The mini-program and the corp whose ids these are; null where none is configured. */
  appid: string | null
  corp: string | null
}) {
  const { customers, appid, corp } = deps

  /** Strongest first. @throws AdminRefusal for an id of a platform that is not configured, or that cannot be one */
  function claims({ unionid, externalUserid, openid, ext, phone }: Ids): IdentityClaim[] {
    if (openid !== undefined && appid === null) throw notConfigured('openid', '小程序')
    if (externalUserid !== undefined && corp === null) throw notConfigured('externalUserid', '企业微信')
    const all: (IdentityClaim | false | undefined)[] = [
      unionid !== undefined && { kind: 'unionid', value: unionid },
      externalUserid !== undefined && corp !== null && { kind: 'external', corp, value: externalUserid },
      openid !== undefined && appid !== null && { kind: 'openid', appid, value: openid },
      ext && { kind: 'ext', system: ext.system, value: ext.id },
      phone !== undefined && { kind: 'phone', value: phone, verified: false },
    ]
    const given = all.filter((claim): claim is IdentityClaim => Boolean(claim))
    for (const claim of given) customers.identityKey(claim)
    return given
  }

  /** Of several who gave one number nobody is meant. */
  async function byPhone(phone: string): Promise<Customer | null> {
    const [one, ...others] = await customers.findByPhone(phone)
    return others.length === 0 ? (one ?? null) : null
  }

  async function seek({ id, ...known }: Whose): Promise<Customer | null> {
    if (id !== undefined) return customers.find(id)
    for (const claim of claims(known)) {
      const found = await customers.findByIdentity(customers.identityKey(claim))
      if (found !== null) return found
    }
    return known.phone === undefined ? null : byPhone(known.phone)
  }

  return {
    claims,
    seek,
    /** @throws customer.not_found, naming the place of the body */
    async find(whose: Whose, place: string): Promise<Customer> {
      const found = await seek(whose)
      if (found === null) {
        throw new DomainError('customer.not_found', {
          places: { [place]: '没有找到这位客户，先用 POST /customers 建档' },
        })
      }
      return found
    },
  }
}

const notConfigured = (place: string, platform: string): AdminRefusal =>
  new AdminRefusal(422, 'identity.not_configured', `还没有接通${platform}，不能用它的编号`, {
    [place]: '换一种编号',
  })

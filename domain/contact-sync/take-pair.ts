import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { isSameStaff } from '../customers/follows.ts'
import type { ContactReader } from '../customers/ports.ts'
import { DomainError } from '../errors.ts'
import type { CorpReader } from './ports.ts'

/** What happened to one pair, and the delivery that told of it. */
export interface EditedPair {
  staff: string
  externalUserid: string
  /** Keys what is done about it. */
  cause: string
}

/**
 * A member edited a customer in WeCom: the pair is read again, and what is other is news. False for somebody who is not known, or no
 * friend any more: their own events, or the night, tell of that. Throws `platform.unavailable` when WeCom could not be asked.
 */
export function createTakePair(deps: {
  corp: string
  contacts: ContactReader
  reader: Pick<CorpReader, 'tagGroups'>
  customers: Pick<Customers, 'findByIdentity' | 'identityKey' | 'change'>
  foreignTagGroups(): readonly string[]
  clock: Clock
}) {
  const { corp, contacts, reader, customers, foreignTagGroups, clock } = deps

  async function tagNames(): Promise<Map<string, string>> {
    const told = await reader.tagGroups()
    if (told.kind !== 'told')
      throw new DomainError('platform.unavailable', { what: 'corp tags', code: told.code })
    const foreign = new Set(foreignTagGroups())
    const own = told.value.filter(({ name }) => !foreign.has(name)).flatMap(({ tags }) => tags)
    return new Map(own.map(({ id, name }) => [id, name]))
  }

  return async function takePair({ staff, externalUserid, cause }: EditedPair): Promise<boolean> {
    const key = customers.identityKey({ kind: 'external', corp, value: externalUserid })
    const customer = await customers.findByIdentity(key)
    if (customer === null) return false
    const listedAt = clock.now()
    const contact = await contacts.read(externalUserid)
    const follow = contact?.follows.find((each) => isSameStaff(each.staff, staff))
    if (!contact || !follow) return false
    const change = {
      setProfile: { nickname: contact.name, avatarUrl: contact.avatar },
      listedFollow: { corp, listedAt, ...follow },
      corpTagNames: await tagNames(),
    }
    await customers.change(customer, change, `${cause}:edited`)
    return true
  }
}

import type { Person } from '../../contract.ts'
import { WecomRefusal } from '../call.ts'
import type { WecomWorld } from '../world.ts'

/**
 * The person a call about one customer is for.
 * @throws WecomRefusal 41056 for the id under which a third-party application knows somebody, 40096 for an id of nobody; with
 * these result fields
 */
export function personKnown(
  externalUserid: string,
  { people }: Pick<WecomWorld, 'people'>,
  extra: Record<string, unknown> = {},
): Person {
  const person = people.byExternalUserid(externalUserid)
  if (person) return person
  if (people.isThirdPartyId(externalUserid)) {
    throw new WecomRefusal(41056, 'wrong type of external userid', extra)
  }
  throw new WecomRefusal(40096, 'invalid external userid', extra)
}

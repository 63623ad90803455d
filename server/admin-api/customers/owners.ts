import type { RetailStore } from '../../../models/retail-stores.ts'
import type { Staff } from '../../../models/staff.ts'
import type { CustomerDeps } from './deps.ts'
import type { Owner } from './present.ts'

/** Who these userids are, and of which 门店. */
export async function ownersBy(
  userids: readonly (string | undefined)[],
  { staff, retailStores }: Pick<CustomerDeps['stores'], 'staff' | 'retailStores'>,
): Promise<(userid: string) => Owner> {
  const wanted = [...new Set(userids.flatMap((userid) => userid?.toLowerCase() ?? []))]
  const [shops, ...found] = await Promise.all([
    retailStores.all(),
    ...wanted.map((userid) => staff.find(userid)),
  ])
  const owners = new Map(found.flatMap((one) => (one ? [[one._id, ownerOf(one, shops)] as const] : [])))
  return (userid) =>
    owners.get(userid.toLowerCase()) ?? { userid, name: userid, department: null, store: null }
}

function ownerOf({ _id: userid, name, department }: Staff, shops: readonly RetailStore[]): Owner {
  const store = shops.find((shop) => shop.department === department)?.name ?? null
  return { userid, name, department, store }
}

import type { MemberEntry } from '../../domain/members/members.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import type { Kelu } from '../../server/start.ts'
import { members, stores } from './members.ts'

/** Lets the members of the demo in, each by a link of their own as anybody comes, all with one password. */
export async function letIn({ admin, connection }: Kelu, password: string): Promise<void> {
  const retailStores = createRetailStoreStore(connection)
  for (const store of stores) await retailStores.save(store)
  const [[owner, first], ...others] = Object.entries(members) as [
    [string, MemberEntry],
    ...[string, MemberEntry][],
  ]
  const accept = (url: string, login: string, name: string) =>
    admin.welcomes.accept({ code: codeOf(url), login, name, password, address: '127.0.0.1' })
  const link = await admin.welcomes.forFirstOwner()
  if (link === null) throw new Error('somebody is let in already')
  await accept(link.url, owner, first.name)
  for (const [login, entry] of others) {
    const by = { memberId: owner, name: first.name }
    const member = await admin.members.invite(login, entry, by)
    await accept((await admin.welcomes.forMember(member, by)).url, login, entry.name)
  }
}

function codeOf(url: string): string {
  return new URL(url).searchParams.get('code') ?? ''
}

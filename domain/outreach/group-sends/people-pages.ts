import type { GroupSendPerson, PartState } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import type { GroupSendDeps } from './group-send-deps.ts'

const pageSize = 500

/** The customers of a group-send in a state, in pages; those that leave the state meanwhile hide nobody. */
export async function* pagesOf(
  { stores: { groupSendPeople } }: Pick<GroupSendDeps, 'stores'>,
  { _id }: Pick<GroupSend, '_id'>,
  state: PartState,
): AsyncGenerator<GroupSendPerson[]> {
  for (let after = ''; ; ) {
    const page = await groupSendPeople.inState(_id, state, after, pageSize)
    if (page.length === 0) return
    yield page
    after = page.at(-1)?._id ?? after
  }
}

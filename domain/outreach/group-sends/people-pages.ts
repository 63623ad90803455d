import type { GroupSendPerson, PartState } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import type { GroupSendDeps } from './group-send-deps.ts'

const pageSize = 500
/** Settling somebody is mostly waiting for the store. */
const hands = 8

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

/** Does it for each of them, some at once. When it returns or throws, nothing of it is under way any more; throws the first error. */
export async function forEachOf<T>(people: readonly T[], work: (person: T) => Promise<void>): Promise<void> {
  const waiting = people.values()
  const workOn = async () => {
    for (const person of waiting) await work(person)
  }
  const ended = await Promise.allSettled(Array.from({ length: hands }, workOn))
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

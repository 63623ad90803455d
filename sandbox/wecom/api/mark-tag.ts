import { setTimeout as pause } from 'node:timers/promises'
import { textListOf, textOf, WecomRefusal } from '../call.ts'
import { findTag, pairKey } from '../state.ts'
import type { WecomApi } from '../world.ts'
import { personKnown } from './person-known.ts'

/** POST externalcontact/mark_tag: tags belong to the pair; a parallel change of one pair is refused (45035). */
export const markTag: WecomApi = {
  method: 'POST',
  async handle({ body }, { people, state, limits }) {
    const add = textListOf(body.add_tag, 'add_tag')
    const remove = textListOf(body.remove_tag, 'remove_tag')
    if (!people.findStaff(textOf(body.userid))) throw new WecomRefusal(40003, 'invalid userid')
    personKnown(textOf(body.external_userid), { people })
    if (add.length + remove.length === 0) throw new WecomRefusal(40063, 'some parameters are empty')
    const key = pairKey(textOf(body.userid), textOf(body.external_userid))
    const friendship = state.friendships.get(textOf(body.userid), textOf(body.external_userid))
    if (!friendship) throw new WecomRefusal(84061, 'not external contact')
    if (![...add, ...remove].every((id) => findTag(state, id))) {
      throw new WecomRefusal(40068, 'invalid tagid')
    }
    if (state.pairsBeingTagged.has(key)) throw new WecomRefusal(45035, 'the object is being changed')
    const after = new Set([...friendship.tags, ...add])
    for (const id of remove) after.delete(id)
    if (after.size > limits.wecomTagsPerPair) throw new WecomRefusal(40126, 'tag number out of limit')
    state.pairsBeingTagged.add(key)
    await pause(limits.busyMs)
    friendship.tags = after
    state.pairsBeingTagged.delete(key)
    return undefined
  },
}

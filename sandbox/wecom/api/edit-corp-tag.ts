import { textListOf, textOf, WecomRefusal } from '../call.ts'
import { findTag } from '../state.ts'
import type { WecomApi } from '../world.ts'
import { checkName } from './add-corp-tag.ts'

/** POST externalcontact/edit_corp_tag: a tag or a group, by id. */
export const editCorpTag: WecomApi = {
  method: 'POST',
  handle({ body }, { state }) {
    const id = textOf(body.id)
    const found = findTag(state, id)
    const edited = found?.tag ?? state.tagGroups.find((group) => group.id === id)
    if (!edited) throw new WecomRefusal(40068, 'invalid tag id')
    if (body.name !== undefined) {
      const name = textOf(body.name)
      checkName(name)
      const taken = (found?.group.tags ?? state.tagGroups).some((one) => one.name === name && one !== edited)
      if (taken) throw new WecomRefusal(40071, 'invalid tag name: already exists')
      edited.name = name
    }
    if (typeof body.order === 'number') edited.order = body.order
    return undefined
  },
}

/** POST externalcontact/del_corp_tag: a group whose last tag goes disappears. */
export const delCorpTag: WecomApi = {
  method: 'POST',
  handle({ body }, { state }) {
    const tags = textListOf(body.tag_id, 'tag_id')
    const groups = textListOf(body.group_id, 'group_id')
    if (tags.length + groups.length === 0) throw new WecomRefusal(40063, 'some parameters are empty')
    const known = (id: string) => findTag(state, id) || state.tagGroups.some((group) => group.id === id)
    if (![...tags, ...groups].every(known)) throw new WecomRefusal(40068, 'invalid tag id')
    for (const group of state.tagGroups) {
      const gone = group.tags.filter(({ id }) => tags.includes(id) || groups.includes(group.id))
      group.tags = group.tags.filter((tag) => !gone.includes(tag))
      for (const { id } of gone) for (const pair of state.friendships.all()) pair.tags.delete(id)
    }
    state.tagGroups = state.tagGroups.filter((group) => group.tags.length > 0)
    return undefined
  },
}

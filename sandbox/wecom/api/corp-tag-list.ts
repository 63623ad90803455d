import { unixSeconds } from '../../clock.ts'
import { textListOf } from '../call.ts'
import type { TagGroup } from '../state.ts'
import type { WecomApi } from '../world.ts'

/** POST externalcontact/get_corp_tag_list: groups win over tags; neither = all. */
export const corpTagList: WecomApi = {
  method: 'POST',
  handle({ body }, { state }) {
    const groups = new Set(textListOf(body.group_id, 'group_id'))
    const tags = new Set(textListOf(body.tag_id, 'tag_id'))
    const shown = state.tagGroups.flatMap((group): TagGroup[] => {
      if (groups.size > 0) return groups.has(group.id) ? [group] : []
      if (tags.size === 0) return [group]
      const asked = group.tags.filter(({ id }) => tags.has(id))
      return asked.length > 0 ? [{ ...group, tags: asked }] : []
    })
    return { tag_group: shown.map(presentGroup) }
  },
}

/** Larger order sorts first. */
export function presentGroup(group: TagGroup): Record<string, unknown> {
  return {
    group_id: group.id,
    group_name: group.name,
    create_time: unixSeconds(group.createdAt),
    order: group.order,
    tag: [...group.tags]
      .sort((a, b) => b.order - a.order)
      .map((tag) => ({
        id: tag.id,
        name: tag.name,
        create_time: unixSeconds(tag.createdAt),
        order: tag.order,
      })),
  }
}

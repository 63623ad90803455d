import type { ConsoleTagAct } from '../contract.ts'
import type { EventSender } from '../wecom/events.ts'
import { newId, type TagGroup } from '../wecom/state.ts'
import { takeTagsOff } from '../wecom/tag-removal.ts'
import type { WecomWorld } from '../wecom/world.ts'

/** The administrator in WeCom's console: tags and their groups; each change tells Kelu (change_external_tag). */
export function createTagConsole(world: WecomWorld, events: EventSender) {
  const { state, clock } = world

  function groupNamed(name: string): TagGroup {
    const group = state.tagGroups.find((each) => each.name === name)
    if (!group) throw new Error(`there is no tag group ${name}`)
    return group
  }

  function tagNamed(group: TagGroup, name: string) {
    const tag = group.tags.find((each) => each.name === name)
    if (!tag) throw new Error(`${group.name} has no tag ${name}`)
    return tag
  }

  function tell(changeType: string, id: string, tagType?: 'tag' | 'tag_group'): Promise<void> {
    return events.send('customer', `wecom.tag_${changeType}`, {
      FromUserName: 'sys',
      Event: 'change_external_tag',
      ChangeType: changeType,
      Id: id,
      ...(tagType && { TagType: tagType }),
    })
  }

  const acts: {
    [Act in ConsoleTagAct['act']]: (given: Extract<ConsoleTagAct, { act: Act }>) => Promise<void>
  } = {
    async make({ group: name, tag }) {
      let group = state.tagGroups.find((each) => each.name === name)
      if (!group) {
        group = { id: newId('et'), name, order: 0, createdAt: clock.now(), tags: [] }
        state.tagGroups.push(group)
        await tell('create', group.id, 'tag_group')
      }
      const made = { id: newId('et'), name: tag, order: 0, createdAt: clock.now() }
      group.tags.push(made)
      await tell('create', made.id, 'tag')
    },
    async rename({ group: name, tag, to }) {
      const group = groupNamed(name)
      const renamed = tag === undefined ? group : tagNamed(group, tag)
      renamed.name = to
      await tell('update', renamed.id, tag === undefined ? 'tag_group' : 'tag')
    },
    /** Of a group one event for the group alone; its last tag takes a group with it. */
    async remove({ group: name, tag }) {
      const group = groupNamed(name)
      const gone = tag === undefined ? group.tags : [tagNamed(group, tag)]
      takeTagsOff(state, new Set(gone.map(({ id }) => id)))
      const [first] = gone
      if (tag === undefined || !first) await tell('delete', group.id, 'tag_group')
      else await tell('delete', first.id, 'tag')
    },
    async shuffle({ group: name, tags }) {
      const group = groupNamed(name)
      for (const tag of group.tags) tag.order = tags.length - tags.indexOf(tag.name)
      await tell('shuffle', group.id)
    },
  }

  return {
    changeTagsInConsole: (given: ConsoleTagAct): Promise<void> => acts[given.act](given as never),
    async wecomTagGroups() {
      return state.tagGroups.map(({ name, tags }) => ({
        name,
        tags: [...tags].sort((a, b) => b.order - a.order).map((tag) => tag.name),
      }))
    },
  }
}

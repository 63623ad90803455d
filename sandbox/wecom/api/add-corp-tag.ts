import { listOf, objectOf, textOf, WecomRefusal } from '../call.ts'
import { newId, type TagGroup } from '../state.ts'
import type { WecomApi, WecomWorld } from '../world.ts'
import { presentGroup } from './corp-tag-list.ts'

const maxNameChars = 30

/** POST externalcontact/add_corp_tag: an existing group name is reused; a name already in the group is refused. */
export const addCorpTag: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const names = newNames(body.tag)
    const group = findGroup(body, world)
    const taken = names.find(({ name }) => group?.tags.some((tag) => tag.name === name))
    if (taken) throw new WecomRefusal(40071, 'invalid tag name: already exists')
    const count = world.state.tagGroups.reduce((sum, { tags }) => sum + tags.length, 0)
    if (count + names.length > world.limits.wecomCorpTags) {
      throw new WecomRefusal(40126, 'corp tag number out of limit')
    }
    const home = group ?? addGroup(body, world)
    const createdAt = world.clock.now()
    const added = names.map(({ name, order }) => ({
      id: newId('et'),
      name,
      order,
      createdAt,
      byApp: true as const,
    }))
    home.tags.push(...added)
    return { tag_group: presentGroup({ ...home, tags: added }) }
  },
}

/** The same name twice in one request makes one tag. */
function newNames(value: unknown): { name: string; order: number }[] {
  const names = new Map<string, number>()
  for (const item of listOf(value)) {
    const tag = objectOf(item)
    const name = textOf(tag?.name)
    checkName(name)
    names.set(name, typeof tag?.order === 'number' ? tag.order : 0)
  }
  if (names.size === 0) throw new WecomRefusal(40063, 'some parameters are empty: tag')
  return [...names].map(([name, order]) => ({ name, order }))
}

function findGroup(body: Record<string, unknown>, { state }: WecomWorld): TagGroup | undefined {
  const id = textOf(body.group_id)
  if (id === '') return state.tagGroups.find(({ name }) => name === textOf(body.group_name))
  const group = state.tagGroups.find((candidate) => candidate.id === id)
  if (!group) throw new WecomRefusal(40068, 'invalid tag group id')
  return group
}

function addGroup(body: Record<string, unknown>, { state, clock }: WecomWorld): TagGroup {
  const name = textOf(body.group_name)
  checkName(name)
  const order = typeof body.order === 'number' ? body.order : 0
  const group: TagGroup = { id: newId('et'), name, order, createdAt: clock.now(), tags: [] }
  state.tagGroups.push(group)
  return group
}

export function checkName(name: string): void {
  if (name === '') throw new WecomRefusal(40063, 'some parameters are empty: name')
  if ([...name].length > maxNameChars) throw new WecomRefusal(40058, 'invalid Request Parameter: name')
}

import type { Change, NewVersion } from '../domain/definitions/change.ts'
import { readDrafts } from '../domain/definitions/draft-text.ts'
import { versionKeyOf } from '../domain/definitions/keys.ts'
import type { Outcome } from '../domain/definitions/publish.ts'
import { readVersion } from '../domain/definitions/snapshot.ts'
import { DomainError } from '../domain/errors.ts'
import type { DefinitionName } from './definition-name.ts'
import { Refusal } from './refusal.ts'
import type { World } from './world.ts'

type Steering = Pick<Change, 'move' | 'pilot' | 'present' | 'tell'>

/** What is to be published: a draft, or a version somebody made before. */
export interface Candidate {
  definition: NewVersion['definition']
  /** zh-CN, e.g. 草稿（王芳）. */
  told: string
  publish(steering: Steering): Promise<Outcome>
}

/** @throws Refusal when there is no such draft or version, or the draft is not right */
export async function findCandidate({ key, number }: DefinitionName, world: World): Promise<Candidate> {
  return number === undefined ? draftOf(key, world) : versionOf(key, number, world)
}

async function versionOf(key: string, number: number, world: World): Promise<Candidate> {
  const { stores, snapshot, by } = world
  const [stored] = await stores.definitions.versions([versionKeyOf(key, number)])
  if (stored === undefined) {
    const lines = [`没有 ${key}@${number}；kelu history ${key} 列出所有版本`]
    throw new Refusal('version.not_found', lines, { key, number })
  }
  const definition = readVersion(stored)
  const version: NewVersion = { definition, text: stored.text ?? undefined }
  return {
    definition,
    told: `@${number} 的内容`,
    publish: (steering) =>
      world.publish({ ...steering, publish: [version], origin: 'page', by }, snapshot.number),
  }
}

async function draftOf(key: string, world: World): Promise<Candidate> {
  const { stores, snapshot, clock } = world
  const draft = await stores.drafts.find(key)
  if (draft === null) {
    const lines = [`${key} 没有草稿；要发布一个旧版本，写成 ${key}@n`]
    throw new Refusal('draft.not_found', lines, { key })
  }
  const draftKeys = await stores.drafts.keys()
  const read = readDrafts([draft], { inUse: snapshot.definitions, draftKeys, now: clock.now() })
  const version = read.definitions.get(key)
  if (version === undefined) throw new DomainError('definitions.refused', { faults: read.faults })
  return {
    definition: version.definition,
    told: `草稿（${draft.by}）`,
    publish: (steering) => world.publishDrafts([draft], world.by, steering),
  }
}

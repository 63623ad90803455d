import type { NewVersion } from '../domain/definitions/change.ts'
import { isInUse } from '../domain/definitions/journey-life.ts'
import { keyOf, versionKeyOf } from '../domain/definitions/keys.ts'
import { planSeed } from '../domain/definitions/seed.ts'
import { textOfVersion, withoutMark } from '../domain/definitions/version-text.ts'
import { type DefinitionFault, readDefinitions } from '../domain/language/load.ts'
import { readFolder } from './read-folder.ts'
import type { World } from './world.ts'

/**
 * How a file stands to what is published. `older`: it says what an older version said. `elsewhere`: what is published was
 * changed on the page since. `gone`: it was ended or retired. A start publishes none of these three.
 */
export type Standing = 'new' | 'changed' | 'older' | 'elsewhere' | 'gone'

export interface Difference {
  key: string
  standing: Standing
  file: string
  /** Absent when nothing of that name is in use. */
  published?: { number: number; text: string }
  wanted: NewVersion & { text: string }
}

export interface Comparison {
  faults: DefinitionFault[]
  differences: Difference[]
  /** Published, but in no file. */
  missing: string[]
  /** Say what is published. */
  same: number
}

/** The files of a folder against what is published. @throws Refusal when the folder cannot be read */
export async function compareFiles(folder: string, { snapshot, stores, clock }: World): Promise<Comparison> {
  const sources = await readFolder(folder)
  const { faults, refused, written } = readDefinitions(sources, clock.now(), snapshot.definitions)
  const { publish, older, conflicts } = await planSeed(written, snapshot, stores.definitions)
  const toPublish = new Set(publish.map(({ definition: { kind, definition } }) => keyOf(kind, definition.id)))
  const inUse = new Map(snapshot.heads.filter(isInUse).map((head) => [head.key, head.number]))
  const known = new Set(snapshot.heads.map(({ key }) => key))
  const versions = await stores.definitions.versions(
    [...inUse].map(([key, number]) => versionKeyOf(key, number)),
  )
  const published = new Map(versions.map((version) => [version.key, version]))

  const differences = written.flatMap(({ one, file, text }): Difference[] => {
    const key = keyOf(one.kind, one.definition.id)
    const version = published.get(key)
    const standing = standingOf(key, version !== undefined)
    if (standing === null) return []
    return [
      {
        key,
        standing,
        file,
        ...(version && { published: { number: version.number, text: textOfVersion(version) } }),
        wanted: { definition: one, text: withoutMark(text) },
      },
    ]
  })

  function standingOf(key: string, isPublished: boolean): Standing | null {
    if (known.has(key) && !inUse.has(key)) return 'gone'
    if (older.includes(key)) return 'older'
    if (conflicts.includes(key)) return 'elsewhere'
    if (!toPublish.has(key)) return null
    return isPublished ? 'changed' : 'new'
  }

  const inFiles = new Set([
    ...written.map(({ one }) => keyOf(one.kind, one.definition.id)),
    ...refused.map(({ kind, id }) => keyOf(kind, id)),
  ])
  return {
    faults,
    differences,
    missing: [...inUse.keys()].filter((key) => !inFiles.has(key)),
    same: written.length - differences.length,
  }
}

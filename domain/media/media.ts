import { createHash } from 'node:crypto'
import type { Media, MediaStore } from '../../models/media.ts'
import type { Clock } from '../clock.ts'
import { picturesNamedIn } from './picture-name.ts'
import { readPicture } from './read-picture.ts'

/** Where pictures can be named: every text that is kept. */
export interface NamingTexts {
  /** Texts of all versions there ever were, and of all drafts and what came too late for one. */
  all(): AsyncIterable<string>
}

export type MediaLibrary = ReturnType<typeof createMedia>

/** The pictures people uploaded. */
export function createMedia(deps: { store: MediaStore; texts: NamingTexts; realClock: Clock }) {
  const { store, texts, realClock } = deps

  return {
    /** Keeps a file, each picture once. @throws UnfitPicture */
    async keep(file: Buffer, by: string): Promise<{ media: Media; isNew: boolean }> {
      const { bytes, type, width, height } = await readPicture(file)
      const _id = createHash('sha256').update(bytes).digest('hex')
      const media = { _id, type, width, height, sizeBytes: bytes.length, by, at: realClock.now() }
      const isNew = await store.insert(media, bytes)
      return { media, isNew }
    },

    find: (id: string): Promise<Media | null> => store.find(id),
    findMany: (ids: readonly string[]): Promise<Media[]> => store.findMany(ids),
    /** Null when it is not there. */
    async bytes(id: string): Promise<{ media: Media; bytes: Buffer } | null> {
      const media = await store.find(id)
      const bytes = media && (await store.bytes(media))
      return media && bytes ? { media, bytes } : null
    },

    /** What nothing names any more begins to go, what something names stays; how many of each. */
    async retain(): Promise<{ named: number; unnamed: number }> {
      // Read before the texts: what is uploaded meanwhile is as long from its end as it can be.
      const present = (await store.all()).map(({ _id }) => _id)
      if (present.length === 0) return { named: 0, unnamed: 0 }
      const namedNow = new Set<string>()
      for await (const text of texts.all()) for (const id of picturesNamedIn(text)) namedNow.add(id)
      const named = present.filter((id) => namedNow.has(id))
      const unnamed = present.filter((id) => !namedNow.has(id))
      await store.areNamed(named)
      await store.areUnnamed(unnamed)
      return { named: named.length, unnamed: unnamed.length }
    },
  }
}

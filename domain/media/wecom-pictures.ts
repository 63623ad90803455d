import type { MediaStore } from '../../models/media.ts'
import type { WecomPictures } from './ports.ts'

/** Pictures as one corp's WeCom has them. */
export function createWecomPictures(
  store: Pick<MediaStore, 'find' | 'bytes' | 'keepWecomCopy' | 'forgetWecomCopy'>,
  corpId: string,
): WecomPictures {
  return {
    async copyOf(id) {
      const copy = (await store.find(id))?.wecom
      return copy?.corpId === corpId ? { mediaId: copy.mediaId, until: copy.until } : null
    },
    async file(id) {
      const media = await store.find(id)
      const bytes = media && (await store.bytes(media))
      return media && bytes ? { type: media.type, bytes } : null
    },
    keepCopy: (id, copy) => store.keepWecomCopy(id, { corpId, ...copy }),
    forgetCopy: (id, mediaId) => store.forgetWecomCopy(id, mediaId),
  }
}

import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { WecomPictures } from '../../domain/media/ports.ts'
import type { WecomApi } from './api.ts'

const hourMs = 3_600_000
/** A media id lives three days (document 90253); an hour of it is for clocks and for what is on its way. */
const lifeMs = 71 * hourMs
/** Twice what passes until somebody looks again. */
const freshMs = 48 * hourMs

export type MediaIds = ReturnType<typeof createMediaIds>

/** Ids under which WeCom has our pictures: each picture is uploaded once in three days, whoever needs it. */
export function createMediaIds(deps: {
  api: Pick<WecomApi, 'uploadImage'>
  pictures: WecomPictures
  clock: Clock
  log: Log
}) {
  const { api, pictures, clock, log } = deps
  const underway = new Map<string, Promise<string | null>>()

  async function upload(id: string): Promise<string | null> {
    const file = await pictures.file(id)
    if (file === null) return null
    const until = new Date(clock.now().getTime() + lifeMs)
    const mediaId = await api.uploadImage({
      filename: `picture.${file.type}`,
      bytes: file.bytes,
      type: file.type,
    })
    await pictures.keepCopy(id, { mediaId, until })
    return mediaId
  }

  /** Those who need the same picture at once wait for one upload. */
  function uploadOnce(id: string): Promise<string | null> {
    const present = underway.get(id)
    if (present !== undefined) return present
    const begun = upload(id).finally(() => underway.delete(id))
    underway.set(id, begun)
    return begun
  }

  async function idFor(id: string, stillGoodForMs: number): Promise<string | null> {
    const copy = await pictures.copyOf(id)
    const isGood = copy && copy.until.getTime() > clock.now().getTime() + stillGoodForMs
    return isGood ? copy.mediaId : uploadOnce(id)
  }

  return {
    /** Null when the picture is not there. @throws PlatformError when WeCom does not take it */
    idOf: (id: string): Promise<string | null> => idFor(id, 0),
    /** WeCom does not know it any more, whatever was promised. */
    forget: (id: string, mediaId: string): Promise<void> => pictures.forgetCopy(id, mediaId),
    /** Uploads before anybody waits for it what would be over soon. How many are ready. */
    async keepReady(ids: readonly string[]): Promise<number> {
      let ready = 0
      for (const id of ids) {
        try {
          if ((await idFor(id, freshMs)) !== null) ready += 1
        } catch (error) {
          log.warn({ err: error, picture: id }, 'a picture could not be handed to WeCom ahead of time')
        }
      }
      return ready
    },
  }
}

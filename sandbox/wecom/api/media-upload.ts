import { unixSeconds } from '../../clock.ts'
import { WecomRefusal } from '../call.ts'
import { newId } from '../state.ts'
import type { WecomApi } from '../world.ts'

/** POST /cgi-bin/media/upload: gives an id; the bytes themselves are of no use here. */
export const mediaUpload: WecomApi = {
  method: 'POST',
  handle(call, { clock }) {
    const type = call.query.get('type') ?? ''
    if (!['image', 'voice', 'video', 'file'].includes(type)) {
      throw new WecomRefusal(40058, 'invalid Request Parameter: type')
    }
    return { type, media_id: newId('MEDIA', 24), created_at: String(unixSeconds(clock.now())) }
  },
}

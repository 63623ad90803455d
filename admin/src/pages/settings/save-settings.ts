import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { faultsByField, type Written } from './form.ts'

const params = { kind: 'settings', id: 'company' } as const
const session = crypto.randomUUID()

export type Saved =
  | { kind: 'published' }
  /** By field. */
  | { kind: 'faults'; places: Record<string, string> }
  /** A second person must agree: why. */
  | { kind: 'review'; why: string; stamp: string }

/** Writes the settings as a draft and publishes it at once, unless it is wrong or wants a second person. @throws ApiError */
export async function saveSettings(structure: Written): Promise<Saved> {
  const { draft: opened } = await call('post', '/definitions/{kind}/{id}/draft', { params, body: { session } })
  if (!opened.isMine) {
    throw new ApiError(409, 'draft.held', `${opened.heldBy ?? '别人'}正在改设置，请一分钟后再试`)
  }
  const saved = await call('put', '/definitions/{kind}/{id}/draft', { params, body: { session, structure } })
  if (saved.kind === 'copied') throw new ApiError(409, 'draft.held', `${saved.heldBy ?? '别人'}接着改了设置，请重新打开`)
  const { draft } = saved
  if (draft.faults.length > 0) return { kind: 'faults', places: faultsByField(draft.faults) }
  const { stamp } = draft
  try {
    await call('post', '/definitions/{kind}/{id}/publish', { params, body: { stamp } })
    return { kind: 'published' }
  } catch (error) {
    if (error instanceof ApiError && error.code === 'review.required') {
      return { kind: 'review', why: error.message, stamp }
    }
    throw error
  }
}

/** Has what was saved wait for a second person. @throws ApiError */
export async function askReview(stamp: string, note: string): Promise<void> {
  await call('post', '/definitions/{kind}/{id}/publish/review', { params, body: { stamp, note } })
}

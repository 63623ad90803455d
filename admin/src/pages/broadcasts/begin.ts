import { call } from '../../api/call.ts'
import { present } from '../../api/present.ts'
import { pageSession } from '../../drafts/page-session.ts'
import { newId, proposedTime } from './plan.ts'

/** Begins the draft of a 群发, with a time proposed so that it can be forecast from the start. Its id. @throws ApiError */
export async function beginBroadcast(toSegment?: string): Promise<string> {
  const now = present()
  const id = newId(now)
  const to = toSegment === undefined ? '' : `to: { segment: ${toSegment} }\n`
  await call('post', '/definitions/{kind}/{id}/draft', {
    params: { kind: 'broadcast', id },
    body: {
      session: await pageSession(),
      text: `broadcast: ${id}\nname: 未命名群发\n${to}at: ${proposedTime(now)}\n`,
    },
  })
  return id
}

import type { Probed, WecomRight } from '../../domain/platform-probes.ts'
import { probe } from '../platform-health.ts'
import type { WecomApi } from './api.ts'
import { emptyReply } from './types.ts'

const contact = '/cgi-bin/externalcontact'
const dayMs = 86_400_000
const unixSeconds = (at: number) => Math.floor(at / 1_000)

/** A call that needs the right and changes nothing, by right. */
const questions: Record<
  Exclude<WecomRight, 'messages' | 'sidebar'>,
  (now: number) => { path: string; body?: Record<string, unknown> }
> = {
  directory: () => ({ path: '/cgi-bin/department/list' }),
  tags: () => ({ path: `${contact}/get_corp_tag_list`, body: {} }),
  contactWays: (now) => ({
    path: `${contact}/list_contact_way`,
    body: { start_time: unixSeconds(now - dayMs), end_time: unixSeconds(now), limit: 1 },
  }),
  groupSends: (now) => ({
    path: `${contact}/get_groupmsg_list_v2`,
    body: {
      chat_type: 'single',
      start_time: unixSeconds(now - dayMs),
      end_time: unixSeconds(now),
      filter_type: 2,
      limit: 1,
    },
  }),
  handOver: () => ({ path: `${contact}/get_unassigned_list`, body: { page_size: 1 } }),
}

/** No userid has a space, so nobody gets it: that WeCom looks for the receiver says that it took the app. */
const nobody = 'kelu doctor'
const noReceiver = new Set(['81013', '60111', '40003'])

/** Whether the app has a right in WeCom; nothing is changed, and nobody gets anything. */
export async function probeRight(api: WecomApi, right: WecomRight, now: Date): Promise<Probed<unknown>> {
  if (right === 'messages') {
    const said = await probe(() => api.sendMessage({ userid: nobody, text: '客旅自检' }))
    return said.kind === 'refused' && noReceiver.has(said.code) ? { kind: 'ok', value: null } : said
  }
  if (right === 'sidebar') {
    // The client asks a page for both: the corp's, and the application's that opens the chat beside it.
    const corp = await probe(() => api.getTicket('corp'))
    return corp.kind === 'ok' ? probe(() => api.getTicket('app')) : corp
  }
  const { path, body } = questions[right](now.getTime())
  return probe(() =>
    api.call({
      method: body ? 'POST' : 'GET',
      path,
      ...(body && { body }),
      reply: emptyReply,
      repeat: 'always',
    }),
  )
}

import { aPerson } from '../../sandbox/testing/cast.ts'
import { wecomClient } from '../../sandbox/testing/wecom-client.ts'
import { membersOf } from './members.ts'
import { runningKelu } from './running-kelu.ts'

/** What 话术 there is beside the starter ones: of a flow that new friends enter, with a link. */
const definitions = [
  {
    message: 'care-words',
    name: '使用关怀',
    purpose: 'marketing',
    variables: {
      nickname: { from: 'customer.nickname', default: '您' },
      guide: { link: 'https://shop.example/guide' },
    },
    wecom: {
      text: '{{nickname}}，这份使用指南您一定用得上：{{guide}}',
      attach: [{ link: { title: '使用指南', description: '三分钟看完', url: '{{guide}}' } }],
    },
  },
  {
    journey: 'care',
    name: '使用关怀流程',
    entry: { event: 'wecom.friend_added', again: 'never' },
    steps: {
      rest: { wait: '3 days', next: 'say' },
      say: { send: { message: 'care-words' }, next: 'end' },
    },
  },
]

export const friend = aPerson('郭晓彤', 31)
export const stranger = aPerson('路人', 32)

/** Kelu before the sandbox: 郭晓彤 is a friend of 韩梅梅 alone, 路人 of nobody. */
export async function chatWorld(more: Parameters<typeof runningKelu>[0] = {}) {
  const world = await runningKelu({ ...more, people: [friend, stranger], definitions })
  const { sandbox, kelu } = world
  await sandbox.scanAndAdd({ person: friend.name, staff: 'hanmei' })
  await world.settle()
  const base = kelu.url ?? ''

  const get = (path: string, cookie = '') =>
    fetch(`${base}${path}`, { redirect: 'manual', headers: { cookie } })
  const post = (path: string, fields: Record<string, string>, cookie = '') =>
    fetch(`${base}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams(fields),
    })

  return {
    ...world,
    base,
    get,
    post,
    members: membersOf(kelu),
    pathOf: ({ externalUserid }: { externalUserid: string }) => `/sidebar/c/${externalUserid}`,
    /** Goes through the log-in of WeCom as its client does; gives the session's cookie. */
    async loggedIn(userid: string): Promise<string> {
      const sentAway = await get('/sidebar')
      const state = new URL(sentAway.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const query = new URLSearchParams({ code: await sandbox.staffLoginCode(userid), state })
      return (
        cookiesOf(await get(`/sidebar?${query}`, cookiesOf(sentAway)))
          .split('; ')
          .at(-1) ?? ''
      )
    },
    async pageOf(path: string, cookie: string) {
      const answer = await get(path, cookie)
      const page = await answer.text()
      const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
      return { status: answer.status, page, csrf: field('csrf'), once: field('once') }
    },
    /** What the member calls the customer in WeCom. */
    async remarkInWecom({ externalUserid }: { externalUserid: string }): Promise<unknown> {
      const client = await wecomClient(sandbox)
      const { follow_user } = await client.get('/cgi-bin/externalcontact/get', {
        external_userid: externalUserid,
      })
      return (follow_user as { remark: string }[])[0]?.remark
    },
    cookiesOf,
  }
}
export type ChatWorld = Awaited<ReturnType<typeof chatWorld>>

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

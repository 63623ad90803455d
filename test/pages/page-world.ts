import { inject } from 'vitest'
import type { Role } from '../../domain/members/roles.ts'
import { sessionCookie } from '../../server/admin-api/core/who.ts'
import { freePort } from '../testing/free-port.ts'
import { membersOf } from '../testing/members.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'
import { type OpenedPage, openBrowser, widths } from './browser.ts'

export interface PageWorld extends RunningKelu {
  base: string
  /** A page in a browser of its own, logged in as a member of this role, or as nobody. */
  openPage(role: Role | null, path: string, width?: number): Promise<OpenedPage>
  /** A follow-up on this salesperson's phone, logged in through WeCom. */
  openTask(userid: string, code: string): Promise<OpenedPage>
  close(): Promise<void>
}

/** The whole product before the sandbox, as `runningKelu` starts it, with its page in a real Chromium. */
export async function pageWorld(input: Parameters<typeof runningKelu>[0] = {}): Promise<PageWorld> {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const world = await runningKelu({
    ...input,
    environment: {
      PORT: String(port),
      PUBLIC_URL: base,
      PAGE_DIR: inject('pageDir'),
      ...input.environment,
    },
  })
  const browser = await openBrowser(base)
  const { cookieOf } = membersOf(world.kelu)

  return {
    ...world,
    base,
    openPage: async (role, path, width) =>
      browser.open({
        path,
        width,
        cookie: role && { name: sessionCookie, value: await cookieOf(role) },
      }),
    async openTask(userid, code) {
      const sentAway = await fetch(`${base}/task`, { redirect: 'manual' })
      const state = new URL(sentAway.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const back = new URLSearchParams({ code: await world.sandbox.staffLoginCode(userid), state })
      const headers = { cookie: cookiesOf(sentAway).join('; ') }
      const loggedIn = await fetch(`${base}/task?${back}`, { redirect: 'manual', headers })
      const [name = '', value = ''] = cookiesOf(loggedIn).at(-1)?.split('=') ?? []
      return browser.open({ root: '/task', path: `/${code}`, width: widths.phone, cookie: { name, value } })
    },
    async close() {
      await browser.close()
      await world.close()
    },
  }
}

const cookiesOf = (answer: Response) =>
  answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')

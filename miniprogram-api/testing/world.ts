import { describedRoutes } from '../../http/openapi.ts'
import { appid, edgeWorld } from '../../test/testing/edge-world.ts'
import { createLeadHandler } from '../handle-lead.ts'
import { createMiniprogramRouter } from '../router.ts'

/** The mini-program edge on an edge world, called as the phones of 小王 (known to the platform by unionid) and 小李 call it. */
export async function miniprogramWorld(limits = { perAddress: 1_000, perCustomer: 1_000 }) {
  const world = await edgeWorld()
  const { customers, outreach, stores, clock, activity, platforms } = world
  platforms.loginCodes.set('code-wang', { openid: 'o-wang', unionid: 'u-wang' })
  platforms.loginCodes.set('code-li', { openid: 'o-li' })
  const router = createMiniprogramRouter({
    appid,
    login: platforms.login,
    phones: platforms.phones,
    customers,
    outreach,
    inbox: world.inboxWith({ lead: createLeadHandler({ customers }) }),
    sessions: stores.sessions,
    clock,
    background: activity.background,
    registry: world.registry,
    limits,
  })
  const base = await world.serve([router])
  const described = describedRoutes(router)

  /** The description names every refusal there is: one it does not name is a fault of it. */
  function requireDescribed(method: string, path: string, answer: { status: number; text: string }) {
    if (answer.status < 400 || method === 'HEAD') return
    const { code } = JSON.parse(answer.text).error
    const pattern = ({ path: of }: { path: string }) => new RegExp(`^${of.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    const route = described.find((each) => each.method === method.toLowerCase() && pattern(each).test(path))
    if (route && !route.refusals.includes(code))
      throw new Error(`${method} ${path} refuses with ${code}, undescribed`)
  }

  async function call(path: string, body?: unknown, token?: string, method = 'POST') {
    const answer = await fetch(`${base}/mp/v1${path}`, {
      method,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const { status, headers } = answer
    const text = await answer.text()
    requireDescribed(method, `/mp/v1${path}`, { status, text })
    // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, each checked where it is used
    return { status, headers, body: (text === '' ? null : JSON.parse(text)) as any }
  }

  return {
    ...world,
    base,
    call,
    router,
    described,
    /** Returns the token of the session. */
    login: async (code: 'code-wang' | 'code-li' = 'code-wang'): Promise<string> =>
      (await call('/login', { code })).body.token,
    byOpenid: (openid: string) => customers.findByIdentity(`openid:${appid}:${openid}`),
  }
}
export type MiniprogramWorld = Awaited<ReturnType<typeof miniprogramWorld>>

import { createActivity } from '../../../../domain/activity.ts'
import { testSealing } from '../../../../domain/customers/testing/world.ts'
import { silentLog } from '../../../../domain/log.ts'
import { createAuditLog } from '../../../../domain/members/audit-log.ts'
import { createLockout, ofAskingForCodes, ofSmsCodes } from '../../../../domain/members/lockout.ts'
import { createAskedOf } from '../../../../domain/outreach/group-sends/asked-of.ts'
import { createSmsLogin } from '../../../../domain/sales/sms-login.ts'
import { hour, salesWorld } from '../../../../domain/sales/testing/world.ts'
import { createAuditLogStore } from '../../../../models/audit-log.ts'
import { createInboxStore } from '../../../../models/inbox.ts'
import { createLoginAttemptStore } from '../../../../models/login-attempts.ts'
import { createSessionStore } from '../../../../models/sessions.ts'
import { createStaffLoginCodeStore } from '../../../../models/staff-login-codes.ts'
import { createApp } from '../../../app.ts'
import { createHttpServer } from '../../../http-server.ts'
import { createMetrics } from '../../../metrics.ts'
import { createTaskPageRouter } from '../router.ts'
import { groupSendsIn } from './group-sends.ts'

const publicUrl = 'https://kelu.test'

/** The task page in front of the real sales engine; only WeCom is simulated: a log-in code is `code-<userid>`. */
export async function taskPageWorld(given: { smsLogin?: 'on' } = {}) {
  const world = await salesWorld()
  const login = {
    authorizeUrl: ({ redirectUri, state }: { redirectUri: string; state: string }) =>
      `https://wecom.example/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state })}`,
    qrUrl: ({ state }: { state: string }) => `https://wecom.example/scan?${new URLSearchParams({ state })}`,
    async userOf(code: string) {
      if (code.length > 512) throw new Error('WeCom must not be asked')
      return code.startsWith('code-') ? code.slice(5) : null
    },
  }
  const store = createLoginAttemptStore(world.connection)
  const activity = createActivity((error) => {
    throw error
  })
  const groupSends = groupSendsIn(world)
  const auditStore = createAuditLogStore(world.connection)
  const auditLog = createAuditLog({ store: auditStore, realClock: world.clock })
  const smsLogin = createSmsLogin({
    codes: createStaffLoginCodeStore(world.connection),
    directory: world.directory,
    sealing: testSealing,
    sms: world.phone.staffSms,
    templates: { aliyun: 'SMS_8' },
    asking: createLockout({ store, realClock: world.clock, rule: ofAskingForCodes }),
    entering: createLockout({ store, realClock: world.clock, rule: ofSmsCodes }),
    auditLog,
    background: activity.background,
    realClock: world.clock,
  })
  const app = createApp({
    routers: [
      createTaskPageRouter({
        sales: world.sales,
        groupSendsAskedOf: createAskedOf({
          stores: groupSends.stores,
          registry: groupSends.registry,
          clock: world.clock,
        }),
        login,
        smsLogin: given.smsLogin === 'on' ? smsLogin : null,
        sessions: createSessionStore(world.connection),
        auditLog,
        clock: world.clock,
        publicUrl,
      }),
    ],
    log: silentLog,
    metrics: createMetrics({ inbox: createInboxStore(world.connection), held: async () => [] }),
    https: false,
    trustedProxies: 0,
  })
  const server = createHttpServer()
  server.serve(app)
  const base = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`

  const get = (path: string, cookie = '') =>
    fetch(`${base}${path}`, { redirect: 'manual', headers: { cookie } })
  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ')

  /** Goes through the log-in as a browser does; returns its cookies. */
  async function loggedIn(userid: string): Promise<string> {
    const sentAway = await get('/task')
    const state = new URL(sentAway.headers.get('location') ?? '').searchParams.get('state')
    return cookiesOf(await get(`/task?code=code-${userid}&state=${state}`, cookiesOf(sentAway)))
  }

  return {
    ...world,
    /** Where the page is, for a browser. */
    base,
    auditStore,
    /** What is sent in the background has been sent. */
    settled: activity.settled,
    aGroupSend: groupSends.aGroupSend,
    get,
    cookiesOf,
    loggedIn,
    async pageOf(path: string, cookie: string) {
      const page = await (await get(path, cookie)).text()
      const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
      return { page, csrf: field('csrf'), once: field('once') }
    },
    /** `form` may be what `pageOf` gave. */
    async press(path: string, form: Record<string, string>, cookie: string) {
      const { page: _, ...fields } = form
      const body = new URLSearchParams(fields)
      const answer = await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { cookie },
        body,
        redirect: path.endsWith('/call') ? 'manual' : 'follow',
      })
      return { status: answer.status, page: await answer.text(), to: answer.headers.get('location') }
    },
    /** A task offered to 李雷 about somebody whose nickname and task are full of markup. */
    async aTask() {
      const customer = await world.aCustomer('LiLei')
      await world.customers.change(customer._id, { setProfile: { nickname: '<b>小王</b>' } }, 'name')
      const taskId = await world.openTask(customer._id, {
        taskId: 'task-1',
        title: '跟进 <script>alert(1)</script>',
        reasons: ['看了 3 次 "奶粉"'],
        acceptMs: 2 * hour,
      })
      const task = await world.sales.find(taskId)
      return { taskId, customer, path: `/task/${task?.code}` }
    },
    async close() {
      await server.close(1_000)
      await world.drop()
    },
  }
}
export type TaskPageWorld = Awaited<ReturnType<typeof taskPageWorld>>

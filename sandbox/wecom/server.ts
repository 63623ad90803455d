import { unixSeconds } from '../clock.ts'
import type { Fault } from '../contract.ts'
import type { Faults } from '../faults.ts'
import {
  jsonObject,
  jsonReply,
  type PlatformRequest,
  type PlatformServer,
  type Reply,
  servePlatform,
  textsIn,
} from '../platform-server.ts'
import { apis } from './apis.ts'
import { type WecomCall, WecomRefusal } from './call.ts'
import { codePicturePath, codePictureReply } from './code-picture.ts'
import { createFrequency } from './frequency.ts'
import { partsOfForm } from './multipart.ts'
import { checkToken, createTokenDesk, forget } from './token.ts'
import type { WecomApi, WecomWorld } from './world.ts'

const tokenPath = '/cgi-bin/gettoken'

/** WeCom's server API: the token before any parameter, HTTP 200 for every error of a known path. */
export function serveWecom(world: WecomWorld, faults: Faults): Promise<PlatformServer> {
  const frequency = createFrequency(world.clock, world.limits)
  const tokenDesk = createTokenDesk(world)
  const atOnce = new Map<string, number>()
  const table = new Map<string, WecomApi>(Object.entries(apis))
  table.set(tokenPath, { method: 'GET', handle: tokenDesk.issue })

  async function perform(api: WecomApi, call: WecomCall, request: PlatformRequest) {
    if (request.path !== tokenPath) checkToken(call, world)
    if (!frequency.allows(request.path)) throw new WecomRefusal(45009, 'api freq out of limit')
    if (request.method !== api.method) {
      throw new WecomRefusal(api.method === 'POST' ? 43002 : 43001, `require ${api.method} method`)
    }
    return await alongside(request.path, async () => api.handle(call, world))
  }

  async function alongside<T>(path: string, handle: () => Promise<T>): Promise<T> {
    const others = atOnce.get(path) ?? 0
    if (others >= world.limits.wecomAtOnce) throw new WecomRefusal(45033, 'api concurrent out of limit')
    atOnce.set(path, others + 1)
    try {
      return await handle()
    } finally {
      atOnce.set(path, (atOnce.get(path) ?? 1) - 1)
    }
  }

  async function answer(request: PlatformRequest): Promise<Reply> {
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`
    if (request.path.startsWith(codePicturePath)) return codePictureReply(request.path, origin, world)
    const api = table.get(request.path)
    if (api === undefined) return { status: 404, body: '', refusedWith: 404 }
    const parsed = jsonObject(request.body)
    const form = partsOfForm(request.headers['content-type'] ?? '', request.body)
    const call = { query: request.query, body: parsed ?? {}, form, origin }
    try {
      return jsonReply({ errcode: 0, errmsg: 'ok', ...(await perform(api, call, request)) })
    } catch (error) {
      if (!(error instanceof WecomRefusal)) throw error
      const odd = request.method === 'POST' && parsed === undefined && !isUpload(request)
      return refusal(error, world, odd ? ' Warning: wrong json format.' : '')
    }
  }

  return servePlatform(
    { faults, ledger: world.ledger, clock: world.clock },
    {
      platform: 'wecom',
      apiOf: (request) => request.path,
      receiversOf: (request) => receiversOf(request, world),
      answer,
      answerFault: (fault) => faultReply(fault, world),
    },
  )
}

function isUpload(request: PlatformRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('multipart/')
}

/** A welcome is about its code and about the customer behind it. */
function* receiversOf(request: PlatformRequest, world: WecomWorld): Iterable<string> {
  for (const text of [...request.query.values(), ...textsIn(jsonObject(request.body))]) {
    yield text
    const welcome = world.state.welcomeCodes.get(text)
    if (welcome) yield welcome.friendship.externalUserid
    const response = world.state.responseCodes.get(text)
    if (response) yield response.card.taskId
  }
}

function refusal(error: WecomRefusal, world: WecomWorld, warning: string): Reply {
  const hint = `${unixSeconds(world.clock.now())}${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`
  const from = error.errcode === 40013 ? '' : ', from ip: 127.0.0.1'
  const help = `more info at https://open.work.weixin.qq.com/devtool/query?e=${error.errcode}`
  const errmsg = `${error.message}${warning}, hint: [${hint}]${from}, ${help}`
  const reply = jsonReply({ errcode: error.errcode, errmsg, ...error.extra }, 200, {
    'error-code': String(error.errcode),
    'error-msg': encodeURI(error.message),
  })
  return { ...reply, refusedWith: error.errcode }
}

function faultReply(fault: Fault, world: WecomWorld): Reply {
  switch (fault.kind) {
    case 'serverError':
      return { status: 502, body: '<html>502 Bad Gateway</html>', refusedWith: 502 }
    case 'expiredToken':
      forget(world)
      return refusal(new WecomRefusal(42001, 'access_token expired'), world, '')
    case 'rateLimited':
      return refusal(new WecomRefusal(45009, 'api freq out of limit'), world, '')
    default:
      return refusal(new WecomRefusal(Number(fault.code), 'ordered by a test'), world, '')
  }
}

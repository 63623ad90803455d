import { randomBytes } from 'node:crypto'
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
import { codeToSession } from './api/code-to-session.ts'
import { generateUrlLink } from './api/generate-url-link.ts'
import { getPhoneNumber } from './api/get-phone-number.ts'
import { msgSecCheck } from './api/msg-sec-check.ts'
import { deliveryList, getOrder, uploadShipping } from './api/order-shipping.ts'
import { subscribeSend } from './api/subscribe-send.ts'
import { plainToken, stableToken } from './api/tokens.ts'
import { type WechatCall, WechatRefusal } from './call.ts'
import { checkToken, expireTokens } from './token.ts'
import type { WechatApi, WechatWorld } from './world.ts'

const apis: Record<string, WechatApi> = {
  '/sns/jscode2session': codeToSession,
  '/cgi-bin/token': plainToken,
  '/cgi-bin/stable_token': stableToken,
  '/cgi-bin/message/subscribe/send': subscribeSend,
  '/wxa/business/getuserphonenumber': getPhoneNumber,
  '/wxa/msg_sec_check': msgSecCheck,
  '/wxa/generate_urllink': generateUrlLink,
  '/wxa/sec/order/upload_shipping_info': uploadShipping,
  '/wxa/sec/order/get_order': getOrder,
  '/cgi-bin/express/delivery/open_msg/get_delivery_list': deliveryList,
}

/** The mini-program's server API; HTTP 200 for every error of a known path. */
export function serveWechat(world: WechatWorld, faults: Faults): Promise<PlatformServer> {
  async function perform(api: WechatApi, call: WechatCall, request: PlatformRequest) {
    const appid = api.needsToken ? checkToken(call, world).appid : ''
    if (request.method !== api.method) {
      throw new WechatRefusal(api.method === 'POST' ? 43002 : 43001, `require ${api.method} method`)
    }
    return await api.handle(call, world, appid)
  }

  async function answer(request: PlatformRequest): Promise<Reply> {
    const api = Object.hasOwn(apis, request.path) ? apis[request.path] : undefined
    if (api === undefined) return { status: 404, body: '', refusedWith: 404 }
    const call = { query: request.query, body: jsonObject(request.body) }
    try {
      const result = await perform(api, call, request)
      // Log-in and token answers carry no errcode when all went well.
      return jsonReply(api.needsToken ? { errcode: 0, errmsg: 'ok', ...result } : result)
    } catch (error) {
      if (!(error instanceof WechatRefusal)) throw error
      return refusal(error)
    }
  }

  return servePlatform(
    { faults, ledger: world.ledger, clock: world.clock },
    {
      platform: 'wechat',
      apiOf: (request) => request.path,
      receiversOf: (request) => receiversOf(request, world),
      answer,
      answerFault: (fault) => faultReply(fault, world),
    },
  )
}

/** A log-in is about its code and about the person behind it. */
function* receiversOf(request: PlatformRequest, world: WechatWorld): Iterable<string> {
  for (const text of [...request.query.values(), ...textsIn(jsonObject(request.body))]) {
    yield text
    const login = world.state.loginCodes.get(text)
    if (login) yield login.openid
  }
}

function refusal(error: WechatRefusal): Reply {
  const hex = randomBytes(12).toString('hex')
  const rid = `${hex.slice(0, 8)}-${hex.slice(8, 16)}-${hex.slice(16)}`
  const reply = jsonReply({ errcode: error.errcode, errmsg: `${error.message} rid: ${rid}` })
  return { ...reply, refusedWith: error.errcode }
}

function faultReply(fault: Fault, world: WechatWorld): Reply {
  switch (fault.kind) {
    case 'serverError':
      return { status: 502, body: '<html>502 Bad Gateway</html>', refusedWith: 502 }
    case 'expiredToken':
      expireTokens(world)
      return refusal(new WechatRefusal(42001, 'access_token expired'))
    case 'rateLimited':
      return refusal(new WechatRefusal(45011, 'api minute-quota reach limit  mustslower  retry next minute'))
    default:
      return refusal(new WechatRefusal(Number(fault.code), 'ordered by a test'))
  }
}

import { randomUUID } from 'node:crypto'
import type { Fault } from '../contract.ts'
import type { Faults } from '../faults.ts'
import {
  jsonObject,
  type PlatformRequest,
  type PlatformServer,
  type Reply,
  servePlatform,
  textsIn,
} from '../platform-server.ts'
import { redirectRefund } from './api/abnormal-refund.ts'
import { billDownload, fundBillFile, tradeBillFile } from './api/bills.ts'
import { certificates } from './api/certificates.ts'
import { closeOrder } from './api/close-order.ts'
import { orderByJsapi } from './api/order.ts'
import { queryByNumber, queryByTransaction } from './api/query-order.ts'
import { queryRefund, refundOrder } from './api/refund.ts'
import { checkAuthorization } from './authorization.ts'
import type { PayKeys, SigningKey } from './keys.ts'
import { badParameter, PayRefusal, statusOfCode } from './refusal.ts'
import { platformKey, signatureHeaders } from './signed.ts'
import type { PayApi, PayResult, PayWorld } from './world.ts'

const apis: Record<string, PayApi> = {
  jsapi: orderByJsapi,
  query: queryByNumber,
  queryByTransaction,
  close: closeOrder,
  refund: refundOrder,
  queryRefund,
  redirectRefund,
  certificates,
  tradebill: tradeBillFile,
  fundflowbill: fundBillFile,
  billdownload: billDownload,
}

/** WeChat Pay's merchant API v3. Faults name an API by its key above. */
export function serveWechatpay(world: PayWorld, faults: Faults): Promise<PlatformServer> {
  async function perform(request: PlatformRequest, keys: PayKeys): Promise<PayResult> {
    checkAuthorization(request, keys, world)
    const api = apis[nameOf(request)]
    if (api === undefined) throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '接口不存在')
    const named = decodeURIComponent(api.path.exec(request.path)?.[1] ?? '')
    return api.handle({ named, request, keys, world })
  }

  async function answer(request: PlatformRequest): Promise<Reply> {
    const keys = await world.keys()
    try {
      const by = answeringKey(request, keys)
      return replyOf(await perform(request, keys), by)
    } catch (error) {
      if (!(error instanceof PayRefusal)) throw error
      return refused(error, request, keys)
    }
  }

  /** The key the call asks for by Wechatpay-Serial; the platform certificate where it asks for none. */
  function answeringKey({ headers }: PlatformRequest, keys: PayKeys): SigningKey {
    const wanted = headers['wechatpay-serial']
    if (wanted === undefined) return platformKey(keys, world.state)
    const known = [keys.publicKey, ...keys.platform].find(({ serial }) => serial === wanted)
    if (known === undefined) throw badParameter('Wechatpay-Serial names no key')
    return known === keys.publicKey ? known : platformKey(keys, world.state)
  }

  function replyOf(result: PayResult, by: SigningKey): Reply {
    const id = { 'request-id': randomUUID() }
    if (Buffer.isBuffer(result)) return { status: 200, headers: id, body: result }
    const body = result === undefined ? '' : JSON.stringify(result)
    return {
      status: result === undefined ? 204 : 200,
      headers: {
        ...id,
        'content-type': 'application/json; charset=utf-8',
        ...signatureHeaders(by, body, world.clock.now()),
      },
      body,
    }
  }

  // Whether refusals are signed is not documented: those of the caller's fault are here, those of the platform's are not.
  function refused({ status, code, message }: PayRefusal, request: PlatformRequest, keys: PayKeys): Reply {
    const body = JSON.stringify({
      code,
      message,
      ...(code === 'SIGN_ERROR' && { detail: { field: 'signature' } }),
    })
    const wanted = request.headers['wechatpay-serial']
    const by = wanted === keys.publicKey.serial ? keys.publicKey : platformKey(keys, world.state)
    const isSigned = status < 500 && status !== 401
    return {
      status,
      headers: {
        'request-id': randomUUID(),
        'content-type': 'application/json; charset=utf-8',
        ...(isSigned && signatureHeaders(by, body, world.clock.now())),
      },
      body,
      refusedWith: code,
    }
  }

  async function answerFault(fault: Fault, request: PlatformRequest): Promise<Reply> {
    const keys = await world.keys()
    switch (fault.kind) {
      case 'serverError':
        return { status: 502, body: '<html>502 Bad Gateway</html>', refusedWith: 502 }
      case 'rateLimited':
        return refused(new PayRefusal(429, 'RATELIMIT_EXCEEDED', '频率超限'), request, keys)
      case 'unsigned':
      case 'wrongSignature':
        return spoilt(await answer(request), fault.kind)
      default: {
        const code = String(fault.code)
        return refused(new PayRefusal(statusOfCode[code] ?? 400, code, 'ordered by a test'), request, keys)
      }
    }
  }

  return servePlatform(
    { faults, ledger: world.ledger, clock: world.clock },
    {
      platform: 'wechatpay',
      apiOf: nameOf,
      receiversOf: ({ path, query, body }) => [
        ...path.split('/'),
        ...query.values(),
        ...textsIn(jsonObject(body)),
      ],
      answer,
      answerFault,
    },
  )
}

function nameOf({ method, path }: PlatformRequest): string {
  const found = Object.entries(apis).find(([, api]) => api.method === method && api.path.test(path))
  return found?.[0] ?? path
}

/** It did what was asked, and its answer is one that nobody may believe. */
function spoilt(reply: Reply, how: 'unsigned' | 'wrongSignature'): Reply {
  const { 'wechatpay-signature': signature = '', ...others } = reply.headers ?? {}
  if (how === 'unsigned') return { ...reply, headers: others }
  return { ...reply, headers: { ...others, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${signature}` } }
}

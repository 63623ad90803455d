import { randomUUID } from 'node:crypto'
import type { Fault } from '../contract.ts'
import type { Faults } from '../faults.ts'
import { mainlandPhone } from '../mainland-sms.ts'
import {
  jsonReply,
  type PlatformRequest,
  type PlatformServer,
  type Reply,
  servePlatform,
} from '../platform-server.ts'
import { createWindowCounter } from '../windows.ts'
import { querySmsSign, querySmsTemplate } from './api/query-approvals.ts'
import { querySendDetails } from './api/query-send-details.ts'
import { sendSms } from './api/send-sms.ts'
import { GatewayRefusal, SmsRefusal } from './call.ts'
import { createSignatureCheck } from './signature.ts'
import type { AliyunAction, AliyunWorld } from './world.ts'

const version = '2017-05-25'

const actions: Record<string, AliyunAction> = {
  SendSms: sendSms,
  QuerySendDetails: querySendDetails,
  QuerySmsSign: querySmsSign,
  QuerySmsTemplate: querySmsTemplate,
}

/** Alibaba Cloud SMS, RPC style: POST /, parameters in the query, signed headers. */
export function serveAliyun(world: AliyunWorld, faults: Faults): Promise<PlatformServer> {
  const checkSignature = createSignatureCheck(world)
  const perSecond = createWindowCounter()

  function perform(request: PlatformRequest): Record<string, unknown> {
    if (request.method !== 'POST' || request.path !== '/') {
      throw new GatewayRefusal('InvalidAction.NotFound', 'Specified api is not found.', 404)
    }
    checkSignature(request)
    const second = Math.floor(world.clock.now().getTime() / 1000)
    if (perSecond.add('all', second) > world.limits.aliyunCallsPerSecond) {
      throw new GatewayRefusal('Throttling.User', 'Request was denied due to user flow control.')
    }
    if (request.headers['x-acs-version'] !== version) {
      throw new GatewayRefusal('InvalidVersion', 'Specified parameter Version is not valid.')
    }
    const name = actionOf(request)
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (!action) throw new GatewayRefusal('InvalidAction.NotFound', 'Specified api is not found.', 404)
    return action(request.query, world)
  }

  async function answer(request: PlatformRequest): Promise<Reply> {
    try {
      return jsonReply({ Code: 'OK', Message: 'OK', RequestId: requestId(), ...perform(request) })
    } catch (error) {
      return refusal(error)
    }
  }

  return servePlatform(
    { faults, ledger: world.ledger, clock: world.clock },
    {
      platform: 'aliyun',
      apiOf: actionOf,
      receiversOf: (request) => phonesOf(request.query),
      answer,
      answerFault: faultReply,
    },
  )
}

function actionOf(request: PlatformRequest): string {
  const name = request.headers['x-acs-action']
  return typeof name === 'string' ? name : request.path
}

/** In every spelling, so that a test may name a person's E.164 number. */
function phonesOf(query: URLSearchParams): string[] {
  const written = `${query.get('PhoneNumbers') ?? ''},${query.get('PhoneNumber') ?? ''}`.split(',')
  return written.flatMap((phone) => {
    const digits = mainlandPhone(phone)
    return digits ? [phone, digits, `+86${digits}`] : [phone]
  })
}

function requestId(): string {
  return randomUUID().toUpperCase()
}

function refusal(error: unknown): Reply {
  if (error instanceof SmsRefusal) {
    const body = { Code: error.code, Message: error.message, RequestId: requestId() }
    return { ...jsonReply(body), refusedWith: error.code }
  }
  if (!(error instanceof GatewayRefusal)) throw error
  const body = {
    RequestId: requestId(),
    HostId: 'dysmsapi.aliyuncs.com',
    Code: error.code,
    Message: error.message,
  }
  return { ...jsonReply(body, error.status), refusedWith: error.code }
}

function faultReply(fault: Fault): Reply {
  switch (fault.kind) {
    case 'serverError':
      return { status: 503, body: '<html>503 Service Unavailable</html>', refusedWith: 503 }
    case 'expiredToken':
      return refusal(new GatewayRefusal('InvalidTimeStamp.Expired', 'Specified time stamp is expired.'))
    case 'rateLimited':
      return refusal(new GatewayRefusal('Throttling.User', 'Request was denied due to user flow control.'))
    default:
      return refusal(new SmsRefusal(String(fault.code), 'ordered by a test'))
  }
}

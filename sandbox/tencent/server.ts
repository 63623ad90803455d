import { randomUUID } from 'node:crypto'
import type { Fault } from '../contract.ts'
import type { Faults } from '../faults.ts'
import { mainlandPhone } from '../mainland-sms.ts'
import {
  jsonObject,
  jsonReply,
  type PlatformRequest,
  type PlatformServer,
  type Reply,
  servePlatform,
} from '../platform-server.ts'
import { createWindowCounter } from '../windows.ts'
import { describeSmsSignList, describeSmsTemplateList, smsPackagesStatistics } from './api/lists.ts'
import { sendSms } from './api/send-sms.ts'
import { CallRefusal } from './call.ts'
import { createSignatureCheck, headerOf } from './signature.ts'
import type { TencentAction, TencentWorld } from './world.ts'

const version = '2021-01-11'
const regions = new Set(['ap-guangzhou', 'ap-beijing', 'ap-nanjing'])

const actions: Record<string, TencentAction> = {
  SendSms: sendSms,
  DescribeSmsSignList: describeSmsSignList,
  DescribeSmsTemplateList: describeSmsTemplateList,
  SmsPackagesStatistics: smsPackagesStatistics,
}

/** Tencent Cloud SMS, API 3.0: POST / with a JSON body and TC3-HMAC-SHA256; errors come with HTTP 200. */
export function serveTencent(world: TencentWorld, faults: Faults): Promise<PlatformServer> {
  const checkSignature = createSignatureCheck(world)
  const perSecond = createWindowCounter()

  function perform(request: PlatformRequest): Record<string, unknown> {
    if (request.method !== 'POST' || request.path !== '/') {
      throw new CallRefusal('UnsupportedProtocol', 'POST / is the only way here')
    }
    checkSignature(request)
    const second = Math.floor(world.clock.now().getTime() / 1000)
    if (perSecond.add('all', second) > world.limits.tencentCallsPerSecond) {
      throw new CallRefusal('RequestLimitExceeded', 'too many calls in a second')
    }
    if (headerOf(request, 'x-tc-version') !== version)
      throw new CallRefusal('NoSuchVersion', 'unknown version')
    if (!regions.has(headerOf(request, 'x-tc-region'))) {
      throw new CallRefusal('UnsupportedRegion', 'X-TC-Region is missing or not served')
    }
    const name = actionOf(request)
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (!action) throw new CallRefusal('InvalidAction', 'unknown action')
    const given = jsonObject(request.body)
    if (!given) throw new CallRefusal('InvalidParameter', 'the body is no JSON object')
    return action(given, world)
  }

  async function answer(request: PlatformRequest): Promise<Reply> {
    try {
      return answerOf(perform(request))
    } catch (error) {
      if (!(error instanceof CallRefusal)) throw error
      return refusal(error)
    }
  }

  return servePlatform(
    { faults, ledger: world.ledger, clock: world.clock },
    {
      platform: 'tencent',
      apiOf: actionOf,
      receiversOf: phonesOf,
      answer,
      answerFault: faultReply,
    },
  )
}

function actionOf(request: PlatformRequest): string {
  return headerOf(request, 'x-tc-action') || request.path
}

/** In every spelling, so that a test may name a person's E.164 number. */
function phonesOf(request: PlatformRequest): string[] {
  const written = jsonObject(request.body)?.PhoneNumberSet
  return (Array.isArray(written) ? written.map(String) : []).flatMap((phone) => {
    const digits = mainlandPhone(phone)
    return digits ? [phone, digits, `+86${digits}`] : [phone]
  })
}

function answerOf(fields: Record<string, unknown>): Reply {
  const [first] = (fields.SendStatusSet as { Code: string }[] | undefined) ?? []
  const refused = first && first.Code !== 'Ok' && { refusedWith: first.Code }
  return { ...jsonReply({ Response: { ...fields, RequestId: randomUUID() } }), ...refused }
}

function refusal({ code, message }: CallRefusal): Reply {
  const body = { Response: { Error: { Code: code, Message: message }, RequestId: randomUUID() } }
  return { ...jsonReply(body), refusedWith: code }
}

function faultReply(fault: Fault, request: PlatformRequest): Reply {
  switch (fault.kind) {
    case 'serverError':
      return { status: 502, body: '<html>502 Bad Gateway</html>', refusedWith: 502 }
    case 'expiredToken':
      return refusal(new CallRefusal('AuthFailure.SignatureExpire', 'The signature is expired.'))
    case 'rateLimited':
      return refusal(new CallRefusal('RequestLimitExceeded', 'too many calls in a second'))
    default: {
      // Ordered codes are said of the number, unless they can only be said of the whole call.
      const code = String(fault.code)
      const [phone] = phonesOf(request)
      const isOfCall = /^(AuthFailure|RequestLimitExceeded|InternalError$)/.test(code) || phone === undefined
      if (isOfCall) return refusal(new CallRefusal(code, 'ordered by a test'))
      const status = { SerialNo: '', PhoneNumber: phone, Fee: 0, SessionContext: '', Code: code }
      return answerOf({ SendStatusSet: [{ ...status, Message: 'ordered by a test', IsoCode: 'CN' }] })
    }
  }
}

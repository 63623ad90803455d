import type { z } from 'zod'
import type { Clock } from '../../../domain/clock.ts'
import type { Approval } from '../../../domain/platform-probes.ts'
import { createHttp } from '../../http.ts'
import { PlatformError } from '../../platform-error.ts'
import { retryAfterMs } from './codes.ts'
import { contentType, signTc3 } from './sign.ts'
import { plainReply, refusedReply, sendReply, signsReply, templatesReply } from './types.ts'

export interface TencentSettings {
  /** e.g. https://sms.tencentcloudapi.com */
  endpoint: string
  /** ap-guangzhou, ap-beijing or ap-nanjing. */
  region: string
  secretId: string
  secretKey: string
  /** Of the SMS application, 1400… */
  sdkAppId: string
  signName: string
  clock: Clock
  /** Real time of one request. */
  timeoutMs?: number
}

const version = '2021-01-11'
const service = 'sms'
const mainland = 0
const pageSize = 100
/** SmsPackagesStatistics wants a span that is over. */
const hourMs = 3_600_000

const approvals: Record<number, Approval> = { 0: 'approved', 1: 'waiting', 2: 'waiting', [-1]: 'refused' }

/** Codes of our own, for what the lists of the platform do not have. */
export const notListed = { signature: 'sign.notFound', template: 'template.notFound' } as const

export type TencentApi = ReturnType<typeof createTencentApi>

/** Signed calls of Tencent Cloud SMS. Errors carry the action and a code, never the body with its numbers. */
export function createTencentApi(settings: TencentSettings) {
  const { endpoint, region, secretId, secretKey, sdkAppId, signName, clock, timeoutMs } = settings
  const http = createHttp({ platform: 'tencent', baseUrl: endpoint, timeoutMs })
  const { hostname: host } = new URL(endpoint)

  const refused = (api: string, code: string) =>
    new PlatformError({
      ...{ platform: 'tencent', api, kind: 'errcode', code },
      retryable: retryAfterMs.has(code) || code.startsWith('InternalError'),
      sent: code.startsWith('InternalError') ? 'maybe' : 'no',
    })

  async function call<T>(action: string, params: object, reply: z.ZodType<T>): Promise<T> {
    const body = JSON.stringify(params)
    const timestamp = Math.floor(clock.now().getTime() / 1_000)
    const { json } = await http.call({
      method: 'POST',
      path: '/',
      api: action,
      file: { contentType, bytes: Buffer.from(body) },
      headers: {
        'x-tc-action': action,
        'x-tc-version': version,
        'x-tc-region': region,
        'x-tc-timestamp': String(timestamp),
        authorization: signTc3({ host, service, body, secretId, secretKey, timestamp }),
      },
    })
    const error = refusedReply.safeParse(json)
    if (error.success) throw refused(action, error.data.Response.Error.Code)
    const parsed = reply.safeParse(json)
    if (parsed.success) return parsed.data
    const code = parsed.error.issues[0]?.path.join('.') || 'reply'
    throw new PlatformError({
      ...{ platform: 'tencent', api: action, kind: 'malformed', code },
      retryable: false,
      sent: 'maybe',
    })
  }

  return {
    /** One recipient a call, so that each has its own outcome (382/55981). Not idempotent. */
    async sendSms(input: {
      phone: string
      template: string
      /** For {1}, {2} … in this order. */
      params: string[]
      /** Instead of our own signature. */
      signName?: string
      context: string
    }): Promise<{ code: string; serialNo: string }> {
      const { Response } = await call(
        'SendSms',
        {
          PhoneNumberSet: [input.phone],
          SmsSdkAppId: sdkAppId,
          TemplateId: input.template,
          SignName: input.signName ?? signName,
          TemplateParamSet: input.params,
          SessionContext: input.context,
        },
        sendReply,
      )
      // The reply has exactly one, or it was not read.
      const [status] = Response.SendStatusSet
      return { code: status?.Code ?? '', serialNo: status?.SerialNo ?? '' }
    },

    /** Throws when the platform refuses our key or our application: asks for packages bought in an hour that is over (382/55968). */
    async checkAccess(): Promise<void> {
      const now = clock.now().getTime()
      const span = { BeginTime: shanghaiHour(now - 2 * hourMs), EndTime: shanghaiHour(now - hourMs) }
      await call('SmsPackagesStatistics', { SmsSdkAppId: sdkAppId, Limit: 1, Offset: 0, ...span }, plainReply)
    },

    /** How a signature of ours stands (382/55971). Throws `sign.notFound` when the account has none of that name. */
    async approvalOfSignature(): Promise<Approval> {
      for (let offset = 0; ; offset += pageSize) {
        const page = { International: mainland, Limit: pageSize, Offset: offset }
        const { Response } = await call('DescribeSmsSignList', page, signsReply)
        const signs = Response.DescribeSignListStatusSet
        const own = signs.find(({ SignName }) => SignName === signName)
        if (own) return approvals[own.StatusCode] ?? 'unknown'
        if (signs.length < pageSize) throw refused('DescribeSmsSignList', notListed.signature)
      }
    },

    /** How a template stands (382/55975). Throws `template.notFound` when the account has none of that number. */
    async approvalOfTemplate(id: string): Promise<Approval> {
      const asked = { International: mainland, TemplateIdSet: [Number(id)] }
      const { Response } = await call('DescribeSmsTemplateList', asked, templatesReply)
      const own = Response.DescribeTemplateStatusSet.find(({ TemplateId }) => TemplateId === Number(id))
      if (!own) throw refused('DescribeSmsTemplateList', notListed.template)
      return approvals[own.StatusCode] ?? 'unknown'
    },

    /** What time it is at the gateway. */
    time: http.time,
    /** Closes idle connections. */
    close: http.close,
  }
}

/** `yyyyMMddHH` of Asia/Shanghai. */
function shanghaiHour(at: number): string {
  return new Date(at + 8 * hourMs).toISOString().slice(0, 13).replace(/[-T]/g, '')
}

import { nanoid } from 'nanoid'
import type { z } from 'zod'
import type { Clock } from '../../../domain/clock.ts'
import type { Approval } from '../../../domain/platform-probes.ts'
import { createHttp } from '../../http.ts'
import { PlatformError } from '../../platform-error.ts'
import { accepted, retryAfterMs } from './codes.ts'
import { signAcs3 } from './sign.ts'
import { detailsReply, plainReply, sendReply, signReply, templateReply } from './types.ts'

export interface AliyunSettings {
  /** e.g. https://dysmsapi.aliyuncs.com */
  endpoint: string
  keyId: string
  keySecret: string
  signName: string
  clock: Clock
  /** Real time of one request. */
  timeoutMs?: number
}

const version = '2017-05-25'

/** 审核中, 通过, 未通过, 取消审核. */
const approvals: Record<number, Approval> = { 0: 'waiting', 1: 'approved', 2: 'refused', 10: 'waiting' }

export type AliyunApi = ReturnType<typeof createAliyunApi>

/** Signed calls of Dysmsapi. Numbers travel in the query, so no error here carries more than the action and a code. */
export function createAliyunApi(settings: AliyunSettings) {
  const { endpoint, keyId, keySecret, signName, clock, timeoutMs } = settings
  const http = createHttp({ platform: 'aliyun', baseUrl: endpoint, timeoutMs })
  const { host } = new URL(endpoint)

  async function call<T>(action: string, params: Record<string, string>, reply: z.ZodType<T>): Promise<T> {
    const signed = signAcs3({
      host,
      action,
      version,
      params,
      keyId,
      keySecret,
      date: clock.now(),
      nonce: nanoid(32),
    })
    const { json } = await http.call({
      method: 'POST',
      path: `/?${signed.query}`,
      api: action,
      headers: signed.headers,
    })
    const parsed = reply.safeParse(json)
    if (parsed.success) return parsed.data
    const code = parsed.error.issues[0]?.path.join('.') || 'reply'
    throw new PlatformError({
      platform: 'aliyun',
      api: action,
      kind: 'malformed',
      code,
      retryable: false,
      sent: 'maybe',
    })
  }

  /** A call that changes nothing; throws what the gateway refuses. */
  async function clean<T>(action: string, params: Record<string, string>, reply: z.ZodType<T>): Promise<T> {
    const answer = await call(action, params, plainReply)
    const { Code: code } = answer
    if (code === accepted) return reply.parse(answer)
    throw new PlatformError({
      platform: 'aliyun',
      api: action,
      kind: 'errcode',
      code,
      retryable: retryAfterMs.has(code),
      sent: 'no',
    })
  }

  return {
    /** One recipient a call, so that each has its own OutId (api SendSms). Not idempotent. */
    sendSms: (input: {
      phone: string
      template: string
      params: Record<string, string>
      /** Instead of our own signature. */
      signName?: string
      outId: string
    }) =>
      call(
        'SendSms',
        {
          PhoneNumbers: input.phone,
          SignName: input.signName ?? signName,
          TemplateCode: input.template,
          TemplateParam: JSON.stringify(input.params),
          OutId: input.outId,
        },
        sendReply,
      ),

    /** What was sent to a number on one day, `yyyyMMdd` of Asia/Shanghai (api QuerySendDetails). */
    querySendDetails: (input: { phone: string; day: string; page: number; pageSize: number }) =>
      call(
        'QuerySendDetails',
        {
          PhoneNumber: input.phone,
          SendDate: input.day,
          PageSize: String(input.pageSize),
          CurrentPage: String(input.page),
        },
        detailsReply,
      ),

    /** Throws when the gateway refuses our key: asks what was sent today to a number that nobody has. */
    async checkAccess(day: string): Promise<void> {
      const params = { PhoneNumber: '13000000000', SendDate: day, PageSize: '1', CurrentPage: '1' }
      await clean('QuerySendDetails', params, plainReply)
    },

    /** How our signature stands (api QuerySmsSign). */
    async approvalOfSignature(): Promise<Approval> {
      const { SignStatus } = await clean('QuerySmsSign', { SignName: signName }, signReply)
      return approvals[SignStatus] ?? 'unknown'
    },

    /** How a template stands (api QuerySmsTemplate). */
    async approvalOfTemplate(code: string): Promise<Approval> {
      const { TemplateStatus } = await clean('QuerySmsTemplate', { TemplateCode: code }, templateReply)
      return approvals[TemplateStatus] ?? 'unknown'
    },

    /** What time it is at the gateway. */
    time: http.time,
    /** Closes idle connections. */
    close: http.close,
  }
}

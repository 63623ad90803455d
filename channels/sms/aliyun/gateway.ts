import { DateTime } from 'luxon'
import type { Clock } from '../../../domain/clock.ts'
import type { FoundOutcome, SendOutcome } from '../../../domain/outreach/ports.ts'
import { byteLength } from '../../byte-length.ts'
import { outcomeOfFault } from '../../outcome.ts'
import { PlatformError } from '../../platform-error.ts'
import type { SmsGateway } from '../gateway.ts'
import type { AliyunApi } from './api.ts'
import {
  accepted,
  frequencyOfReceiver,
  frequencyWaitMs,
  refusals,
  retryAfterMs,
  unreachableReceipts,
} from './codes.ts'
import type { SendDetail } from './types.ts'

const maxOutIdBytes = 255
const pageSize = 50
/** The gateway's clock decides the day of a send; around midnight it may be the next one. */
const clockSlackMs = 10 * 60_000

/** Alibaba Cloud SMS. Our reference travels as OutId and comes back in receipts and look-ups. */
export function createAliyunGateway(deps: {
  api: AliyunApi
  clock: Clock
}): SmsGateway & { checkAccess(): Promise<void> } {
  const { api, clock } = deps

  function outcomeOfCode(code: string, message: string): SendOutcome {
    if (code === frequencyOfReceiver) {
      const afterMs = frequencyWaitMs(message, clock.now())
      return afterMs === null
        ? { kind: 'refused', reason: 'quota', code }
        : { kind: 'retryLater', afterMs, code }
    }
    const afterMs = retryAfterMs.get(code)
    if (afterMs !== undefined) return { kind: 'retryLater', afterMs, code }
    return { kind: 'refused', reason: refusals.get(code) ?? 'configuration', code }
  }

  /** The attempt among what was sent to this number that day; null when the list is whole and does not have it. */
  async function findOn(day: string, phone: string, ref: string): Promise<SendDetail | null> {
    for (let page = 1, seen = 0; ; page++) {
      const reply = await api.querySendDetails({ phone, day, page, pageSize })
      if (reply.Code !== accepted) throw unclean(reply.Code)
      const details = reply.SmsSendDetailDTOs.SmsSendDetailDTO
      const found = details.find((detail) => detail.OutId === ref)
      if (found) return found
      seen += details.length
      if (seen >= reply.TotalCount) return null
      if (details.length === 0) throw unclean('pageMissing')
    }
  }

  return {
    name: 'aliyun',
    checkAccess: () => api.checkAccess(shanghaiDay(clock.now())),
    async send({ phone, template, params, signName }, { ref }) {
      if (byteLength(ref) > maxOutIdBytes) return { kind: 'refused', reason: 'content', code: 'limit.outId' }
      try {
        const asked = { phone: nationalNumber(phone), template, params, signName, outId: ref }
        const reply = await api.sendSms(asked)
        if (reply.Code !== accepted) return outcomeOfCode(reply.Code, reply.Message)
        return reply.BizId ? { kind: 'sent', providerId: reply.BizId } : { kind: 'sent' }
      } catch (error) {
        return outcomeOfFault(error, refusals)
      }
    },
    /** `notFound` only from clean and whole replies without our OutId; waiting for a receipt counts as sent. */
    async find({ phone }, { ref, at }): Promise<FoundOutcome> {
      // A day that has not begun cannot be asked for.
      const latest = Math.min(at.getTime() + clockSlackMs, clock.now().getTime())
      const days = new Set([shanghaiDay(at), shanghaiDay(new Date(Math.max(latest, at.getTime())))])
      try {
        for (const day of days) {
          const detail = await findOn(day, nationalNumber(phone), ref)
          if (detail) return foundOfDetail(detail)
        }
        return { kind: 'notFound' }
      } catch (error) {
        if (error instanceof PlatformError) return { kind: 'cannotTell' }
        throw error
      }
    },
  }
}

function foundOfDetail({ SendStatus, ErrCode }: SendDetail): FoundOutcome {
  if (SendStatus !== 2) return { kind: 'sent' }
  const code = ErrCode ?? 'UNKNOWN'
  return { kind: 'refused', reason: unreachableReceipts.has(code) ? 'unreachable' : 'content', code }
}

/** The gateway takes mainland numbers bare and others with their country code. */
function nationalNumber(phone: string): string {
  return phone.replace(/^\+86(?=1\d{10}$)/, '').replace(/^\+/, '')
}

function shanghaiDay(at: Date): string {
  return DateTime.fromJSDate(at, { zone: 'Asia/Shanghai' }).toFormat('yyyyMMdd')
}

function unclean(code: string): PlatformError {
  return new PlatformError({
    platform: 'aliyun',
    api: 'QuerySendDetails',
    kind: 'errcode',
    code,
    retryable: true,
    sent: 'no',
  })
}

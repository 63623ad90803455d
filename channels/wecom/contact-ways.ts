import type { ContactWayPlatform, MadeWay, WayAnswer } from '../../domain/channel-codes/ports.ts'
import { createHttp } from '../http.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { badConfigId, memberRefusals } from './codes.ts'

/** A picture of a code is some 20 KB. */
const maxPictureBytes = 1024 * 1024

type Calls = Pick<
  WecomApi,
  'addContactWay' | 'updateContactWay' | 'getContactWay' | 'deleteContactWay' | 'listContactWays'
>

/** Codes 「联系我」 by the customer-contact API. */
export function createContactWays(deps: { api: Calls; now: () => Date }): ContactWayPlatform {
  const { api, now } = deps

  return {
    make: (content) => answerOf(() => api.addContactWay(content)),
    change: (configId, content) => answerOf(() => api.updateContactWay(configId, content)),
    async remove(configId) {
      const answer = await answerOf(() => api.deleteContactWay(configId))
      return answer.kind === 'gone' ? { kind: 'done', value: undefined } : answer
    },

    async findByState(state, since) {
      const found: MadeWay[] = []
      for await (const configId of api.listContactWays(since, now())) {
        const way = await api.getContactWay(configId).catch(unlessGone)
        if (way?.state === state) found.push({ configId, qrCode: way.qrCode })
      }
      return found
    },

    async picture(qrCode) {
      const address = new URL(qrCode)
      const http = createHttp({ platform: 'wecom', baseUrl: address.origin })
      try {
        const path = `${address.pathname}${address.search}`
        const call = {
          method: 'GET',
          path,
          api: 'picture of a code',
          maxReplyBytes: maxPictureBytes,
        } as const
        const { status, bytes } = await http.exchange(call)
        if (status === 200) return bytes
        const fault = { kind: 'http', code: String(status), retryable: true, sent: 'no' } as const
        throw new PlatformError({ platform: 'wecom', api: call.api, ...fault })
      } finally {
        http.close()
      }
    },
  }
}

async function answerOf<T>(ask: () => Promise<T>): Promise<WayAnswer<T>> {
  try {
    return { kind: 'done', value: await ask() }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const { code } = error
    const why = error.kind === 'errcode' ? memberRefusals.get(code) : undefined
    if (why !== undefined) return { kind: 'memberRefused', why, code }
    if (error.kind === 'errcode' && code === badConfigId) return { kind: 'gone' }
    if (error.sent === 'maybe') return { kind: 'unanswered', code }
    return { kind: error.retryable ? 'retryLater' : 'refused', code }
  }
}

function unlessGone(error: unknown): null {
  if (error instanceof PlatformError && error.code === badConfigId) return null
  throw error
}

import type { PlatformHealth } from '../domain/platform-check.ts'
import { PlatformError } from './platform-error.ts'

/** What a call that changes nothing tells of its platform. */
export async function healthByCall(call: () => Promise<unknown>): Promise<PlatformHealth> {
  try {
    await call()
    return { kind: 'ok' }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const { kind, code, retryable } = error
    return { kind: kind === 'errcode' && !retryable ? 'refused' : 'unreachable', code }
  }
}

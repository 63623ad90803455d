import type { PlatformHealth } from '../domain/platform-check.ts'
import type { Probed } from '../domain/platform-probes.ts'
import { PlatformError } from './platform-error.ts'

/** What a call that changes nothing tells of its platform. */
export async function healthByCall(call: () => Promise<unknown>): Promise<PlatformHealth> {
  const probed = await probe(call)
  return probed.kind === 'ok' ? { kind: 'ok' } : { kind: probed.kind, code: probed.code }
}

/** The same with what it answered. */
export async function probe<T>(call: () => Promise<T>): Promise<Probed<T>> {
  try {
    return { kind: 'ok', value: await call() }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const { kind, code, retryable, detail } = error
    const isRefusal = kind === 'errcode' && !retryable
    return { kind: isRefusal ? 'refused' : 'unreachable', code, ...(detail !== undefined && { detail }) }
  }
}

import { ApiError, refusalIn } from './api-error.ts'
import { addressOf } from './call.ts'
import type { InputOf, PathOf } from './operations.ts'

/** Takes a file along that the server writes: it is there whole, or not at all. @throws ApiError */
export async function download<P extends PathOf<'post'>>(path: P, input: InputOf<'post', P>): Promise<void> {
  const { params, body } = input as { params?: Record<string, string>; body?: unknown }
  const broken = () => new ApiError(0, 'network.down', '连不上服务器，检查网络后再试')
  const answer = await fetch(addressOf(path, params), {
    method: 'POST',
    body: JSON.stringify(body ?? {}),
    headers: { 'content-type': 'application/json' },
  }).catch(() => {
    throw broken()
  })
  if (!answer.ok) throw await refusalIn(answer)
  const file = await answer.blob().catch(() => {
    throw new ApiError(0, 'file.broken', '文件没有下载完，没有存，请再试一次')
  })
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = nameIn(answer.headers.get('content-disposition') ?? '')
  link.click()
  URL.revokeObjectURL(address)
}

/** The name the server gives it, by RFC 6266. */
export function nameIn(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (encoded !== undefined) return decodeURIComponent(encoded)
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? 'kelu'
}

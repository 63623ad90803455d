import { z } from 'zod'
import type { Log } from '../domain/log.ts'
import type { FetchedToken } from './coordination/access-tokens.ts'
import type { ErrcodeCall, ErrcodeClient } from './errcode-client.ts'
import { PlatformError } from './platform-error.ts'

/** WeCom document 91039 and WeChat "getStableAccessToken" answer alike; the life is in seconds. */
const tokenReply = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/**
 * Asks a platform for an access token. One of the codes in `wrongSecret` is an answer, logged once here; any other fault is
 * thrown on.
 */
export async function fetchToken(
  client: Pick<ErrcodeClient, 'callBare'>,
  call: Pick<ErrcodeCall<never>, 'method' | 'path' | 'query' | 'body'>,
  { wrongSecret, log }: { wrongSecret: ReadonlySet<string>; log: Log },
): Promise<FetchedToken> {
  try {
    const reply = await client.callBare({ ...call, reply: tokenReply, repeat: 'always' })
    return { kind: 'token', token: reply.access_token, expiresInSeconds: reply.expires_in }
  } catch (error) {
    if (!(error instanceof PlatformError) || !wrongSecret.has(error.code)) throw error
    const { platform, code } = error
    log.error({ platform, code }, 'the platform refuses our id or secret: correct it in the settings')
    return { kind: 'refused', code }
  }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'

interface Reply {
  // biome-ignore lint/suspicious/noExplicitAny: the types of the client are made while the test runs
  data?: any
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  error?: any
  response: Response
}

/** A call of the generated client: parts as its own types name them. */
type Call = (options: Record<'body' | 'path' | 'query' | 'headers', object> | object) => Promise<Reply>

/** The client an outside generator makes of the description Kelu serves, by `operationId` in camelCase. */
export async function generatedClient(url: string, key: string) {
  const description = (await (await fetch(`${url}/api/openapi.json`)).json()) as Record<string, unknown>
  const folder = await mkdtemp(join(tmpdir(), 'kelu-client-'))
  await createClient({
    input: description,
    output: { path: folder },
    logs: { level: 'silent', file: false },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  })
  const { client } = await import(/* @vite-ignore */ join(folder, 'client.gen.ts'))
  const calls = (await import(/* @vite-ignore */ join(folder, 'sdk.gen.ts'))) as Record<string, Call>
  client.setConfig({ baseUrl: url, auth: key })
  return {
    call(operation: string, options: Parameters<Call>[0] = {}): Promise<Reply> {
      const call = calls[operation]
      if (!call) throw new Error(`the client has no ${operation}`)
      return call(options)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

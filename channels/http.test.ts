import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttp, type Http } from './http.ts'
import { PlatformError } from './platform-error.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

async function listening<S extends Server | TcpServer>(server: S): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  })
  return (server.address() as AddressInfo).port
}

function client(baseUrl: string): Http {
  const http = createHttp({ platform: 'wecom', baseUrl, timeoutMs: 150, connectTimeoutMs: 150 })
  opened.push(http)
  return http
}

async function answering(handler: RequestListener): Promise<Http> {
  return client(`http://127.0.0.1:${await listening(createServer(handler))}`)
}

const secret = 'TOP-SECRET-TOKEN'

async function faultOf(http: Http): Promise<PlatformError> {
  const failure = await http
    .call({
      method: 'POST',
      path: '/cgi-bin/message/send',
      query: { access_token: secret },
      body: { phone: '13800000000' },
    })
    .then(
      () => null,
      (error: unknown) => error,
    )
  expect(failure).toBeInstanceOf(PlatformError)
  return failure as PlatformError
}

describe('an HTTP call to a platform', () => {
  it('answers with the parsed body, whatever the status below 500', async () => {
    const http = await answering((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"Code":"SignatureDoesNotMatch"}')
    })
    expect(await http.call({ method: 'GET', path: '/' })).toEqual({
      status: 400,
      json: { Code: 'SignatureDoesNotMatch' },
    })
  })

  it('sends JSON in UTF-8 and the query encoded', async () => {
    let seen: { url?: string; body: string; type?: string } = { body: '' }
    const http = await answering((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        seen = {
          url: request.url,
          body: Buffer.concat(chunks).toString(),
          type: request.headers['content-type'],
        }
        response.end('{}')
      })
    })
    await http.call({ method: 'POST', path: '/p', query: { q: 'a&b=客' }, body: { text: '客旅' } })
    const query = new URL(seen.url ?? '', 'http://x').searchParams
    expect(query.get('q')).toBe('a&b=客')
    expect(seen.body).toBe('{"text":"客旅"}')
    expect(seen.type).toContain('application/json')
  })

  it('that finds nobody listening was certainly not sent', async () => {
    const server = createServer()
    const port = await listening(server)
    server.close()
    const fault = await faultOf(client(`http://127.0.0.1:${port}`))
    expect(fault).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED', sent: 'no', retryable: true })
  })

  it('whose host has no address was certainly not sent', async () => {
    const fault = await faultOf(client('http://no-such-host.invalid'))
    expect(fault).toMatchObject({ kind: 'unreachable', sent: 'no', retryable: true })
  })

  it('whose connection never becomes ready was certainly not sent', async () => {
    // Takes the connection and never does the TLS handshake.
    const port = await listening(createTcpServer(() => undefined))
    const fault = await faultOf(client(`https://127.0.0.1:${port}`))
    expect(fault).toMatchObject({ kind: 'timeout', code: 'ECONNECTTIMEOUT', sent: 'no', retryable: true })
  })

  it('that gets no answer in time may have been sent', async () => {
    const fault = await faultOf(await answering(() => undefined))
    expect(fault).toMatchObject({ kind: 'timeout', sent: 'maybe', retryable: true })
  })

  it('whose connection breaks after the request may have been sent', async () => {
    const fault = await faultOf(await answering((request) => void request.socket.destroy()))
    expect(fault).toMatchObject({ kind: 'unreachable', code: 'ECONNRESET', sent: 'maybe' })
  })

  it('answered with a server error may have been sent', async () => {
    const fault = await faultOf(
      await answering((_request, response) => void response.writeHead(502).end('<html>')),
    )
    expect(fault).toMatchObject({ kind: 'http', code: '502', sent: 'maybe', retryable: true })
  })

  it('to an unknown path was not sent and is not worth another try', async () => {
    const fault = await faultOf(await answering((_request, response) => void response.writeHead(404).end()))
    expect(fault).toMatchObject({ kind: 'http', code: '404', sent: 'no', retryable: false })
  })

  it('answered with something unreadable may have been sent', async () => {
    const fault = await faultOf(await answering((_request, response) => void response.end('<html>')))
    expect(fault).toMatchObject({ kind: 'malformed', sent: 'maybe' })
  })

  it('does not follow a redirect, which would carry the token away', async () => {
    let calls = 0
    const fault = await faultOf(
      await answering((_request, response) => {
        calls += 1
        response.writeHead(301, { location: '/elsewhere' }).end()
      }),
    )
    expect(fault).toMatchObject({ kind: 'http', code: '301', sent: 'no', retryable: false })
    expect(calls).toBe(1)
  })

  it('leaves neither token nor body in the error', async () => {
    const fault = await faultOf(await answering((request) => void request.socket.destroy()))
    const everything = `${fault.stack} ${JSON.stringify(fault)} ${String(fault.cause)}`
    expect(everything).not.toContain(secret)
    expect(everything).not.toContain('13800000000')
    expect(fault.message).toBe('wecom /cgi-bin/message/send: unreachable ECONNRESET')
  })
})

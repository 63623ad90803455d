import { generateKeyPairSync } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../../sandbox/wechatpay/certificate.ts'
import { createEmailSender } from './email-sender.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

function aCertificate(name: string, until = new Date('2046-01-01T00:00:00Z')) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const from = new Date('2020-01-01T00:00:00Z')
  const cert = selfSigned({ name, serial: '1'.repeat(40), publicKey, privateKey, from, until })
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}
const ofHost = aCertificate('localhost')
const ofAnother = aCertificate('mail.another.example')
const over = aCertificate('localhost', new Date('2021-01-01T00:00:00Z'))

/** A mail host, and what arrived there: over what, and by whose log-in. */
async function aHost(shows: { cert: string; key: string } | null, { secure = false } = {}) {
  const arrived: { secure: boolean }[] = []
  const logIns: string[] = []
  const server = new SMTPServer({
    ...{ secure, authOptional: true, disableReverseLookup: true, allowInsecureAuth: true },
    ...shows,
    ...(!shows && { disabledCommands: ['STARTTLS'] }),
    onAuth(auth, _session, done) {
      logIns.push(String(auth.username))
      done(null, { user: auth.username })
    },
    onData(stream, session, done) {
      stream.resume()
      stream.on('end', () => {
        arrived.push({ secure: session.secure })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({ close: () => server.close() })
  return { port: (server.server.address() as AddressInfo).port, arrived, logIns }
}

function aSender(smtpUrl: string, ca?: string) {
  const sender = createEmailSender({
    smtpUrl,
    from: 'hello@shop.example',
    timeoutMs: 2_000,
    ...(ca && { ca }),
  })
  opened.push(sender)
  return sender
}
const mail = { to: 'wang@mail.example', subject: '好久不见', html: '<p>你好</p>', text: '你好' }
const attempt = { ref: 'run:step:1#1', at: new Date('2026-03-02T09:00:00+08:00') }

describe.each([
  ['smtps://', true],
  ['smtp:// and STARTTLS', false],
])('by %s', (_, secure) => {
  const urlOf = (port: number, host = 'localhost') => `${secure ? 'smtps' : 'smtp'}://${host}:${port}`

  it('an e-mail goes to a host whose certificate is trusted and its own', async () => {
    const host = await aHost(ofHost, { secure })
    expect(await aSender(urlOf(host.port), ofHost.cert).send(mail, attempt)).toMatchObject({ kind: 'sent' })
    expect(host.arrived).toEqual([{ secure: true }])
  })

  it.each([
    ['nobody vouches for', ofHost, undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is of another host', ofAnother, ofAnother.cert, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['is over', over, over.cert, 'CERT_HAS_EXPIRED'],
  ])(
    'nothing goes to a host with a certificate that %s, and an operator hears why',
    async (_why, shows, ca, code) => {
      const host = await aHost(shows, { secure })
      const sender = aSender(urlOf(host.port), ca)
      expect(await sender.send(mail, attempt)).toEqual({ kind: 'refused', reason: 'configuration', code })
      expect(await sender.check()).toEqual({ kind: 'refused', code })
      expect(host.arrived).toEqual([])
    },
  )
})

describe('where it must be encrypted', () => {
  it('a password goes to no other machine that offers no TLS', async () => {
    const host = await aHost(null)
    // Leads to this machine, and is not known to.
    const outcome = await aSender(`smtp://user:secret@0.0.0.0:${host.port}`).send(mail, attempt)
    expect(outcome).toEqual({ kind: 'refused', reason: 'configuration', code: 'STARTTLS 500' })
    expect([host.logIns, host.arrived]).toEqual([[], []])
  })

  it('a password may go to this machine without', async () => {
    const host = await aHost(null)
    const outcome = await aSender(`smtp://user:secret@127.0.0.1:${host.port}`).send(mail, attempt)
    expect([outcome.kind, host.logIns]).toEqual(['sent', ['user']])
  })

  it('without a password a relay of one’s own may go without', async () => {
    const host = await aHost(null)
    expect(await aSender(`smtp://localhost:${host.port}`).send(mail, attempt)).toMatchObject({ kind: 'sent' })
    expect(host.arrived).toEqual([{ secure: false }])
  })
})

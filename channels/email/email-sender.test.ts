import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EmailMessage } from '../../domain/outreach/ports.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { bounceAddress, tokenIn } from './bounce-address.ts'
import { createEmailSender } from './email-sender.ts'
import { refOfMessageId, sealedRefOf } from './message-id.ts'

let platforms: Platforms
let sender: ReturnType<typeof createEmailSender>
let impatient: ReturnType<typeof createEmailSender>
beforeEach(async () => {
  platforms = await startPlatforms()
  const { smtpHost, smtpPort } = platforms.sandbox.urls
  const settings = { smtpUrl: `smtp://${smtpHost}:${smtpPort}`, from: '客旅商城 <hello@shop.example>' }
  sender = createEmailSender(settings)
  impatient = createEmailSender({ ...settings, timeoutMs: 300 })
})
afterEach(async () => {
  sender.close()
  impatient.close()
  await platforms.close()
})

const attempt = { ref: 'run:step:1#1', at: new Date('2026-03-02T09:00:00+08:00') }

function aMail(mail: Partial<EmailMessage> = {}): EmailMessage {
  return { to: wang.email, subject: '好久不见', html: '<p>你好</p>', text: '你好', ...mail }
}

async function arrived() {
  return platforms.sandbox.deliveries({ platform: 'smtp' })
}

describe('an e-mail', () => {
  it('arrives with text and HTML under a Message-ID that carries our reference', async () => {
    const outcome = await sender.send(aMail(), attempt)
    expect(outcome).toMatchObject({ kind: 'sent' })
    const [mail] = await arrived()
    expect(mail).toMatchObject({ receiver: wang.email, content: { subject: '好久不见' } })
    expect(String(mail?.content.text)).toContain('你好')
    expect(String(mail?.content.html)).toContain('<p>你好</p>')
    expect(refOfMessageId(mail?.ref ?? '')).toBe('run:step:1#1')
    expect(refOfMessageId(outcome.kind === 'sent' ? String(outcome.providerId) : '')).toBe('run:step:1#1')
  })

  it('sent once more after a lost answer goes under the Message-ID of the lost one, for hosts to drop', async () => {
    await sender.send(aMail(), attempt)
    await sender.send(aMail(), { ...attempt, ref: 'run:step:1#2', repeats: attempt.ref })
    await sender.send(aMail(), { ...attempt, ref: 'run:step:1#3' })
    const [first, again, another] = (await arrived()).map(({ ref }) => ref)
    expect(again).toBe(first)
    expect(another).not.toBe(first)
  })

  it('of marketing can be unsubscribed by one click, each header in one line', async () => {
    const unsubscribeUrl = `https://k.example/u/${'t'.repeat(200)}`
    await sender.send(aMail({ unsubscribeUrl }), attempt)
    const [mail] = await arrived()
    const headers = mail?.content.headers as Record<string, string>
    expect(headers['list-unsubscribe']).toBe(`<${unsubscribeUrl}>`)
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
  })

  it('keeps the long unsubscribe header in one line: a folded one breaks signatures on the way', async () => {
    let raw = ''
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        stream.on('data', (part: Buffer) => {
          raw += part.toString()
        })
        stream.on('end', () => done())
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.server.address() as AddressInfo
    const own = createEmailSender({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'hello@shop.example' })
    const unsubscribeUrl = `https://k.example/u/${'t'.repeat(200)}`
    expect(await own.send(aMail({ unsubscribeUrl }), attempt)).toMatchObject({ kind: 'sent' })
    expect(raw.split('\r\n')).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`)
    own.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })

  it('that was requested carries no unsubscribe header', async () => {
    await sender.send(aMail(), attempt)
    const [mail] = await arrived()
    expect(mail?.content.headers).not.toHaveProperty('list-unsubscribe')
  })

  it.each(['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'nobody', ''])(
    'to "%s" is refused before any call',
    async (to) => {
      expect(await sender.send(aMail({ to }), attempt)).toMatchObject({ reason: 'unreachable' })
      expect(await platforms.sandbox.calls()).toEqual({})
    },
  )

  it('cannot smuggle a header through its unsubscribe address', async () => {
    const unsubscribeUrl = 'https://k.example/u/1>\r\nBcc: <c@d.example'
    expect(await sender.send(aMail({ unsubscribeUrl }), attempt)).toMatchObject({ reason: 'content' })
    expect(await platforms.sandbox.calls()).toEqual({})
  })
})

describe('an e-mail whose bounces are heard', () => {
  const marks = { tokenOf: ({ ref }: { ref: string }) => `t${ref.length}`, sealOf: () => 'seal' }
  let heard: ReturnType<typeof createEmailSender>
  beforeEach(() => {
    const { smtpHost, smtpPort } = platforms.sandbox.urls
    heard = createEmailSender({
      smtpUrl: `smtp://${smtpHost}:${smtpPort}`,
      from: '客旅商城 <hello@shop.example>',
      bounces: { domain: 'b.shop.example', marks },
    })
  })
  afterEach(() => heard.close())

  it('leaves from an address of its own, while its reader sees the sender', async () => {
    await heard.send(aMail(), attempt)
    const [mail] = await arrived()
    expect(mail?.content).toMatchObject({
      sender: `bounce+t${attempt.ref.length}@b.shop.example`,
      from: '客旅商城 <hello@shop.example>',
    })
    expect(mail?.receiver).toBe(wang.email)
    expect(sealedRefOf(mail?.ref ?? '')).toEqual({ ref: attempt.ref, seal: 'seal' })
  })

  it('leaves from the sender where no domain of bounces is set', async () => {
    await sender.send(aMail(), attempt)
    expect((await arrived())[0]?.content.sender).toBe('hello@shop.example')
  })

  it('keeps within the 64 characters of a local part', () => {
    const longest = bounceAddress('f'.repeat(56), 'b.shop.example')
    expect(longest.split('@')[0]).toHaveLength(63)
    expect(tokenIn(longest.toUpperCase(), 'b.shop.example')).toBe('f'.repeat(56))
    expect(tokenIn(longest, 'other.example')).toBeNull()
  })
})

describe('an e-mail that is refused', () => {
  it('for good makes the customer unreachable, without the address in what is kept', async () => {
    await platforms.sandbox.setMailbox(wang.email, 'unknownUser')
    const outcome = await sender.send(aMail(), attempt)
    expect(outcome).toEqual({ kind: 'refused', reason: 'unreachable', code: '550 5.1.1' })
  })

  it.each([501, 550, 553])(
    'for its sender (%i) is an operator’s matter, and says nothing of the customer',
    async (code) => {
      await platforms.sandbox.addFault({ platform: 'smtp', api: 'MAIL', kind: 'errcode', code, times: 1 })
      const outcome = await sender.send(aMail(), attempt)
      expect(outcome).toEqual({ kind: 'refused', reason: 'configuration', code: `MAIL ${code}` })
    },
  )

  it('because the mailbox is full is tried later', async () => {
    await platforms.sandbox.setMailbox(wang.email, 'full')
    expect(await sender.send(aMail(), attempt)).toMatchObject({ kind: 'retryLater', afterMs: 15 * 60_000 })
  })

  it('because it is too large is refused for its content', async () => {
    const small = await startPlatforms({ smtpMailBytes: 2_000 })
    const { smtpHost, smtpPort } = small.sandbox.urls
    const own = createEmailSender({ smtpUrl: `smtp://${smtpHost}:${smtpPort}`, from: 'hello@shop.example' })
    const outcome = await own.send(aMail({ text: '好'.repeat(1_000) }), attempt)
    expect(outcome).toEqual({ kind: 'refused', reason: 'content', code: '552 5.3.4' })
    expect(await small.sandbox.deliveries()).toEqual([])
    own.close()
    await small.close()
  })

  it.each(['MAIL', 'RCPT', 'DATA'])('for the moment at %s is tried later', async (api) => {
    await platforms.strike({ platform: 'smtp', api, kind: 'serverError' })
    expect(await sender.send(aMail(), attempt)).toMatchObject({ kind: 'retryLater', code: '451 4.3.0' })
    expect(await sender.send(aMail(), attempt)).toMatchObject({ kind: 'sent' })
  })
})

describe('an e-mail whose connection fails', () => {
  it('before the message left was certainly not sent', async () => {
    await platforms.strike({ platform: 'smtp', api: 'RCPT', kind: 'connectionReset' })
    expect(await impatient.send(aMail(), attempt)).toMatchObject({ kind: 'retryLater' })
    await platforms.strike({ platform: 'smtp', api: 'MAIL', kind: 'timeoutBeforeActing' })
    expect(await impatient.send(aMail(), attempt)).toMatchObject({ kind: 'retryLater' })
    expect(await arrived()).toEqual([])
  })

  it.each(['timeoutAfterActing', 'connectionReset'] as const)(
    'after the message left is unknown (%s) and cannot be asked about',
    async (kind) => {
      await platforms.strike({ platform: 'smtp', api: 'DATA', kind })
      expect(await impatient.send(aMail(), attempt)).toMatchObject({ kind: 'unknown' })
      expect(await sender.find(aMail(), attempt)).toEqual({ kind: 'cannotTell' })
    },
  )

  it('because nobody listens was certainly not sent', async () => {
    const nobody = createEmailSender({
      smtpUrl: 'smtp://127.0.0.1:1',
      from: 'hello@shop.example',
      timeoutMs: 250,
    })
    expect(await nobody.send(aMail(), attempt)).toMatchObject({ kind: 'retryLater' })
    nobody.close()
  })
})

describe('the sender of e-mails', () => {
  it('needs an address of its own and an SMTP address', () => {
    expect(() => createEmailSender({ smtpUrl: 'smtp://127.0.0.1:1', from: '客旅' })).toThrow(TypeError)
    expect(() => createEmailSender({ smtpUrl: 'http://127.0.0.1:1', from: 'a@b.example' })).toThrow(TypeError)
  })
})

import { generateKeyPairSync } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import nodemailer from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintAddress, tokenIn } from '../../channels/email/bounce-address.ts'
import { messageIdOf } from '../../channels/email/message-id.ts'
import { readReturn } from '../../channels/email/returns/read-return.ts'
import { DomainError } from '../../domain/errors.ts'
import type { NewInboxRecord } from '../../domain/inbox/inbox.ts'
import { silentLog } from '../../domain/log.ts'
import { createReturnPaths } from '../../domain/outreach/returns/return-path.ts'
import { selfSigned } from '../../sandbox/wechatpay/certificate.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { createMailHandler } from './handle-mail.ts'
import { createMailListener, longestMailBytes, type MailListener } from './listener.ts'

const domain = 'b.shop.example'
const paths = createReturnPaths('a link key of many bytes')
const clock = movableClock()
const ref = 'run:1:send:1#1'
const token = paths.tokenOf({ ref, at: clock.now() })
const forged = createReturnPaths('another key of many bytes').tokenOf({ ref, at: clock.now() })
const bounceTo = `bounce+${token}@${domain}`
const complaints = `complaints@${domain}`

const bounce = [
  'From: MAILER-DAEMON@mx.example',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
  ...['', '--B', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
  ...['Final-Recipient: rfc822; wang@mail.example', 'Action: failed', 'Status: 5.1.1', '--B--', ''],
].join('\r\n')
const complaint = (...fields: string[]) =>
  [
    'From: feedback@mail.example',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="B"',
    ...['', '--B', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', ...fields, ''],
    ...['--B', 'Content-Type: text/rfc822-headers', '', 'Subject: hi', '--B--', ''],
  ].join('\r\n')

let listener: MailListener
let port: number
let kept: NewInboxRecord[]
let processed: string[]
let storeFails: boolean

const inbox = {
  async accept(record: NewInboxRecord) {
    if (storeFails) throw new DomainError('customer.contended')
    const isRepeat = kept.some(({ _id }) => _id === record._id)
    if (!isRepeat) kept.push(record)
    return isRepeat ? ('repeat' as const) : ('new' as const)
  },
  async process(id: string) {
    processed.push(id)
  },
}

beforeEach(async () => {
  ;[kept, processed, storeFails] = [[], [], false]
  const proof = { token: (one: string) => paths.read(one) !== null, sealed: paths.isSealed }
  const rules = { tokenIn, complaintAddress, read: readReturn }
  listener = createMailListener({ domain, tls: null, rules, proof, log: silentLog })
  port = await listener.listen(0)
  listener.serve({ inbox, clock, background: (_name, work) => void work() })
})
afterEach(() => listener.close(0))

/** The reply to a mail. */
async function post({
  from = '',
  to = bounceTo,
  raw = bounce,
}: {
  from?: string
  to?: string | string[]
  raw?: string
}) {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  try {
    await transport.sendMail({ envelope: { from, to }, raw })
    return 250
  } catch (error) {
    return (error as { responseCode?: number }).responseCode
  } finally {
    transport.close()
  }
}

/** What is answered to these lines. */
async function say(...commands: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const answer = text(socket)
  for (const command of [...commands, 'QUIT']) {
    await new Promise((resolve) => socket.once('data', resolve))
    socket.write(`${command}\r\n`)
  }
  return answer
}

describe('a bounce', () => {
  it('is stored as it came before it is taken, with the token of its address', async () => {
    expect(await post({})).toBe(250)
    const raw = expect.stringContaining('Final-Recipient: rfc822; wang@mail.example')
    expect(kept).toMatchObject([{ source: 'mail', kind: 'bounce', payload: { token, raw } }])
    expect(processed).toEqual([kept[0]?._id])
  })

  it('of the same bytes is one record', async () => {
    await post({})
    expect(await post({})).toBe(250)
    expect(kept).toHaveLength(1)
  })

  it('is asked to come again when it cannot be stored', async () => {
    storeFails = true
    expect(await post({})).toBe(451)
    expect(processed).toEqual([])
  })

  it('that cannot be read is kept for people to see', async () => {
    expect(await post({ raw: bounce.replace(/Action.*\r\n/, '') })).toBe(250)
    const handle = createMailHandler({ outreach: { mailReturned: async () => 'done' }, read: readReturn })
    await expect(handle(kept[0]?.payload, kept[0] as never)).rejects.toMatchObject({
      code: 'request.malformed',
    })
  })

  it('keeps every byte on its way through the inbox', async () => {
    const given: unknown[] = []
    const mailReturned = async (one: unknown) => {
      given.push(one)
      return 'done' as const
    }
    await post({})
    const handle = createMailHandler({ outreach: { mailReturned }, read: readReturn })
    await handle(JSON.parse(JSON.stringify(kept[0]?.payload)), kept[0] as never)
    const recipients = [{ recipient: 'wang@mail.example', outcome: 'hard', code: '5.1.1' }]
    expect(given).toMatchObject([{ token, content: { kind: 'report', recipients } }])
  })

  it('before the store is there is asked to come again', async () => {
    const early = createMailListener({
      domain,
      tls: null,
      rules: { tokenIn, complaintAddress, read: readReturn },
      proof: { token: () => true, sealed: () => true },
      log: silentLog,
    })
    const socket = connect(await early.listen(0), '127.0.0.1')
    expect(await text(socket)).toMatch(/^421 /)
    await early.close(0)
  })
})

describe('mail that is refused with 550', () => {
  it.each([
    ['another domain', 'wang@mail.example'],
    ['no token', `bounce@${domain}`],
    ['a token nobody signed', `bounce+${forged}@${domain}`],
    ['a token of another domain', `bounce+${token}@other.example`],
    ['a person', `hello@${domain}`],
    ['a way through us', `wang%mail.example@${domain}`],
  ])('is for %s', async (_whom, to) => {
    expect(await post({ to })).toBe(550)
    expect(kept).toEqual([])
  })

  it('comes from somebody, and is no complaint', async () => {
    expect(await post({ from: 'wang@mail.example' })).toBe(550)
    expect(await post({ to: complaints })).toBe(550)
    expect(kept).toEqual([])
  })

  it.each([
    ['no e-mail', complaint()],
    ['one with a token nobody signed', complaint(`Original-Mail-From: <bounce+${forged}@${domain}>`)],
    [
      'one with a Message-ID nobody sealed',
      complaint().replace('Subject: hi', `Message-ID: <${messageIdOf(ref, 'shop.example', '0'.repeat(24))}>`),
    ],
  ])('complains of %s', async (_what, raw) => {
    expect(await post({ to: complaints, from: 'feedback@mail.example', raw })).toBe(550)
    expect(kept).toEqual([])
  })
})

describe('a complaint', () => {
  it.each([
    ['the token of its return path', complaint(`Original-Mail-From: <${bounceTo}>`)],
    [
      'a sealed Message-ID',
      complaint().replace(
        'Subject: hi',
        `Message-ID: <${messageIdOf(ref, 'shop.example', paths.sealOf(ref))}>`,
      ),
    ],
  ])('is taken at its own address when it shows %s', async (_what, raw) => {
    expect(await post({ to: complaints, from: 'feedback@mail.example', raw })).toBe(250)
    expect(kept).toMatchObject([{ kind: 'complaint' }])
  })

  it('is taken at the address of the bounce, from any sender', async () => {
    expect(await post({ from: 'feedback@mail.example', raw: complaint() })).toBe(250)
    expect(kept).toMatchObject([{ kind: 'complaint', payload: { token } }])
  })
})

describe('whoever floods or feels about', () => {
  it('sends no more than the size that is said', async () => {
    expect(await post({ raw: `${bounce}${'x'.repeat(longestMailBytes)}` })).toBe(552)
    expect(kept).toEqual([])
  })

  it('fills nothing with one e-mail of ours', async () => {
    const replies = []
    for (let n = 0; n < 22; n += 1) replies.push(await post({ raw: `X-N: ${n}\r\n${bounce}` }))
    expect(replies.filter((reply) => reply === 250)).toHaveLength(20)
    expect(replies.at(-1)).toBe(451)
  })

  it('gives one recipient a mail', async () => {
    const answers = await say('EHLO x', 'MAIL FROM:<>', `RCPT TO:<${bounceTo}>`, `RCPT TO:<${bounceTo}>`)
    expect(answers).toMatch(/^452 /m)
  })

  it.each(['AUTH PLAIN', 'VRFY hello', 'EXPN all', 'STARTTLS'])('gets no answer to %s', async (command) => {
    expect(await say('EHLO x', command)).toMatch(/^50[02] /m)
  })

  it('is told nothing about us', async () => {
    expect(await say('EHLO x')).not.toMatch(/kelu|node|AUTH|STARTTLS/i)
  })
})

describe('a listener with a certificate', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const [from, until] = [new Date('2020-01-01T00:00:00Z'), new Date('2046-01-01T00:00:00Z')]
  const cert = selfSigned({ name: domain, serial: '1'.repeat(40), publicKey, privateKey, from, until })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

  beforeEach(async () => {
    await listener.close(0)
    const proof = { token: (one: string) => paths.read(one) !== null, sealed: paths.isSealed }
    const rules = { tokenIn, complaintAddress, read: readReturn }
    listener = createMailListener({ domain, tls: { cert, key }, rules, proof, log: silentLog })
    port = await listener.listen(0)
    listener.serve({ inbox, clock, background: (_name, work) => void work() })
  })

  it('takes bounces by TLS, showing that certificate and no other', async () => {
    const transport = nodemailer.createTransport({
      ...{ host: '127.0.0.1', port, secure: false, requireTLS: true },
      tls: { ca: cert, servername: domain },
    })
    await transport.sendMail({ envelope: { from: '', to: bounceTo }, raw: bounce })
    transport.close()
    expect(kept).toMatchObject([{ kind: 'bounce', payload: { token } }])
  })

  it('takes bounces of hosts that do not encrypt, too', async () => {
    expect(await say('EHLO x')).toMatch(/STARTTLS/)
    expect(await post({})).toBe(250)
  })

  it('still asks for no log-in, and relays nothing', async () => {
    expect(await say('EHLO x')).not.toMatch(/AUTH/)
    expect(await post({ to: 'wang@mail.example' })).toBe(550)
  })
})

it('a listener that ends lets a mail under way be stored', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let begun = () => {}
  const underWay = new Promise<void>((resolve) => {
    begun = resolve
  })
  const slow: typeof inbox.accept = async (record) => {
    begun()
    await held
    return inbox.accept(record)
  }
  listener.serve({ inbox: { ...inbox, accept: slow }, clock, background: () => undefined })
  const reply = post({})
  await underWay
  const closed = listener.close(10_000)
  let isAnswered = false
  void reply.then(() => {
    isAnswered = true
  })
  await new Promise(setImmediate)
  expect(isAnswered).toBe(false)
  release()
  expect(await reply).toBe(250)
  expect(kept).toHaveLength(1)
  await closed
})

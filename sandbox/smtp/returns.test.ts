import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import nodemailer from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MailReturnOrder, Sandbox } from '../contract.ts'
import { aPerson } from '../testing/cast.ts'
import { startWithCast } from '../testing/with-cast.ts'

const { email } = aPerson('小美')
const sender = 'bounce+abc@b.shop.example'
const minute = 60_000

describe('a host that sends a mail back', () => {
  let sandbox: Sandbox
  let heard: { from: string; to: string; raw: string }[]
  let refusing: number | null
  let exchange: SMTPServer

  beforeEach(async () => {
    ;[heard, refusing] = [[], null]
    sandbox = await startWithCast()
    exchange = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      async onData(stream, session, done) {
        const { mailFrom, rcptTo } = session.envelope
        const raw = await text(stream)
        heard.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]?.address ?? '', raw })
        done(refusing === null ? null : Object.assign(new Error('no'), { responseCode: refusing }))
      },
    })
    await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', () => resolve()))
    const { port } = exchange.server.address() as AddressInfo
    await sandbox.setMailExchange({ domain: 'b.shop.example', host: '127.0.0.1', port })
  })
  afterEach(async () => {
    await sandbox.close()
    await new Promise<void>((resolve) => exchange.close(() => resolve()))
  })

  async function send(from = sender) {
    const { smtpHost: host, smtpPort: port } = sandbox.urls
    const transport = nodemailer.createTransport({ host, port, secure: false, ignoreTLS: true })
    await transport.sendMail({
      envelope: { from, to: email },
      ...{ from: 'news@shop.example', to: email, subject: '好久不见', text: '你好' },
      messageId: '<touch1@shop.example>',
    })
    transport.close()
  }

  const pass = async (ms: number) => {
    const { nextDueAt } = await sandbox.idle()
    await sandbox.setClock(new Date(new Date(nextDueAt ?? 0).getTime() + ms).toISOString())
    await sandbox.runDue()
  }

  it('writes from nobody to the envelope sender, later, with the headers that came', async () => {
    await sandbox.setMailReturn(email, { says: 'noSuchMailbox', by: 'gmail' })
    await send()
    await sandbox.runDue()
    expect(heard).toEqual([])
    await pass(0)
    expect(heard).toMatchObject([{ from: '', to: sender }])
    expect(heard[0]?.raw).toMatch(
      /^Action: failed\r\nStatus: 5\.1\.1\r\nDiagnostic-Code: smtp; 550-5\.1\.1 /m,
    )
    expect(heard[0]?.raw).toContain(`Final-Recipient: rfc822; ${email}`)
    expect(heard[0]?.raw).toContain('Message-ID: <touch1@shop.example>')
    expect(await sandbox.mailReports()).toEqual([
      { to: sender, recipient: email, says: 'noSuchMailbox', tries: 1, reply: 250 },
    ])
  })

  it('sends nothing back of what came from nobody', async () => {
    await sandbox.setMailReturn(email, { says: 'noSuchMailbox' })
    await send('')
    expect((await sandbox.idle()).nextDueAt).toBeNull()
  })

  it.each<[string, MailReturnOrder, RegExp]>([
    [
      'a relay quotes the reply of QQ',
      { says: 'spam' },
      /^Status: 5\.0\.0\r\nDiagnostic-Code: smtp; 550 Mail content denied/m,
    ],
    ['Exchange has a code of its own', { says: 'noSuchMailbox', by: 'exchange' }, /^Status: 5\.1\.10\r\n/m],
    [
      '163 gives no status',
      { says: 'mailboxFull', by: 'netease' },
      /^Action: failed\r\nDiagnostic-Code: smtp; 552 /m,
    ],
    [
      'QQ writes words',
      { says: 'noSuchMailbox', by: 'qq' },
      /^From: PostMaster <PostMaster@qq\.example>\r\n/m,
    ],
    ['a delay is no failure', { says: 'delayed' }, /^Action: delayed\r\nStatus: 4\.4\.1\r\n/m],
    ['a complaint is a feedback report', { says: 'complaint' }, /^Feedback-Type: abuse\r\n/m],
  ])('%s', async (_how, order, written) => {
    await sandbox.setMailReturn(email, order)
    await send()
    await pass(0)
    expect(heard[0]?.raw).toMatch(written)
  })

  it('says nothing in a broken report', async () => {
    await sandbox.setMailReturn(email, { says: 'noSuchMailbox', by: 'gmail', broken: true })
    await send()
    await pass(0)
    expect(heard[0]?.raw).toContain('Content-Type: message/delivery-status')
    expect(heard[0]?.raw).not.toMatch(/^(?:Action|Status|Diagnostic-Code):| 550[- ]5\.1\.1 double/m)
  })

  it('doubles a report as another mail, a minute later', async () => {
    await sandbox.setMailReturn(email, { says: 'mailboxFull', afterMs: 60 * minute, times: 2 })
    await send()
    await pass(minute)
    expect(heard).toHaveLength(2)
    expect(new Set(heard.map(({ raw }) => /^Message-ID: .*report.*$/m.exec(raw)?.[0])).size).toBe(2)
  })

  it('comes again when it is told to, and not when it is refused', async () => {
    await sandbox.setMailReturn(email, { says: 'noSuchMailbox' })
    refusing = 451
    await send()
    await pass(0)
    refusing = 550
    await pass(0)
    expect(await sandbox.mailReports()).toMatchObject([{ tries: 2, reply: 550 }])
    expect((await sandbox.idle()).nextDueAt).toBeNull()
  })
})

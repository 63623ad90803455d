import nodemailer from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aPerson } from '../testing/cast.ts'
import { startTarget } from '../testing/target.ts'
import { startWithCast } from '../testing/with-cast.ts'

const { email } = aPerson('小美')

describe('the SMTP host', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startWithCast({ settings: { limits: { smtpMailBytes: 20_000 } } })
  })
  afterEach(() => sandbox.close())

  let patienceMs = 10_000
  async function send(to: string | string[] = email, more: Record<string, unknown> = {}) {
    const { smtpHost, smtpPort } = sandbox.urls
    const transport = nodemailer.createTransport({
      host: smtpHost,
      port: smtpPort,
      secure: false,
      ignoreTLS: true,
      socketTimeout: patienceMs,
    })
    try {
      return await transport.sendMail({
        from: '客旅商城 <news@shop.example>',
        to,
        subject: '小美，好久不见：这一封的主题长得需要分成几个编码词才放得下',
        text: `${'您好，'.repeat(60)}=结束`,
        html: `<p>您好</p><a href="http://kelu.example/r/AbC1?x=1&amp;y=2">看看</a><img src="http://kelu.example/o/tok.gif">`,
        messageId: '<touch1@shop.example>',
        ...more,
      })
    } finally {
      transport.close()
    }
  }
  const refusedBy = (sending: Promise<unknown>) =>
    sending.then(
      () => undefined,
      (error: { responseCode?: number; code?: string }) => error.responseCode ?? error.code,
    )

  it('keeps a mail as its reader sees it', async () => {
    await send()
    const [mail] = await sandbox.deliveries({ platform: 'smtp', receiver: email })
    expect(mail).toMatchObject({
      kind: 'email',
      ref: '<touch1@shop.example>',
      content: {
        subject: '小美，好久不见：这一封的主题长得需要分成几个编码词才放得下',
        from: '客旅商城 <news@shop.example>',
        text: `${'您好，'.repeat(60)}=结束`,
        html: expect.stringContaining('<p>您好</p><a href="http://kelu.example/r/AbC1?x=1&amp;y=2">看看</a>'),
      },
    })
  })

  it.each(['quoted-printable', 'base64'])('reads %s bodies', async (textEncoding) => {
    await send(email, { textEncoding })
    const [mail] = await sandbox.deliveries()
    expect(mail!.content.text).toBe(`${'您好，'.repeat(60)}=结束`)
  })

  it('refuses an unknown mailbox with 550 and a full one with 452', async () => {
    await sandbox.setMailbox(email, 'unknownUser')
    expect(await refusedBy(send())).toBe(550)
    await sandbox.setMailbox(email, 'full')
    expect(await refusedBy(send())).toBe(452)
    await sandbox.setMailbox(email, 'accepts')
    expect(await refusedBy(send())).toBeUndefined()
    expect(await sandbox.deliveries()).toHaveLength(1)
    expect(await sandbox.refusals()).toMatchObject({ 'smtp:RCPT:550': 1, 'smtp:RCPT:452': 1 })
  })

  it('refuses a mail over its size with 552 and keeps nothing of it', async () => {
    expect(await refusedBy(send(email, { text: 'x'.repeat(20_001) }))).toBe(552)
    expect(await sandbox.deliveries()).toHaveLength(0)
    expect(await sandbox.refusals()).toEqual({ 'smtp:DATA:552': 1 })
    expect(await refusedBy(send())).toBeUndefined()
  })

  it('counts a mail once for each recipient it accepted', async () => {
    await sandbox.setMailbox('gone@mail.example', 'unknownUser')
    const { rejected } = await send([email, 'b@mail.example', 'gone@mail.example'])
    expect(rejected).toEqual(['gone@mail.example'])
    expect((await sandbox.deliveries()).map(({ receiver }) => receiver)).toEqual([email, 'b@mail.example'])
  })

  it('answers 421 when it is told to have too many connections, and 451 when it fails', async () => {
    await sandbox.addFault({ platform: 'smtp', api: 'MAIL', kind: 'rateLimited', times: 1 })
    expect(await refusedBy(send())).toBe(421)
    await sandbox.addFault({ platform: 'smtp', api: 'DATA', kind: 'serverError', times: 1 })
    expect(await refusedBy(send())).toBe(451)
    await sandbox.addFault({ platform: 'smtp', api: 'RCPT', kind: 'errcode', code: 554, receiver: email })
    expect(await refusedBy(send())).toBe(554)
    expect(await refusedBy(send('other@mail.example'))).toBeUndefined()
  })

  it('keeps a mail it never confirmed', async () => {
    await sandbox.addFault({ platform: 'smtp', api: 'DATA', kind: 'timeoutAfterActing', times: 1 })
    patienceMs = 1_000
    expect(await refusedBy(send())).toBe('ETIMEDOUT')
    expect(await sandbox.deliveries()).toHaveLength(1)
  })

  it('keeps nothing of a mail whose connection broke before', async () => {
    await sandbox.addFault({ platform: 'smtp', api: 'DATA', kind: 'connectionReset', times: 1 })
    await expect(send()).rejects.toThrow()
    expect(await sandbox.deliveries()).toHaveLength(0)
  })

  it('lets its readers click, open and unsubscribe where Kelu listens', async () => {
    const target = await startTarget()
    target.answer = ({ path }) =>
      path.startsWith('/r/')
        ? { status: 302, headers: { location: 'https://shop.example/' } }
        : { status: 200 }
    await sandbox.setTarget(target.url)
    await send(email, {
      headers: {
        'List-Unsubscribe': { prepared: true, value: '<https://kelu.example/u/tok>' },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    })
    expect(await sandbox.clickLink({ person: '小美', platform: 'smtp' })).toEqual({
      status: 302,
      location: 'https://shop.example/',
    })
    await sandbox.openEmail({ person: '小美' })
    await sandbox.unsubscribeByEmail({ person: '小美' })
    await target.close()
    expect(target.received.map(({ method, path, body }) => `${method} ${path} ${body}`.trim())).toEqual([
      'GET /r/AbC1',
      'GET /o/tok.gif',
      'POST /u/tok List-Unsubscribe=One-Click',
    ])
    expect(target.received[0]!.query.get('y')).toBe('2')
  })
})

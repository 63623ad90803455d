import { describe, expect, it } from 'vitest'
import type { MailReturn } from '../../../domain/outreach/ports.ts'
import { messageIdOf } from '../message-id.ts'
import { readReturn } from './read-return.ts'

const token = 'ab'.repeat(26)
const seal = 'cd'.repeat(12)
const messageId = messageIdOf('run:1:send:1#1', 'shop.example', seal)
const wang = 'wang@mail.example'

const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'utf8')
const from = (who = 'MAILER-DAEMON@mx.example') => [
  `From: ${who}`,
  'To: bounce@b.example',
  'MIME-Version: 1.0',
]
const returned = [
  '--B',
  'Content-Type: text/rfc822-headers',
  '',
  `Message-ID: <${messageId}>`,
  'Subject: =?utf-8?B?5L2g5aW9?=',
  '',
]
const type = (kind: string) => [
  'Subject: Undelivered',
  `Content-Type: multipart/report; report-type=${kind}; boundary="B"`,
  '',
]

/** A report of one recipient; `status` = the lines of its own group. */
const dsn = (...status: string[]) =>
  mail(
    ...from(),
    ...type('delivery-status'),
    ...['--B', 'Content-Type: text/plain', '', 'It could not be delivered.', ''],
    ...[
      '--B',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      ...status,
      '',
    ],
    ...returned,
    '--B--',
  )

async function recipientsIn(raw: Uint8Array) {
  const read = await readReturn(raw)
  if (read.kind !== 'report') throw new Error(`read as ${read.kind}`)
  return read.recipients
}

describe('a bounce as servers write it', () => {
  it.each<[string, string[], string, string]>([
    [
      'Postfix, of QQ: no enhanced code',
      [
        `Final-Recipient: rfc822; ${wang}`,
        `Original-Recipient: rfc822;${wang}`,
        'Action: failed',
        'Status: 5.0.0',
        'Remote-MTA: dns; mx3.qq.com',
        'Diagnostic-Code: smtp; 550 Mailbox not found. http://service.mail.qq.com/detail/122/169',
      ],
      ...['hard', '550 5.0.0'],
    ] as [string, string[], string, string],
    [
      'Postfix, of QQ: about the content',
      [
        `Final-Recipient: rfc822; ${wang}`,
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 Mail content denied.',
      ],
      'block',
      '550 5.0.0',
    ],
    [
      'Postfix, of QQ: how often we write',
      [
        `Final-Recipient: rfc822; ${wang}`,
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 Ip frequency limited',
      ],
      'block',
      '550 5.0.0',
    ],
    [
      '163: no status at all',
      [
        `Final-Recipient: rfc822;${wang}`,
        'Action: failed',
        `Diagnostic-Code: smtp; 550 User not found: ${wang}`,
      ],
      'hard',
      '550',
    ],
    [
      '163: spam',
      [`Final-Recipient: rfc822;${wang}`, 'Action: failed', 'Diagnostic-Code: smtp; 554 DT:SPM'],
      'block',
      '554',
    ],
    [
      'Gmail: several lines, each with its code',
      [
        `Final-Recipient: rfc822; ${wang}`,
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; gmail-smtp-in.l.google.com.',
        'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try',
        " 550-5.1.1 double-checking the recipient's email address for typos or",
        ' 550 5.1.1 unnecessary spaces. - gsmtp',
        'Last-Attempt-Date: Mon, 02 Mar 2026 01:00:00 -0800 (PST)',
      ],
      'hard',
      '550 5.1.1',
    ],
    [
      'Exchange: a code of its own',
      [
        `Final-Recipient: rfc822;${wang}`,
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ],
      'hard',
      '550 5.1.10',
    ],
    [
      'Exchange: full',
      [
        `Final-Recipient: rfc822;${wang}`,
        'Action: failed',
        'Status: 5.2.2',
        'Diagnostic-Code: smtp;554 5.2.2 mailbox full',
      ],
      'soft',
      '554 5.2.2',
    ],
    [
      'names in capitals, brackets, a comment, a # before the code',
      [
        `FINAL-RECIPIENT: RFC822; <${wang}>`,
        'ACTION: FAILED (relayed to nobody)',
        'STATUS: 5.1.1 (Bad destination mailbox address)',
        'DIAGNOSTIC-CODE: SMTP; 550 #5.1.1 no such user',
      ],
      'hard',
      '550 5.1.1',
    ],
    [
      'given up after days of trying',
      [
        `Final-Recipient: rfc822; ${wang}`,
        'Action: failed',
        'Status: 4.4.7',
        'Diagnostic-Code: smtp; delivery time expired',
      ],
      'soft',
      '4.4.7',
    ],
  ])('%s', async (_server, status, outcome, code) => {
    expect(await recipientsIn(dsn(...status))).toEqual([{ recipient: wang, outcome, code }])
  })

  it('in base64, in another order, with line breaks of another system', async () => {
    const status = Buffer.from(
      `Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; ${wang}\nReporting-MTA: dns; mx.example\n`,
    ).toString('base64')
    const lines = [...from(), ...type('delivery-status'), '--B', 'Content-Type: message/delivery-status']
    const raw = [...lines, 'Content-Transfer-Encoding: base64', '', status, '--B--', ''].join('\n')
    expect(await recipientsIn(Buffer.from(raw))).toEqual([
      { recipient: wang, outcome: 'hard', code: '5.1.1' },
    ])
  })

  it('of several recipients tells of each', async () => {
    const raw = dsn(
      ...[`Final-Recipient: rfc822; ${wang}`, 'Action: failed', 'Status: 5.1.1', ''],
      ...['Final-Recipient: rfc822; li@mail.example', 'Action: delayed', 'Status: 4.4.1', ''],
      ...['Final-Recipient: rfc822; zhao@mail.example', 'Action: delivered', 'Status: 2.0.0'],
    )
    expect((await recipientsIn(raw)).map(({ outcome }) => outcome)).toEqual(['hard', 'delayed', 'delivered'])
  })

  it('in words alone, as the postmaster of QQ writes, is read by reply and address', async () => {
    const html = `<p>抱歉，您的邮件被退回来了。</p><p>收件人：${wang}</p><p>退信原因</p>\n<p>550 Mailbox not found</p>`
    const words = Buffer.from(html).toString('base64')
    const raw = mail(
      ...from('PostMaster <PostMaster@qq.com>'),
      ...['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', words],
    )
    expect(await recipientsIn(raw)).toContainEqual({ recipient: wang, outcome: 'hard', code: '550' })
  })

  it('in words that warn of a delay is none', async () => {
    const raw = mail(...from(), '', `${wang}: 451 try again later; still trying`)
    expect(await readReturn(raw)).toEqual({ kind: 'other' })
  })

  it('names the e-mail by its Message-ID and its return path', async () => {
    const headers = [`Return-Path: <bounce+${token.toUpperCase()}@b.example>`, `Message-ID: <${messageId}>`]
    const raw = mail(
      ...from(),
      ...type('delivery-status'),
      ...['--B', 'Content-Type: message/delivery-status', ''],
      ...[`Final-Recipient: rfc822; ${wang}`, 'Action: failed', 'Status: 5.1.1', ''],
      ...['--B', 'Content-Type: message/rfc822', '', ...headers, '', 'Message-ID: <of-the-body@x>', '--B--'],
    )
    expect(await readReturn(raw)).toMatchObject({
      original: { tokens: [token], sealed: { ref: 'run:1:send:1#1', seal } },
    })
  })
})

describe('a complaint', () => {
  const report = (kind: string, ...fields: string[]) =>
    mail(
      ...from('feedback@mail.example'),
      ...type('feedback-report'),
      ...[
        '--B',
        'Content-Type: message/feedback-report',
        '',
        `Feedback-Type: ${kind}`,
        'Version: 1',
        ...fields,
        '',
      ],
      ...returned,
      '--B--',
    )

  it.each(['abuse', 'Abuse', 'fraud', 'opt-out'])(
    'of type %s is one, with the e-mail it is about',
    async (kind) => {
      expect(
        await readReturn(report(kind, `Original-Mail-From: <bounce+${token}@b.example>`)),
      ).toEqual<MailReturn>({
        kind: 'complaint',
        original: { tokens: [token], sealed: { ref: 'run:1:send:1#1', seal } },
      })
    },
  )

  it.each(['not-spam', 'virus', 'auth-failure', 'dmarc'])('of type %s is none', async (kind) => {
    expect(await readReturn(report(kind))).toEqual({ kind: 'other' })
  })
})

describe('what else comes to an address of bounces', () => {
  it('an absence notice is none', async () => {
    const raw = mail(...from(wang), 'Auto-Submitted: auto-replied', '', `${wang} is away. 550 reasons to be.`)
    expect(await readReturn(raw)).toEqual({ kind: 'other' })
  })

  it.each<[string, string[]]>([
    ['no recipient', ['Action: failed', 'Status: 5.1.1']],
    ['no action', [`Final-Recipient: rfc822; ${wang}`, 'Status: 5.1.1']],
    ['an action nobody knows', [`Final-Recipient: rfc822; ${wang}`, 'Action: exploded', 'Status: 5.1.1']],
    ['a failure without any code', [`Final-Recipient: rfc822; ${wang}`, 'Action: failed']],
    ['a failure that says success', [`Final-Recipient: rfc822; ${wang}`, 'Action: failed', 'Status: 2.0.0']],
    [
      'two addresses in one',
      ['Final-Recipient: rfc822; a@b.example@c.example', 'Action: failed', 'Status: 5.1.1'],
    ],
  ])('a report with %s is malformed', async (_what, status) => {
    await expect(readReturn(dsn(...status))).rejects.toMatchObject({ code: 'request.malformed' })
  })

  it('a report that another server has it is no news', async () => {
    const raw = dsn(`Final-Recipient: rfc822; ${wang}`, 'Action: relayed', 'Status: 2.0.0')
    expect(await recipientsIn(raw)).toEqual([])
  })

  it.each([
    [
      'parts nested without end',
      `Content-Type: multipart/mixed; boundary="B"\r\n\r\n${'--B\r\nContent-Type: multipart/mixed; boundary="B"\r\n\r\n'.repeat(2_000)}`,
    ],
    ['a line without end', `Content-Type: text/html\r\n\r\n${'<'.repeat(900_000)}`],
    ['an address without end', `Content-Type: text/plain\r\n\r\n550 ${'a'.repeat(900_000)}`],
  ])('%s is read in no time, or refused', async (_what, rest) => {
    const begun = performance.now()
    await readReturn(mail(...from(), rest)).catch((error: { code?: string }) =>
      expect(error.code).toBe('request.malformed'),
    )
    expect(performance.now() - begun).toBeLessThan(3_000)
  })
})

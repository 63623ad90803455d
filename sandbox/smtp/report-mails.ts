import type { MailHostKind, MailReturnOrder } from '../contract.ts'

/** What a report is about. */
export interface ReturnedMail {
  /** Its envelope sender: where the report goes. */
  sender: string
  recipient: string
  /** As they were sent. */
  headers: string
}

interface Said {
  action: 'failed' | 'delayed'
  status?: string
  diagnostic: string
}

type Bounce = Exclude<MailReturnOrder['says'], 'complaint'>

/**
 * How each host says it. `postfix` is a relay that quotes QQ's replies, which carry no enhanced code; Coremail (163) gives none
 * of its own; the others write both.
 */
const said: Record<Exclude<MailHostKind, 'qq'>, Record<Bounce, Said>> = {
  postfix: {
    noSuchMailbox: failed('5.0.0', 'smtp; 550 Mailbox not found. http://service.mail.qq.com/detail/122/169'),
    mailboxFull: failed('5.0.0', 'smtp; 552 Mailbox limit exceeded'),
    spam: failed('5.0.0', 'smtp; 550 Mail content denied. http://service.mail.qq.com/detail/122/71'),
    delayed: delayed('4.4.1', 'X-Postfix; connect to mx3.qq.com[203.205.219.57]:25: Connection timed out'),
  },
  gmail: {
    noSuchMailbox: failed(
      '5.1.1',
      "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n 550-5.1.1 double-checking the recipient's email address for typos or\r\n 550 5.1.1 unnecessary spaces. - gsmtp",
    ),
    mailboxFull: failed('5.2.2', "smtp; 552-5.2.2 The recipient's inbox is out of storage space. - gsmtp"),
    spam: failed(
      '5.7.1',
      'smtp; 550-5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp',
    ),
    delayed: delayed('4.4.1', 'smtp; The recipient server did not accept our requests to connect.'),
  },
  exchange: {
    noSuchMailbox: failed(
      '5.1.10',
      'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    ),
    mailboxFull: failed(
      '5.2.2',
      'smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException',
    ),
    spam: failed('5.7.1', 'smtp;550 5.7.1 Service unavailable; message blocked by tenant policy'),
    delayed: delayed('4.4.7', 'smtp;400 4.4.7 Message delayed'),
  },
  netease: {
    noSuchMailbox: failed(undefined, 'smtp; 550 User not found'),
    mailboxFull: failed(undefined, 'smtp; 552 Quota exceeded'),
    spam: failed(undefined, 'smtp; 554 DT:SPM'),
    delayed: delayed('4.4.2', 'smtp; 451 DT:SPM'),
  },
}

/** What the postmaster of QQ writes to senders it cannot deliver for: words, and no status. */
const inWords: Record<Bounce, string> = {
  noSuchMailbox: '550 Mailbox not found',
  mailboxFull: '552 Mailbox limit exceeded',
  spam: '550 Mail content denied',
  delayed: '451 Connection timed out',
}

function failed(status: string | undefined, diagnostic: string): Said {
  return { action: 'failed', ...(status && { status }), diagnostic }
}

function delayed(status: string, diagnostic: string): Said {
  return { action: 'delayed', status, diagnostic }
}

/** The mail a host sends back, with a Message-ID of its own. */
export function writeReport(mail: ReturnedMail, order: MailReturnOrder, id: string, at: Date): string {
  if (order.says === 'complaint') return complaint(mail, id, at)
  const by = order.by ?? 'postfix'
  const written = by === 'qq' ? words(mail, order.says, id, at) : status(mail, said[by][order.says], id, at)
  return order.broken
    ? written.replace(/^(?:Action|Status|Diagnostic-Code):.*\r\n(?:[ \t].*\r\n)*/gm, '')
    : written
}

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`

function head({ sender }: ReturnedMail, from: string, subject: string, id: string, at: Date): string[] {
  return [
    `From: ${from}`,
    `To: ${sender}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}@mx.sandbox.example>`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
  ]
}

function status(
  mail: ReturnedMail,
  { action, status: code, diagnostic }: Said,
  id: string,
  at: Date,
): string {
  const boundary = `=_${id}`
  return lines(
    ...head(mail, 'Mail Delivery System <MAILER-DAEMON@mx.sandbox.example>', 'Undelivered Mail', id, at),
    'Auto-Submitted: auto-replied',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `<${mail.recipient}>: ${diagnostic.split('\r\n')[0]}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.sandbox.example',
    `Arrival-Date: ${at.toUTCString()}`,
    '',
    `Final-Recipient: rfc822; ${mail.recipient}`,
    `Action: ${action}`,
    ...(code ? [`Status: ${code}`] : []),
    `Diagnostic-Code: ${diagnostic}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    mail.headers,
    '',
    `--${boundary}--`,
  )
}

function words(mail: ReturnedMail, says: Bounce, id: string, at: Date): string {
  const html = `<p>抱歉，您的邮件被退回来了。</p><p>收件人：${mail.recipient}</p><p>退信原因：</p>\n<p>${inWords[says]}</p>`
  return lines(
    ...head(mail, 'PostMaster <PostMaster@qq.example>', '=?utf-8?B?57O757uf6YCA5L+h?=', id, at),
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n'),
  )
}

/** RFC 5965; the one who complains is left out, as hosts do. */
function complaint(mail: ReturnedMail, id: string, at: Date): string {
  const boundary = `=_${id}`
  return lines(
    ...head(mail, 'feedback@mx.sandbox.example', 'complaint about message', id, at),
    `Content-Type: multipart/report; report-type=feedback-report; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is an email abuse report.',
    '',
    `--${boundary}`,
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: SandboxFBL/1.0',
    'Version: 1',
    `Original-Mail-From: <${mail.sender}>`,
    `Arrival-Date: ${at.toUTCString()}`,
    '',
    `--${boundary}`,
    'Content-Type: message/rfc822',
    '',
    mail.headers,
    '',
    '(body removed)',
    `--${boundary}--`,
  )
}

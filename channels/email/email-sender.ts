import { isIP } from 'node:net'
import nodemailer, { type NodemailerError } from 'nodemailer'
import type {
  AttemptRef,
  EmailMessage,
  ReturnMarks,
  Sender,
  SendOutcome,
} from '../../domain/outreach/ports.ts'
import type { PlatformHealth } from '../../domain/platform-check.ts'
import { bounceAddress } from './bounce-address.ts'
import { watchFirstByte } from './first-byte.ts'
import { messageIdOf } from './message-id.ts'
import { outcomeOfReply } from './refusals.ts'

export interface EmailSettings {
  /** smtp://user:password@host:port or smtps://… */
  smtpUrl: string
  /** Certificates that are trusted, in PEM; absent = those Node trusts. */
  ca?: string
  /** `Name <address>` or an address; its domain makes our Message-IDs. */
  from: string
  /** Where bounces are heard and how they are told apart; absent = they go to `from`, to be read by people. */
  bounces?: { domain: string; marks: ReturnMarks } | null
  maxConnections?: number
  /** Real time for connecting and for each answer of the server. */
  timeoutMs?: number
}

const retryMs = 60_000

/** E-mail by SMTP over a pool of connections. One recipient a message. */
export function createEmailSender(
  settings: EmailSettings,
): Sender<EmailMessage> & { check(): Promise<PlatformHealth>; close(): void } {
  const { smtpUrl, ca, from, bounces, maxConnections = 3, timeoutMs = 20_000 } = settings
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1]
  if (!domain) throw new TypeError('the sender of e-mails needs an address')
  const transport = nodemailer.createTransport({
    ...connectionOf(smtpUrl),
    tls: { rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
    pool: true,
    maxConnections,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Templates are ours, yet nothing in a message may make us read a file or call an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const firstByte = watchFirstByte(transport)

  async function send(message: EmailMessage, { ref, at, repeats }: AttemptRef): Promise<SendOutcome> {
    const { to, subject, html, text, unsubscribeUrl } = message
    if (!isOneAddress(to)) return { kind: 'refused', reason: 'unreachable', code: 'address.malformed' }
    if (unsubscribeUrl && !isHeaderSafeUrl(unsubscribeUrl)) {
      return { kind: 'refused', reason: 'content', code: 'unsubscribeUrl.malformed' }
    }
    // SMTP knows no idempotency key. A host that has the lost one can tell by its id that this is the same message.
    const named = repeats ?? ref
    const messageId = messageIdOf(named, domain as string, bounces?.marks.sealOf(named))
    const attempt = firstByte.watch(messageId)
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        ...(bounces && {
          envelope: { from: bounceAddress(bounces.marks.tokenOf({ ref, at }), bounces.domain), to },
        }),
        subject,
        html,
        text,
        messageId: `<${messageId}>`,
        ...(unsubscribeUrl ? { headers: unsubscribeHeaders(unsubscribeUrl) } : {}),
      })
      return { kind: 'sent', providerId: messageId }
    } catch (error) {
      return outcomeOf(error, attempt.wasSent())
    } finally {
      attempt.forget()
    }
  }

  /** Connects and logs in, and sends nothing. */
  async function check(): Promise<PlatformHealth> {
    try {
      await transport.verify()
      return { kind: 'ok' }
    } catch (error) {
      const fault = error as NodemailerError
      const tls = tlsRefusal(fault)
      if (tls !== null) return { kind: 'refused', code: tls }
      const { code = 'unknown' } = fault
      return { kind: code === 'EAUTH' ? 'refused' : 'unreachable', code }
    }
  }

  return {
    send,
    check,
    /** SMTP has no way to ask. */
    find: async () => ({ kind: 'cannotTell' }),
    close: () => transport.close(),
  }
}

function connectionOf(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw new TypeError('expected smtp:// or smtps://')
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  const defaultPort = protocol === 'smtps:' ? tlsPort : submissionPort
  const at = port ? Number(port) : defaultPort
  const secure = protocol === 'smtps:' || at === tlsPort
  return {
    // As a URL has it, an address of IPv6 stands in brackets.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: at,
    secure,
    // Without it a host, or whoever sits in between, that offers no STARTTLS gets everything in clear.
    requireTLS: !secure && (at === submissionPort || (username !== '' && !isThisMachine(hostname))),
    ...(username ? { auth } : {}),
  }
}

/** Implicit TLS, and submission (RFC 8314): STARTTLS is asked for there. */
const tlsPort = 465
const submissionPort = 587

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))

/**
 * Why the way to the host could not be encrypted as it must: its certificate, or that it offers no TLS; null for any other fault. Nothing
 * has been sent then, and nothing gets better by itself.
 */
function tlsRefusal({ code, originalCode, responseCode }: NodemailerError): string | null {
  if (code === 'ETLS' && responseCode !== undefined && responseCode >= 500) return `STARTTLS ${responseCode}`
  return originalCode !== undefined && ofCertificates.test(originalCode) ? originalCode : null
}
/** Codes of OpenSSL and Node: a chain, a name, a date, or no TLS at all. */
const ofCertificates = /CERT|^UNABLE_TO_|^ERR_SSL_|^HOSTNAME_MISMATCH$/

/**
 * RFC 8058 one-click unsubscribing. `prepared` keeps each on one line: folded ones break the DKIM signature of some
 * relays.
 */
function unsubscribeHeaders(url: string) {
  return {
    'List-Unsubscribe': { prepared: true, value: `<${url}>` },
    'List-Unsubscribe-Post': { prepared: true, value: 'List-Unsubscribe=One-Click' },
  }
}

/** Faults of the connection are told apart by whether a byte of the message had left; refusals by the server's reply. */
function outcomeOf(error: unknown, messageSent: boolean): SendOutcome {
  const fault = error as NodemailerError
  if (!(error instanceof Error) || typeof fault.code !== 'string') throw error
  const { code, command, responseCode, response = '' } = fault
  if (code === 'EAUTH') return { kind: 'refused', reason: 'configuration', code }
  // In the middle of a message it is a broken connection like any other.
  const tls = messageSent ? null : tlsRefusal(fault)
  if (tls !== null) return { kind: 'refused', reason: 'configuration', code: tls }
  // Of whom we are, not of whom we write to: the host does not let us send from this address.
  if (command === 'MAIL FROM' && responseCode !== undefined && responseCode >= 500) {
    return { kind: 'refused', reason: 'configuration', code: `MAIL ${responseCode}` }
  }
  if (responseCode !== undefined) return outcomeOfReply(responseCode, response)
  if (code === 'EENVELOPE') return { kind: 'refused', reason: 'unreachable', code: 'address.malformed' }
  if (code === 'EMESSAGE') return { kind: 'refused', reason: 'content', code }
  return messageSent ? { kind: 'unknown', code } : { kind: 'retryLater', afterMs: retryMs, code }
}

function isOneAddress(to: string): boolean {
  return /^[^\s,;<>@"]+@[^\s,;<>@"]+$/.test(to)
}

function isHeaderSafeUrl(url: string): boolean {
  return /^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+$/.test(url)
}

import type { AddressInfo } from 'node:net'
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerError,
  type SMTPServerSession,
} from 'smtp-server'
import type { Fault, SandboxLimits } from '../contract.ts'
import type { Faults } from '../faults.ts'
import type { Ledger } from '../ledger.ts'
import { readMail } from './mail-text.ts'
import type { ReturnedMail } from './report-mails.ts'

export type MailboxFate = 'accepts' | 'unknownUser' | 'full'

export interface MailHost {
  port: number
  setMailbox(email: string, fate: MailboxFate): void
  inFlight(): number
  close(): Promise<void>
}

type Done = (error?: Error | null) => void

const maxHoldMs = 60_000

/** The host that takes mail for everybody; single mailboxes may be unknown or full. */
export async function serveSmtp(deps: {
  faults: Faults
  ledger: Ledger
  limits: SandboxLimits
  /** Told of every mail a mailbox took. */
  taken?: (mail: ReturnedMail) => void
}): Promise<MailHost> {
  const { faults, ledger, limits } = deps
  const mailboxes = new Map<string, MailboxFate>()
  /** Answers held back, by session; who is not there any more waits for none. */
  const holding = new Map<string, NodeJS.Timeout>()
  let flying = 0

  function cut(session: SMTPServerSession): void {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy()
    }
  }

  function hold(session: SMTPServerSession): void {
    const timer = setTimeout(() => {
      holding.delete(session.id)
      cut(session)
    }, maxHoldMs)
    holding.set(session.id, timer)
  }

  /** Answers one command: a fault first, then `act`. */
  function serve(
    api: string,
    receivers: string[],
    session: SMTPServerSession,
    done: Done,
    act: () => Error | undefined,
  ): void {
    ledger.called('smtp', api)
    const fault = faults.take('smtp', api, receivers)
    if (fault?.kind === 'timeoutAfterActing') act()
    if (fault?.kind === 'connectionReset') cut(session)
    if (fault?.kind.startsWith('timeout')) hold(session)
    if (fault?.kind === 'connectionReset' || fault?.kind.startsWith('timeout')) return
    const error: SMTPServerError | undefined = fault ? replyOf(fault) : act()
    if (error) ledger.refused('smtp', api, error.responseCode ?? 550)
    done(error)
  }

  function take(raw: Buffer, session: SMTPServerSession): undefined {
    const mail = readMail(raw)
    const { subject = '', from = '', 'message-id': messageId } = mail.headers
    const sender = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
    for (const { address } of session.envelope.rcptTo) {
      ledger.delivered({
        platform: 'smtp',
        kind: 'email',
        receiver: address,
        ...(messageId !== undefined && { ref: messageId }),
        content: { from, subject, text: mail.text, html: mail.html, headers: mail.headers, sender },
      })
      deps.taken?.({ sender, recipient: address, headers: headersOf(raw) })
    }
  }

  function receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): void {
    const parts: Buffer[] = []
    flying += 1
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('close', () => {
      flying -= 1
    })
    stream.on('end', () => {
      const receivers = session.envelope.rcptTo.map(({ address }) => address)
      serve('DATA', receivers, session, done, () =>
        stream.sizeExceeded ? reply(552, '5.3.4 message too big') : take(Buffer.concat(parts), session),
      )
    })
  }

  const server = new SMTPServer({
    name: 'mx.sandbox.example',
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: true,
    size: limits.smtpMailBytes,
    onConnect: (session, done) => serve('CONNECT', [], session, done, () => undefined),
    onAuth: (auth, session, done) =>
      serve(
        'AUTH',
        [auth.username ?? ''],
        session,
        (error) => done(error, error ? undefined : { user: auth.username }),
        () => undefined,
      ),
    onMailFrom: (address, session, done) => serve('MAIL', [address.address], session, done, () => undefined),
    onRcptTo: (address, session, done) =>
      serve('RCPT', [address.address], session, done, () => mailboxReply(address.address)),
    onData: receive,
    onClose({ id }) {
      clearTimeout(holding.get(id))
      holding.delete(id)
    },
  })

  function mailboxReply(address: string): Error | undefined {
    const fate = mailboxes.get(address.toLowerCase()) ?? 'accepts'
    if (fate === 'unknownUser') return reply(550, '5.1.1 Mailbox not found')
    if (fate === 'full') return reply(452, '4.2.2 Mailbox full')
    return undefined
  }

  // A client that goes away in the middle is its own affair.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    port: (server.server.address() as AddressInfo).port,
    setMailbox: (email, fate) => void mailboxes.set(email.toLowerCase(), fate),
    inFlight: () => flying + holding.size,
    close: () =>
      new Promise((resolve) => {
        for (const timer of holding.values()) clearTimeout(timer)
        server.close(() => resolve())
        for (const connection of server.connections) connection._socket.destroy()
      }),
  }
}

/** As they came, without the blank line that ends them. */
function headersOf(raw: Buffer): string {
  const text = raw.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  return end < 0 ? text : text.slice(0, end)
}

function reply(responseCode: number, text: string): SMTPServerError {
  return Object.assign(new Error(text), { responseCode })
}

function replyOf(fault: Fault): SMTPServerError {
  switch (fault.kind) {
    case 'serverError':
      return reply(451, '4.3.0 local error in processing')
    case 'expiredToken':
      return reply(535, '5.7.8 authentication credentials invalid')
    case 'rateLimited':
      return reply(421, '4.7.0 too many connections, try again later')
    default:
      return reply(Number(fault.code), 'ordered by a test')
  }
}

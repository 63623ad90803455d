import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerError,
  type SMTPServerSession,
} from 'smtp-server'
import type { Activity } from '../../domain/activity.ts'
import type { Clock } from '../../domain/clock.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Inbox } from '../../domain/inbox/inbox.ts'
import type { Log } from '../../domain/log.ts'
import type { MailReturn } from '../../domain/outreach/ports.ts'

/** What a bounce may weigh; some servers send the whole e-mail back. */
export const longestMailBytes = 1_048_576
const mostConnections = 50
/** Real time: how long a client may keep silent. */
const silenceMs = 60_000
/** An e-mail comes back once or twice, never this often; whoever has one of ours can fill nothing with it. */
const mostPerTokenAndHour = 20
const mostComplaintsPerAddressAndHour = 600

export interface MailListener {
  /** Resolves with the port in use. Until `serve`, whoever connects is asked to come again. */
  listen(port: number): Promise<number>
  serve(behind: Behind): void
  inFlight(): number
  /** Takes nothing more; what is under way is cut after `graceMs`. */
  close(graceMs: number): Promise<void>
}

/** How mail that comes back is addressed and read. */
export interface ReturnRules {
  /** The token in an address of bounces of this domain, null for any other. */
  tokenIn(address: string, domain: string): string | null
  complaintAddress(domain: string): string
  /** @throws DomainError request.malformed for a report that cannot be read */
  read(raw: Uint8Array): Promise<MailReturn>
}

/** What takes on what was heard. */
interface Behind {
  inbox: Pick<Inbox, 'accept' | 'process'>
  clock: Clock
  background: Activity['background']
}

/** Where a mail may be for: a token of an e-mail of ours, or the address of complaints. */
type Destination = { token: string } | 'complaints'

/** Whether what is said of the e-mail is proven to be of ours. */
export interface Proof {
  token(token: string): boolean
  sealed(ref: string, seal: string): boolean
}

/** The server that hears bounces and complaints. It takes nothing else, and says 250 only once the raw mail is stored. */
export function createMailListener(deps: {
  domain: string
  /** Certificate and key in PEM, with which whoever asks for it goes on encrypted; null = it is not offered. */
  tls: { cert: string; key: string } | null
  rules: ReturnRules
  proof: Proof
  log: Log
}): MailListener {
  const { domain, tls, rules, proof, log } = deps
  const perToken = new RateLimiterMemory({ points: mostPerTokenAndHour, duration: 3_600 })
  const perAddress = new RateLimiterMemory({ points: mostComplaintsPerAddressAndHour, duration: 3_600 })
  let behind: Behind | null = null
  let flying = 0

  function destinationOf(address: string): Destination | null {
    if (address.toLowerCase() === rules.complaintAddress(domain).toLowerCase()) return 'complaints'
    const token = rules.tokenIn(address, domain)
    return token !== null && proof.token(token) ? { token } : null
  }

  async function takeRecipient(address: string, { envelope, remoteAddress }: SMTPServerSession) {
    const destination = destinationOf(address)
    if (!destination) throw reply(550, '5.1.1 no such address here')
    if (envelope.rcptTo.length > 0) throw reply(452, '4.5.3 one recipient at a time')
    const limit =
      destination === 'complaints' ? perAddress.consume(remoteAddress) : perToken.consume(destination.token)
    await limit.catch(() => {
      throw reply(451, '4.7.1 too many, try again later')
    })
  }

  async function takeMail(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const raw = await contentOf(stream)
    if (stream.sizeExceeded) throw reply(552, '5.3.4 too big')
    const destination = destinationOf(envelope.rcptTo[0]?.address ?? '')
    if (!behind || !destination) throw reply(451, '4.3.0 not now')
    const { inbox, clock, background } = behind
    const isBounce = envelope.mailFrom === false || envelope.mailFrom.address === ''
    const content = await readOrNull(raw)
    if (destination === 'complaints' || !isBounce) refuseUnproven(content, destination)
    const token = destination === 'complaints' ? null : destination.token
    const _id = `mail:${createHash('sha256').update(`${token}\n`).update(raw).digest('hex').slice(0, 40)}`
    await inbox.accept({
      _id,
      source: 'mail',
      kind: content?.kind === 'complaint' ? 'complaint' : 'bounce',
      at: clock.now(),
      // Byte by byte, so that what is kept is what came.
      payload: { ...(token !== null && { token }), raw: raw.toString('latin1') },
    })
    background('returned mail', () => inbox.process(_id))
  }

  /** Null for what cannot be read; the inbox keeps it, and says so. */
  async function readOrNull(raw: Buffer): Promise<MailReturn | null> {
    try {
      return await rules.read(raw)
    } catch (error) {
      if (error instanceof DomainError) return null
      throw error
    }
  }

  /** Whoever writes under a name, or to the address of complaints, must show an e-mail of ours. */
  function refuseUnproven(content: MailReturn | null, destination: Destination): void {
    if (content?.kind !== 'complaint') throw reply(550, '5.7.1 only complaints are taken here')
    const { tokens, sealed } = content.original
    const isOurs =
      destination !== 'complaints' ||
      tokens.some((token) => proof.token(token)) ||
      (sealed !== undefined && proof.sealed(sealed.ref, sealed.seal))
    if (!isOurs) throw reply(550, '5.7.1 about no e-mail of ours')
  }

  /** Answers one command; what we did not foresee is our trouble, and worth another try. */
  function answer(work: Promise<unknown>, done: (error?: Error | null) => void): void {
    flying += 1
    work
      .then(
        () => done(),
        (error: Error & { responseCode?: number }) => {
          if (error.responseCode !== undefined) return done(error)
          log.error({ err: error }, 'a returned mail could not be stored')
          done(reply(451, '4.3.0 try again later'))
        },
      )
      .finally(() => {
        flying -= 1
      })
  }

  const server = new SMTPServer({
    name: domain,
    banner: 'bounces only',
    authOptional: true,
    ...tls,
    disabledCommands: ['AUTH', 'VRFY', 'EXPN', ...(tls ? [] : ['STARTTLS'])],
    disableReverseLookup: true,
    size: longestMailBytes,
    maxClients: mostConnections,
    socketTimeout: silenceMs,
    onConnect: (_session, done) => done(behind ? undefined : reply(421, '4.3.2 starting')),
    onRcptTo: (address, session, done) => answer(takeRecipient(address.address, session), done),
    onData: (stream, session, done) => answer(takeMail(stream, session), done),
  })
  server.on('error', (error: Error) => log.debug({ err: error }, 'a client of the mail listener went away'))

  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject)
        server.listen(port, () => {
          server.server.off('error', reject)
          resolve((server.server.address() as AddressInfo).port)
        })
      }),
    serve(ready) {
      behind = ready
    },
    inFlight: () => flying,
    close: (graceMs) =>
      new Promise((resolve) => {
        if (!server.server.listening) return resolve()
        const cutAll = () => {
          for (const { _socket: socket } of server.connections) socket.destroy()
        }
        const cut = setTimeout(cutAll, graceMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        // Whoever is not in the middle of a mail comes again.
        if (flying === 0) cutAll()
      }),
  }
}

async function contentOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) {
    // What is over the size is read to its end, as SMTP wants it, and not kept.
    if (!stream.sizeExceeded) parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

function reply(responseCode: number, text: string): SMTPServerError {
  return Object.assign(new Error(text), { responseCode })
}

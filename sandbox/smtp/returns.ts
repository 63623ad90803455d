import nodemailer from 'nodemailer'
import type { SandboxClock } from '../clock.ts'
import type { MailReturnOrder, ReturnedReport } from '../contract.ts'
import type { Scheduler } from '../scheduler.ts'
import { type ReturnedMail, writeReport } from './report-mails.ts'

const minuteMs = 60_000
/** A server that is told to come again does, so often; the waits between are ours. */
const retryAfterMs = [5 * minuteMs, 15 * minuteMs, 60 * minuteMs]
/** Real time for each answer of whoever hears the report. */
const patienceMs = 10_000

/** Hosts that take a mail and send it back later: what they write goes by real SMTP to the MX of its envelope sender. */
export function createMailReturns({ clock, scheduler }: { clock: SandboxClock; scheduler: Scheduler }) {
  const orders = new Map<string, MailReturnOrder>()
  const exchanges = new Map<string, { host: string; port: number }>()
  const reports: ReturnedReport[] = []
  let written = 0
  let flying = 0

  /** The reply to a mail: 250, what refused it, or 0 when nobody answered. */
  async function post(from: string, to: string, raw: string): Promise<number> {
    const exchange = exchanges.get(to.slice(to.lastIndexOf('@') + 1).toLowerCase())
    if (!exchange) return 0
    const transport = nodemailer.createTransport({
      ...exchange,
      secure: false,
      ignoreTLS: true,
      connectionTimeout: patienceMs,
      socketTimeout: patienceMs,
    })
    flying += 1
    try {
      await transport.sendMail({ envelope: { from, to }, raw })
      return 250
    } catch (error) {
      return (error as { responseCode?: number }).responseCode ?? 0
    } finally {
      flying -= 1
      transport.close()
    }
  }

  async function send(
    report: ReturnedReport,
    raw: string,
    due: Date,
    waits: readonly number[],
  ): Promise<void> {
    // A report of a report would go round for ever: its own sender is null. Complaints have one.
    const from = report.says === 'complaint' ? 'feedback@mx.sandbox.example' : ''
    report.tries += 1
    report.reply = await post(from, report.to, raw)
    const [waitMs, ...later] = waits
    const isTemporary = report.reply === 0 || (report.reply >= 400 && report.reply < 500)
    if (!isTemporary || waitMs === undefined) return
    scheduler.at(new Date(due.getTime() + waitMs), (next) => send(report, raw, next, later))
  }

  return {
    setReturn(email: string, order: MailReturnOrder | null): void {
      if (order) orders.set(email.toLowerCase(), order)
      else orders.delete(email.toLowerCase())
    },
    setExchange({ domain, host, port }: { domain: string; host: string; port: number }): void {
      exchanges.set(domain.toLowerCase(), { host, port })
    },
    reports: (): ReturnedReport[] => reports.map((report) => ({ ...report })),
    post,

    /** Called for every mail a mailbox took. */
    taken(mail: ReturnedMail): void {
      const order = orders.get(mail.recipient.toLowerCase())
      // RFC 5321 §4.5.5: nothing is sent back of what came from nobody.
      if (!order || mail.sender === '') return
      const { says, afterMs = minuteMs, times = 1 } = order
      const to = order.to ?? mail.sender
      for (let n = 0; n < times; n += 1) {
        const at = new Date(clock.now().getTime() + afterMs + n * minuteMs)
        scheduler.at(at, (due) => {
          written += 1
          const report: ReturnedReport = { to, recipient: mail.recipient, says, tries: 0, reply: 0 }
          reports.push(report)
          return send(report, writeReport(mail, order, `report${written}`, due), due, retryAfterMs)
        })
      }
    },
    inFlight: () => flying,
  }
}

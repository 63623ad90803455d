import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { EmailMessage, Sender } from '../../domain/outreach/ports.ts'
import type { StaffMessenger } from '../../domain/sales/ports.ts'
import { escapeHtml } from '../../http/page.ts'
import type { DoctorFinding, DoctorFindingStore } from '../../models/doctor-findings.ts'

/** Whoever has not mended it by then hears of it once more. */
const againMs = 24 * 3_600_000
/** Nobody else tells it meanwhile: a few calls, each of which may wait. */
const leaseMs = 120_000
/** More are a number. */
const mostNamed = 5

/** What is bad for a moment, as while processes are replaced, is nobody's business. */
const momentMs = 4 * 60_000
/** Whom nothing reached is tried again after this long. */
const unheardMs = 30 * 60_000

/** Bad in one look alone, which was more than a moment ago. */
export const isSuspect = ({ kind, looks, at }: DoctorFinding, now: Date): boolean =>
  kind === 'bad' && looks === 1 && now.getTime() - at.getTime() >= momentMs

/** Whether somebody is to hear that it is bad, or that it is well again; null when there is nothing to say. */
export function tellingOf({ kind, looks, toldAt }: DoctorFinding, now: Date): 'bad' | 'over' | null {
  if (kind !== 'bad') return toldAt === undefined ? null : 'over'
  if (toldAt !== undefined) return now.getTime() - toldAt.getTime() >= againMs ? 'bad' : null
  return looks >= 2 ? 'bad' : null
}

/**
 * Tells operators in WeCom what the doctor found wrong, and that it is well again; by e-mail where nobody could be told there, which
 * is also how a WeCom that is itself the trouble is heard of. Noted when it is through: who dies before that has it told once more.
 */
export function createTellFindings(deps: {
  store: Pick<DoctorFindingStore, 'claimTelling' | 'endTelling'>
  messenger: Pick<StaffMessenger, 'sendText'>
  email: Pick<Sender<EmailMessage>, 'send'>
  receivers(): Promise<readonly { userid: string; name: string }[]>
  /** OPERATOR_EMAIL; null = nobody by e-mail. */
  address: string | null
  publicUrl: string
  realClock: Clock
  log: Log
}) {
  const { store, realClock, log } = deps
  const url = `${deps.publicUrl}/admin/doctor`

  async function say(words: string): Promise<boolean> {
    let isTold = false
    for (const { userid } of await deps.receivers()) {
      const outcome = await deps.messenger.sendText({ userid, words, url })
      if (outcome.kind === 'sent') isTold = true
    }
    return isTold || mail(words)
  }

  async function mail(words: string): Promise<boolean> {
    if (deps.address === null) return false
    const at = realClock.now()
    const outcome = await deps.email.send(
      {
        to: deps.address,
        subject: words.split('：')[0] ?? words,
        text: `${words}\n\n${url}\n`,
        html: `<p>${escapeHtml(words)}</p><p><a href="${escapeHtml(url)}">打开体检</a></p>`,
      },
      { ref: `doctor-${at.getTime()}`, at },
    )
    return outcome.kind === 'sent'
  }

  return async function tell(findings: readonly DoctorFinding[]): Promise<void> {
    const now = realClock.now()
    for (const telling of ['bad', 'over'] as const) {
      const mine: DoctorFinding[] = []
      for (const finding of findings.filter((one) => tellingOf(one, now) === telling)) {
        if (await store.claimTelling(finding, now, new Date(now.getTime() + leaseMs))) mine.push(finding)
      }
      if (mine.length === 0) continue
      const isTold = await say(wordsOf(telling, mine))
      if (!isTold) {
        log.warn({ findings: mine.map(({ _id }) => _id) }, 'no operator could be told what the doctor found')
      }
      const became = telling === 'bad' ? { told: now } : ('over' as const)
      const again = { again: new Date(now.getTime() + unheardMs) }
      for (const { _id } of mine) await store.endTelling(_id, isTold ? became : again)
    }
  }
}

/** What is wrong or well again, in one line. */
export function wordsOf(
  telling: 'bad' | 'over',
  findings: readonly Pick<DoctorFinding, 'title' | 'says'>[],
): string {
  const count = `${findings.length} 项`
  const named = findings.slice(0, mostNamed)
  const more = findings.length > mostNamed ? '；还有别的' : ''
  return telling === 'bad'
    ? `【客旅体检】${count}要修：${named.map(({ title, says }) => `${title}（${says}）`).join('；')}${more}`
    : `【客旅体检】${count}已经好了：${named.map(({ title }) => title).join('、')}${more}`
}

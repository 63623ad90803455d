import { randomInt } from 'node:crypto'
import type { StaffLoginCodeStore } from '../../models/staff-login-codes.ts'
import type { Clock } from '../clock.ts'
import { normalisePhone } from '../customers/phone-number.ts'
import type { Sealing } from '../customers/sealing.ts'
import { DomainError } from '../errors.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Lockout } from '../members/lockout.ts'
import type { StaffSms } from './ports.ts'
import type { StaffDirectory } from './staff-directory.ts'

const lifeMs = 5 * 60_000
const mostTries = 5
const digits = 6

export type SmsLogin = ReturnType<typeof createSmsLogin>

/**
 * Log-in of salespeople by a code to the phone the directory has of them, for browsers WeCom does not log in. What is answered
 * says nothing of whose phone it is: an unknown one has a code, too, which nobody was sent. Real time.
 */
export function createSmsLogin(deps: {
  codes: StaffLoginCodeStore
  directory: Pick<StaffDirectory, 'useridOfPhone'>
  sealing: Pick<Sealing, 'blindIndex'>
  sms: StaffSms
  /** The approved template, whose only variable is `code`, by gateway. */
  templates: Record<string, string>
  /** For asking for codes, and for entering them. */
  asking: Lockout
  entering: Lockout
  auditLog: Pick<AuditLog, 'record'>
  /** A send nobody waits for: how long it takes would tell that there is somebody. */
  background: (name: string, work: () => Promise<unknown>) => void
  realClock: Clock
  /** Absent = as chance has it. */
  newCode?: () => string
}) {
  const { codes, directory, sealing, sms, templates, asking, entering, auditLog, background, realClock } =
    deps
  const newCode = deps.newCode ?? (() => String(randomInt(10 ** digits)).padStart(digits, '0'))
  const idOf = (phone: string) => sealing.blindIndex(`staff login ${phone}`)
  const digestOf = (phone: string, code: string) => sealing.blindIndex(`staff login ${phone} ${code}`)

  return {
    /**
     * Sends a code to whoever has this phone; the one before is over. Resolves alike whether anybody does.
     * @throws identity.malformed for what is no phone number, login.locked for asking too often
     */
    async ask(typed: string, { address }: { address: string }): Promise<void> {
      const phone = normalisePhone(typed)
      await asking.guess({ login: phone, address })
      const userid = await directory.useridOfPhone(phone)
      const code = newCode()
      const now = realClock.now()
      const expiresAt = new Date(now.getTime() + lifeMs)
      const _id = idOf(phone)
      await codes.put({
        ...{ _id, digest: digestOf(phone, code), tries: 0, expiresAt, purgeAt: expiresAt },
        ...(userid !== null && { userid }),
      })
      const doer = { memberId: userid ?? 'unknown', address }
      await auditLog.record(doer, { action: 'session.codeAsked', details: { way: 'sms' } })
      if (userid === null) return
      background('log-in code', () =>
        sms.send({ phone, templates, params: { code } }, { ref: `login:${_id}:${now.getTime()}`, at: now }),
      )
    },

    /**
     * The userid of whoever was sent this code. It works once, for five minutes, and is over after five tries.
     * @throws login.locked, or login.wrong whatever it was that was wrong
     */
    async enter(input: { phone: string; code: string }, { address }: { address: string }): Promise<string> {
      const phone = normalisePhone(input.phone)
      const guess = await entering.guess({ login: phone, address })
      const now = realClock.now()
      const sent = await codes.tried(idOf(phone), { now, mostTries })
      // Both are keyed digests: comparing them tells nothing of the code.
      const isRight = sent !== null && sent.digest === digestOf(phone, input.code.normalize('NFKC').trim())
      if (!isRight || sent.userid === undefined || !(await codes.take(sent))) {
        const doer = { memberId: sent?.userid ?? 'unknown', address }
        await auditLog.record(doer, { action: 'session.refused', details: { way: 'sms', why: 'code' } })
        throw new DomainError('login.wrong')
      }
      await guess.wasRight()
      await asking.forget(phone)
      const { userid } = sent
      await auditLog.record(
        { memberId: userid, address },
        { action: 'session.opened', details: { way: 'sms' } },
      )
      return userid
    },
  }
}

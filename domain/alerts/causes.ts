import type { SentAttempt } from '../../models/sent-attempts.ts'
import { failuresIn, wentOut } from './judge.ts'

/** What a provider's code speaks of: the number, what was written, our account there, or the way to the provider. */
export type CodeKind = 'numbers' | 'content' | 'account' | 'interface'
export type CodeKindOf = (code: string) => CodeKind

/** How much the failures speak for a cause. */
export type Suspicion = 'likely' | 'possible' | 'unlikely'

export interface SuspectedCause {
  cause: 'content' | 'numbers' | 'interface'
  name: string
  suspicion: Suspicion
  /** Sentences of the data, zh-CN. */
  evidence: string[]
  /** Failures that speak for it. */
  failures: number
}

const names: Record<SuspectedCause['cause'], string> = {
  content: '内容被拒收',
  numbers: '号码坏了',
  interface: '接口或账户出了问题',
}
/** Of e-mails the address is a mailbox. */
const mailboxName = '邮箱不存在或已满'
const likelyShare = 0.5
const possibleShare = 0.2

const causeOf = (kind: CodeKind): SuspectedCause['cause'] => (kind === 'account' ? 'interface' : kind)

/**
 * What failures may come from, told from their codes and from which messages they are of; the likeliest first, also those it is not.
 * `nameOf`: a message as people call it.
 */
export function suspectedCauses(
  attempts: readonly SentAttempt[],
  kindOf: CodeKindOf,
  nameOf: (messageId: string) => string,
): SuspectedCause[] {
  const failures = failuresIn(attempts)
  const out = attempts.filter(wentOut)
  const causes = (['content', 'numbers', 'interface'] as const).map((cause): SuspectedCause => {
    const own = failures.filter(({ code = '' }) => causeOf(kindOf(code)) === cause)
    const share = failures.length === 0 ? 0 : own.length / failures.length
    return {
      cause,
      name: cause === 'numbers' && attempts.at(0)?.channel === 'email' ? mailboxName : names[cause],
      suspicion: share >= likelyShare ? 'likely' : share >= possibleShare ? 'possible' : 'unlikely',
      evidence: evidenceOf(cause, { own, failures, out }, nameOf),
      failures: own.length,
    }
  })
  return causes.sort((one, other) => other.failures - one.failures)
}

interface Facts {
  own: readonly SentAttempt[]
  failures: readonly SentAttempt[]
  out: readonly SentAttempt[]
}

function evidenceOf(
  cause: SuspectedCause['cause'],
  { own, failures, out }: Facts,
  nameOf: (messageId: string) => string,
): string[] {
  if (own.length === 0) return [`${failures.length} 条失败里没有这样的`]
  const told = [`${failures.length} 条失败里 ${own.length} 条是这样：${codesIn(own)}`]
  const [first] = most(own.map(({ message, messageId }) => message ?? messageId))
  if (first && cause === 'content') {
    const [key, count] = first
    const sent = out.filter(({ message, messageId }) => (message ?? messageId) === key).length
    told.push(`其中 ${count} 条在${versionWords(key, nameOf)}，它这段时间发了 ${sent + count} 条`)
  }
  if (cause === 'interface') {
    const others = out.length
    told.push(others === 0 ? '同一段时间没有一条发出去' : `同一段时间有 ${others} 条发出去了`)
  }
  return told
}

function codesIn(attempts: readonly SentAttempt[]): string {
  return most(attempts.map(({ code = '没有回执' }) => code))
    .slice(0, 3)
    .map(([code, count]) => `${code} ${count} 条`)
    .join('、')
}

function versionWords(key: string, nameOf: (messageId: string) => string): string {
  const at = key.lastIndexOf('@')
  return at < 0 ? `「${nameOf(key)}」` : `「${nameOf(key.slice(0, at))}」第 ${key.slice(at + 1)} 版`
}

/** Each with how often it is there, the most frequent first. */
function most(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
}

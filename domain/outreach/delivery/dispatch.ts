import type { AttemptRef, FoundOutcome, Sender, Senders, SendOutcome } from '../ports.ts'
import type { Rendered } from '../render/rendered.ts'

/** What one call brings to one customer; a group-send is for many, and confirmed by staff (group-sends/). */
export type SingleSend = Exclude<Rendered, { channel: 'wecom' }>

/** Hands a rendered message to its channel. A pop-up has no provider: it is placed and pulled. */
export function callSender(
  senders: Senders,
  rendered: SingleSend,
  attempt: AttemptRef,
): Promise<SendOutcome> {
  switch (rendered.channel) {
    case 'sms':
      return guarded(senders.sms, rendered.message, attempt)
    case 'email':
      return guarded(senders.email, rendered.message, attempt)
    case 'miniprogram':
      return guarded(senders.miniprogram, rendered.message, attempt)
    case 'welcome':
      return guarded(senders.welcome, rendered.message, attempt)
    case 'kf':
      return guarded(senders.kf, rendered.message, attempt)
    case 'popup':
      return Promise.resolve({ kind: 'sent' })
  }
}

/** Asks the channel what became of an attempt. */
export async function askSender(
  senders: Senders,
  rendered: SingleSend,
  attempt: AttemptRef,
): Promise<FoundOutcome> {
  try {
    switch (rendered.channel) {
      case 'sms':
        return await senders.sms.find(rendered.message, attempt)
      case 'email':
        return await senders.email.find(rendered.message, attempt)
      case 'miniprogram':
        return await senders.miniprogram.find(rendered.message, attempt)
      case 'welcome':
        return await senders.welcome.find(rendered.message, attempt)
      case 'kf':
        return await senders.kf.find(rendered.message, attempt)
      case 'popup':
        return { kind: 'notFound' }
    }
  } catch {
    // A port answers by value; a thrown question is one that nobody answered.
    return { kind: 'cannotTell' }
  }
}

async function guarded<M>(sender: Sender<M>, message: M, attempt: AttemptRef): Promise<SendOutcome> {
  try {
    return await sender.send(message, attempt)
  } catch (error) {
    // A throw says nothing about whether the message left.
    return { kind: 'unknown', code: error instanceof Error ? error.name : 'thrown' }
  }
}

/** Our reference of attempt `n` (from 1). Providers take at most 200 bytes. */
export function attemptRef(touchId: string, n: number): string {
  return `${touchId}#${n}`
}

export function touchOfRef(ref: string): string {
  const mark = ref.lastIndexOf('#')
  return mark < 0 ? ref : ref.slice(0, mark)
}

/** Room for `#` and the number of the attempt. */
export const longestTouchId = 190

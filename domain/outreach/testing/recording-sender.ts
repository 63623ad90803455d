import type { AttemptRef, FoundOutcome, Sender, Senders, SendOutcome } from '../ports.ts'

/** A provider in memory: it keeps what it was given and answers as the test says, by default "sent". */
export class RecordingSender<M> implements Sender<M> {
  /** Calls that reached the provider, whatever it answered. */
  readonly calls: { message: M; ref: string; repeats?: string }[] = []
  /** What the receiver got. */
  readonly received: { message: M; ref: string }[] = []
  readonly asked: string[] = []
  private readonly answers: SendOutcome[] = []
  private readonly findings: FoundOutcome[] = []
  /** Runs while the call is under way. */
  during: () => Promise<void> = () => Promise.resolve()

  /** The next calls are answered like this, one after the other. */
  answer(...outcomes: SendOutcome[]): void {
    this.answers.push(...outcomes)
  }

  /** What was said about coming calls no longer holds. */
  forgetAnswers(): void {
    this.answers.length = 0
  }

  /** The next questions are answered like this; afterwards by what was really received. */
  willFind(...outcomes: FoundOutcome[]): void {
    this.findings.push(...outcomes)
  }

  async send(message: M, attempt: AttemptRef): Promise<SendOutcome> {
    this.calls.push({ message, ref: attempt.ref, repeats: attempt.repeats })
    await this.during()
    const outcome = this.answers.shift() ?? { kind: 'sent', providerId: `p${this.calls.length}` }
    if (outcome.kind === 'sent') this.received.push({ message, ref: attempt.ref })
    return outcome
  }

  async find(_message: M, attempt: AttemptRef): Promise<FoundOutcome> {
    this.asked.push(attempt.ref)
    const told = this.findings.shift()
    if (told) return told
    return this.received.some(({ ref }) => ref === attempt.ref) ? { kind: 'sent' } : { kind: 'notFound' }
  }
}

type Message<S> = S extends Sender<infer M> ? M : never
export type RecordingSenders = { [K in keyof Senders]: RecordingSender<Message<Senders[K]>> }

export function recordingSenders(): RecordingSenders {
  return {
    welcome: new RecordingSender(),
    kf: new RecordingSender(),
    miniprogram: new RecordingSender(),
    sms: new RecordingSender(),
    email: new RecordingSender(),
  }
}

/** Journeys, rules and messages as marketers write them, and lives as people live them. Nothing here comes from the product. */

type Scalar = string | number | boolean

/** A fixed value, or what the event said that began the passage, or that ended its last wait. */
export type Value = Scalar | { entry: string } | { answer: string }

export interface Tests {
  is?: Value
  isNot?: Value
  in?: readonly Scalar[]
  above?: number
  atLeast?: number
  below?: number
  atMost?: number
  before?: string
  after?: string
  exists?: boolean
  contains?: string
}

export type Where = { all: Where[] } | { any: Where[] } | { not: Where } | ({ prop: string } & Tests)

export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { tag: string }
  | ({ trait: string } & Tests)
  | ({ entry: string } & Tests)
  | ({ answer: string } & Tests)
  | { event: string; where?: Where; atLeast?: number; atMost?: number; never?: true; within?: string }
  | { segment: string }
  | { consent: string; is?: 'granted' | 'refused' | 'unknown' }

export type Entry = { when?: Rule; again?: string } & (
  | { event: string; where?: Where; key?: string }
  | { segment: string }
  | { trait: string; minus?: string; plus?: string; at?: string; yearly?: boolean }
  | { schedule: { cron: string } | { at: string } }
  | { api: true }
)

export type Exit = { event: string; where?: Where } | { segment: string; on?: 'entered' | 'left' }

export interface SendStep {
  send: { message: string; channels?: readonly string[]; whenCapped?: 'skip' | 'next day' }
  next: string
  /** For whom nothing was sent. */
  notSent?: string
}
export interface WaitStep {
  wait:
    | string
    | {
        for?: string
        until?: string | { trait: string; minus?: string; plus?: string }
        between?: string
      }
  next: string
}
export type Awaited =
  | { event: string; where?: Where; of?: string }
  | { segment: string; on?: 'entered' | 'left' }
export type WaitForStep =
  | { waitFor: Awaited & { within: string }; yes: string; no: string }
  | { waitFor: { any: (Awaited & { to: string })[]; within: string }; no: string }
export interface CouponStep {
  coupon: { batch: string } | { batches: ({ when: Rule; batch: string } | { otherwise: string })[] }
  next: string
  usedUp?: string
}
/** A value, a date counted from now, a count, or what an event of the passage said. */
export type Setting =
  | string
  | number
  | boolean
  | null
  | undefined
  | { add: number }
  | { entry: string }
  | { answer: string }

export type Step =
  | SendStep
  | WaitStep
  | WaitForStep
  | { branch: ({ when: Rule; to: string } | { otherwise: string })[] }
  | { split: { share: number; to: string }[] }
  | { tag: { add?: readonly string[]; remove?: readonly string[] }; next: string }
  | { setTrait: Readonly<Record<string, Setting>>; next: string }
  | CouponStep
  | { task: { title: string }; next: string }
  | { goal: string; next: string }
  | { exit: { reason: string } }

export interface Journey {
  journey: string
  name: string
  entry: Entry
  exit?: readonly Exit[]
  goal?: { event: string; where?: Where; within: string; value?: string }
  holdout?: number
  steps: Record<string, Step>
}

export interface Segment {
  segment: string
  name: string
  kind: 'live' | 'static'
  rule: Rule
}

export interface Message {
  message: string
  purpose: 'requested' | 'marketing'
  /** Channels in the order they are tried, each with content. */
  prefer: ('sms' | 'email')[]
}

export type Trait = string | number | boolean | Date | null | undefined

/** What happens to somebody, `minute` after the beginning. */
export type Happening = { minute: number } & (
  | {
      does: string
      props?: Record<string, unknown>
      /** Heard so many minutes after it happened. */
      lateBy?: number
      /** Told once more under the same id, so many minutes later. */
      toldAgainAfter?: number
    }
  | { clicks: string }
  | { tag: { add?: string; remove?: string } }
  | { trait: string; value: Trait }
  | { enters: true }
)

export interface Somebody {
  timeZone?: string
  phone: boolean
  email: boolean
  granted: ('sms' | 'email')[]
  refused: ('sms' | 'email')[]
  tags: string[]
  traits: Record<string, Trait>
  life: Happening[]
}

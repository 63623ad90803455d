import type { PlatformHealth } from './platform-check.ts'

/** What a call that changes nothing told. `detail`: the platform's own words, cleaned. */
export type Probed<T> =
  | { kind: 'ok'; value: T }
  | (Exclude<PlatformHealth, { kind: 'ok' }> & { detail?: string })

/** How a platform holds something that needs its approval. */
export type Approval = 'approved' | 'waiting' | 'refused' | 'unknown'

/** What WeCom grants an app one by one. */
export type WecomRight =
  | 'directory'
  | 'tags'
  | 'contactWays'
  | 'groupSends'
  | 'handOver'
  | 'sidebar'
  | 'messages'

/** What can be asked of the outside world to see whether it is set up. Nothing here changes anything, or throws for what a platform does. */
export interface Probes {
  wecom: {
    /** Any call at all: token and address. */
    access(): Promise<Probed<unknown>>
    /** Whether the app sees a member. */
    member(userid: string): Promise<Probed<unknown>>
    /** Whether the app has that right. */
    right(right: WecomRight, now: Date): Promise<Probed<unknown>>
    /** Members with the customer-contact feature. */
    followUsers(): Promise<Probed<string[]>>
    /** Whether WeCom tells unionids: of one WeChat contact of these members; null while there is none. */
    tellsUnionid(userids: readonly string[]): Promise<Probed<boolean | null>>
    /** Whether WeCom tells what this member did with customers yesterday. */
    behaviour(userid: string, now: Date): Promise<Probed<unknown>>
    /** A check of a receive-URL as the console makes it, and what must come back. */
    echo(app: 'customer' | 'agent', now: Date): { url: string; expected: string }
  } | null
  /** 微信客服: accounts the application was given, and the one messages go from; null where it is not set up. */
  kf: { account: string; hasOwnSecret: boolean; accounts(): Promise<Probed<string[]>> } | null
  miniprogram: {
    access(): Promise<Probed<unknown>>
    /** Of a brand's own; null where its secret is not known. */
    accessOf(appId: string): Promise<Probed<unknown> | null>
    /** A check of the message push's address as the console makes it; null where it is not set up. */
    echo: ((now: Date) => { url: string; expected: string }) | null
  } | null
  /** WeChat Pay. */
  money: { access(): Promise<Probed<unknown>> } | null
  sms: {
    signature(): Promise<Probed<Approval>>
    template(code: string): Promise<Probed<Approval>>
  } | null
  email: { access(): Promise<Probed<unknown>> } | null
  redis: { ping(): Promise<unknown> } | null
  /** What time a platform's answers say, one per platform that has a clock of its own. */
  clocks: { platform: string; time(): Promise<Date | null> }[]
}

import type { Settings } from './settings.ts'
import type { World } from './world.ts'

/** What a command found or did: for people, and for programs. */
export interface Answer {
  /** zh-CN, one line each. */
  lines: string[]
  /** Anything JSON can hold; dates become ISO text. */
  json: unknown
  /** Faults were found: exit code 1. */
  faulty?: true
}

/** What is about to be touched, said before anybody is asked. */
export interface Plan {
  lines: string[]
  json: unknown
}

export interface Context {
  /** As written, in order, several of one argument each by itself; what may be left out is undefined. */
  args: readonly (string | undefined)[]
  options: Readonly<Record<string, unknown>>
  settings: Settings
  /** The store and all that lies on it, opened when first asked for. */
  world(): Promise<World>
  /** Says what will be touched and returns once somebody has agreed. @throws Refusal when nobody did */
  confirm(plan: Plan): Promise<void>
  /** Something people should know before the answer; programs do not hear it. */
  note(line: string): void
}

export interface Command {
  /** Words and arguments as commander reads them, e.g. `inbox replay <id>`. */
  usage: string
  /** zh-CN, one line. */
  summary: string
  options?: readonly (readonly [flags: string, summary: string])[]
  /** It changes something: `--yes` agrees beforehand. */
  asks?: true
  /** @throws Refusal, and DomainError for what the domain refuses */
  run(context: Context): Promise<Answer>
}

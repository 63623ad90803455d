/** What the conductor asks of the Kelu process over the IPC channel, and what it hears back. Times are ISO strings. */
export type Request =
  /** Nothing in flight? And when is something due next? */
  | { ask: 'state' }
  /** Moves the clock forward and takes up what is due. */
  | { ask: 'jump'; to: string }
  | { ask: 'report' }
  /** Lets the members of the demo in to the page. */
  | { ask: 'letIn'; password: string }
  | { ask: 'stop' }

export interface ProcessState {
  idle: boolean
  nextDueAt: string | null
}

export type Message = { number: number; answer: unknown } | { ready: { url: string } } | { story: StoryLine }

/** One event heard inside Kelu, or one step of a message or task that leaves no event, for the teller. */
export interface StoryLine {
  at: string
  name: string
  customerId: string
  /** Absent while Kelu does not know it. */
  nickname?: string
  props: Record<string, unknown>
}

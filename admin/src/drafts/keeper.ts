import { asApiError } from '../api/api-error.ts'
import type { LocalCopies } from './local-copy.ts'

/** A draft as the server has it: what the keeper needs of it. */
export interface ServerDraft {
  stamp: string
  isMine: boolean
  heldBy: string | null
}

export type Saved<D> = { kind: 'saved'; draft: D } | { kind: 'copied'; heldBy: string | null }

/** The server, as the keeper asks it. */
export interface DraftServer<T, D> {
  open(): Promise<D>
  takeOver(): Promise<D>
  save(value: T): Promise<Saved<D>>
  keep(): Promise<{ kind: 'kept' } | { kind: 'lost'; heldBy: string | null }>
}

/**
 * `offline`: it stays in this browser and is tried again. `ended`: the log-in is over; back after the next. `lost`: somebody else
 * writes by now; what was typed is kept as a copy.
 */
export type Saving = 'saved' | 'unsaved' | 'saving' | 'offline' | 'ended' | 'lost' | 'refused'

export interface KeeperState {
  saving: Saving
  savedAt: Date | null
  /** Who writes while it cannot be written here. */
  heldBy: string | null
  /** Why the server refused it, in its words. */
  refusal: string | null
}

interface Timers {
  after(ms: number, then: () => void): () => void
  now(): Date
}

const saveAfterMs = 1_500
/** Whoever types on and on is saved all the same. */
const saveAtLatestMs = 5_000
const tryAgainMs = 5_000
/** The lease ends after 60 s. */
const keepEveryMs = 20_000

export const browserTimers: Timers = {
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
  now: () => new Date(),
}

/** Keeps what is typed: in this browser at once, on the server a moment later, whatever happens in between. */
export function createKeeper<T, D extends ServerDraft>(given: {
  server: DraftServer<T, D>
  local: LocalCopies<T>
  /** What the server has from now on. */
  saved: (draft: D) => void
  changed: (state: KeeperState) => void
  timers?: Timers
}) {
  const { server, local, timers = browserTimers } = given
  let state: KeeperState = { saving: 'saved', savedAt: null, heldBy: null, refusal: null }
  let wanted: { value: T } | null = null
  let stamp: string | null = null
  let holds = false
  let busy: Promise<void> | null = null
  let unsavedSince: Date | null = null
  let cancelSave = () => {}
  let cancelKeep = () => {}
  let closed = false

  function become(next: Partial<KeeperState>): void {
    state = { ...state, ...next }
    given.changed(state)
  }

  function saveLater(ms: number): void {
    cancelSave()
    cancelSave = timers.after(ms, () => void flush())
  }

  function keepLater(): void {
    cancelKeep()
    cancelKeep = timers.after(keepEveryMs, () => void keep())
  }

  async function keep(): Promise<void> {
    if (!holds || closed) return
    const answer = await server.keep().catch(() => null)
    if (answer?.kind === 'lost') lose(answer.heldBy)
    else keepLater()
  }

  function lose(heldBy: string | null): void {
    holds = false
    become({ saving: 'lost', heldBy })
  }

  function took(draft: D): boolean {
    holds = draft.isMine
    if (!draft.isMine) return false
    stamp = draft.stamp
    given.saved(draft)
    keepLater()
    return true
  }

  async function send(): Promise<void> {
    if (wanted === null) return
    const sent = wanted
    unsavedSince = null
    become({ saving: 'saving' })
    try {
      if (!holds) {
        const opened = await server.open()
        if (!took(opened)) {
          lose(opened.heldBy)
          return
        }
      }
      const answer = await server.save(sent.value)
      if (answer.kind === 'copied') {
        local.forget()
        wanted = null
        lose(answer.heldBy)
        return
      }
      stamp = answer.draft.stamp
      given.saved(answer.draft)
      keepLater()
      if (wanted !== sent) {
        saveLater(saveAfterMs)
        return
      }
      wanted = null
      local.forget()
      become({ saving: 'saved', savedAt: timers.now(), heldBy: null, refusal: null })
    } catch (error) {
      failed(error)
    }
  }

  function failed(error: unknown): void {
    const { status, message } = asApiError(error)
    if (status === 401) become({ saving: 'ended' })
    else if (status >= 400 && status < 500) become({ saving: 'refused', refusal: message })
    else {
      become({ saving: 'offline' })
      saveLater(tryAgainMs)
    }
  }

  /** Saves what there is now; the answer is that nothing is left to be saved. */
  async function flush(): Promise<boolean> {
    cancelSave()
    while (busy !== null) await busy
    if (wanted !== null && !closed) {
      busy = send().finally(() => {
        busy = null
      })
      await busy
    }
    return wanted === null
  }

  return {
    /** The draft this page begins with. */
    begin(draft: Pick<D, 'stamp' | 'isMine'> | null): void {
      stamp = draft?.stamp ?? null
      holds = draft?.isMine ?? false
      if (holds) keepLater()
    },
    edit(value: T): void {
      wanted = { value }
      local.write({ value, stamp, at: timers.now().toISOString() })
      if (state.saving === 'lost') return
      become({ saving: 'unsaved' })
      unsavedSince ??= timers.now()
      const waited = timers.now().getTime() - unsavedSince.getTime()
      saveLater(Math.max(0, Math.min(saveAfterMs, saveAtLatestMs - waited)))
    },
    flush,
    /** Writes here from now on, whoever did until now; answers what the draft is then. */
    async takeOver(): Promise<D> {
      const draft = await server.takeOver()
      took(draft)
      wanted = null
      become({ saving: 'saved', heldBy: null })
      return draft
    },
    /** What was typed here and never reached the server; `fits` = the server's draft is the one it was typed on. */
    unsaved(): { value: T; at: Date; fits: boolean } | null {
      const copy = local.read()
      return copy && { value: copy.value, at: new Date(copy.at), fits: copy.stamp === stamp }
    },
    forgetUnsaved: () => local.forget(),
    close(): void {
      closed = true
      cancelSave()
      cancelKeep()
    },
  }
}

import type { useSession } from '../session/session.ts'
import { entriesFor } from './entries.ts'

type Session = ReturnType<typeof useSession>

export interface Hit {
  /** Distinct within its source. */
  id: string
  text: string
  /** What tells it from others of the same name. */
  note?: string
  to: string
}

export interface SearchSource {
  /** What it finds: 页面. */
  label: string
  find(text: string, session: Session): Hit[] | Promise<Hit[]>
}

/** What the box in the header looks through, in the order of its answers. */
export const searchSources: SearchSource[] = [
  {
    label: '页面',
    find: (text, session) =>
      entriesFor(session)
        .flatMap(({ entries }) => entries)
        .filter(({ label }) => label.includes(text))
        .map(({ label, path }) => ({ id: path, text: label, to: path })),
  },
]

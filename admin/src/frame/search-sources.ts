import { call } from '../api/call.ts'
import { pages } from '../pages/routes.ts'
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
  /** Whether there is anything for this person to find. */
  isOpenTo(session: Session): boolean
  find(text: string, session: Session, signal: AbortSignal): Hit[] | Promise<Hit[]>
}

/** Of one kind: who wants more opens its list. */
const mostHits = 5

const mayOpen = (path: string, session: Session): boolean =>
  pages.some((page) => page.path === path && (!page.needs || session.may(page.needs)))

const holds = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted.toLowerCase())

/** Definitions of one kind, by their names. */
function definitions(
  label: string,
  kind: 'journey' | 'broadcast' | 'message' | 'segment',
  page: { path: string; to: (id: string, isOnlyDraft: boolean) => string },
): SearchSource {
  return {
    label,
    isOpenTo: (session) => mayOpen(page.path, session),
    async find(text, _session, signal) {
      const { items } = await call('get', '/definitions/{kind}', { params: { kind } }, signal)
      return items
        .filter(({ name, id }) => holds(name, text) || id === text)
        .slice(0, mostHits)
        .map(({ id, name, stateName, number }) => ({
          id,
          text: name,
          note: `${label} · ${stateName}`,
          to: page.to(id, number === null),
        }))
    },
  }
}

const customers: SearchSource = {
  label: '客户',
  isOpenTo: (session) => mayOpen('/customers/:id', session),
  async find(text, _session, signal) {
    const [found, { tags }] = await Promise.all([
      call('get', '/customers', { query: { search: text, limit: mostHits } }, signal),
      call('get', '/customers-filters', {}, signal),
    ])
    const tagged = tags.filter((tag) => holds(tag, text)).slice(0, mostHits)
    return [
      ...found.items.map(({ id, name, phone }) => ({
        id,
        text: name,
        note: phone === null ? '客户' : `客户 · ${phone}`,
        to: `/customers/${id}`,
      })),
      ...tagged.map((tag) => ({
        id: `tag:${tag}`,
        text: tag,
        note: '有这个标签的客户',
        to: `/customers?tag=${encodeURIComponent(tag)}`,
      })),
    ]
  },
}

/** What the box in the header looks through, in the order of its answers. */
export const searchSources: SearchSource[] = [
  {
    label: '页面',
    isOpenTo: () => true,
    find: (text, session) =>
      entriesFor(session)
        .flatMap(({ entries }) => entries)
        .filter(({ label }) => holds(label, text))
        .map(({ label, path }) => ({ id: path, text: label, note: '页面', to: path })),
  },
  customers,
  definitions('流程', 'journey', { path: '/journeys/:id/:tab?', to: (id) => `/journeys/${id}` }),
  definitions('群发', 'broadcast', {
    path: '/broadcasts/:id',
    to: (id, isOnlyDraft) => (isOnlyDraft ? `/broadcasts/${id}/edit` : `/broadcasts/${id}`),
  }),
  definitions('素材', 'message', { path: '/content/:id', to: (id) => `/content/${id}` }),
  definitions('人群包', 'segment', { path: '/segments/:id', to: (id) => `/segments/${id}` }),
]

import { pages } from '../pages/routes.ts'
import type { useSession } from '../session/session.ts'
import { type MenuEntry, type MenuGroup, menu, tabsOfRole } from './menu.ts'

type Session = Pick<ReturnType<typeof useSession>, 'me' | 'may'>

const tabs = 4
const pageAt = new Map(pages.map((page) => [page.path, page]))

/** What of the menu this person has: entries whose page is there and open to them, groups that are not empty. */
export function entriesFor(session: Session): MenuGroup[] {
  return menu
    .map(({ label, entries }) => ({ label, entries: entries.filter((entry) => mayOpen(entry, session)) }))
    .filter(({ entries }) => entries.length > 0)
}

/** The tabs of a phone: those of the role first, then the menu's order until there are four. */
export function tabsFor(session: Session): MenuEntry[] {
  const open = entriesFor(session).flatMap(({ entries }) => entries)
  const wanted = tabsOfRole[session.me?.role ?? ''] ?? []
  const own = wanted.flatMap((path) => open.filter((entry) => entry.path === path))
  return [...own, ...open.filter((entry) => !own.includes(entry))].slice(0, tabs)
}

/** Of these the entry a place belongs to, the nearest above it: `/journeys/m5/edit` is below 自动化流程, 导购业绩 is not below 跟进待办. */
export function entryOf(place: string, entries: readonly MenuEntry[]): MenuEntry | undefined {
  return entries
    .filter(({ path }) => (path === '/' ? place === '/' : place === path || place.startsWith(`${path}/`)))
    .sort((one, other) => other.path.length - one.path.length)[0]
}

function mayOpen(entry: MenuEntry, session: Session): boolean {
  const page = pageAt.get(entry.path)
  return page !== undefined && (!page.needs || session.may(page.needs))
}

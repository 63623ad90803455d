import { pages } from '../routes.ts'

/** Where what decided can be changed, as the server says it. */
export interface SettingPlace {
  kind: 'settings' | 'journey' | 'message' | 'calendar' | 'doctor' | 'customer'
  part: string | null
  id: string | null
}

const roots: Record<Exclude<SettingPlace['kind'], 'customer'>, string> = {
  settings: '/settings',
  journey: '/journeys',
  message: '/content',
  calendar: '/calendar',
  doctor: '/doctor',
}

/** The address of that setting; null where no page shows it. */
export function settingLink({ kind, part, id }: SettingPlace): string | null {
  if (kind === 'customer') return `#${part}`
  const root = roots[kind]
  if (!pages.some(({ path }) => path === root)) return null
  if (id !== null) return `${root}/${encodeURIComponent(id)}`
  if (part === null) return root
  // The order of flows stands in each of them; whether marketing is held, in the header of every page.
  return part === 'precedence' ? roots.journey : part === 'marketing' ? '/' : `${root}/${part}`
}

const kindRoots: Record<string, string> = {
  journey: '/journeys',
  message: '/content',
  segment: '/segments',
  batch: '/coupons',
}

/** The page of something published; null where there is none. */
export function definitionLink({ kind, id }: { kind: string; id: string }): string | null {
  const root = kindRoots[kind]
  return root !== undefined && pages.some(({ path }) => path === root)
    ? `${root}/${encodeURIComponent(id)}`
    : null
}

import type { Draft, Structure } from '../../drafts/use-draft.ts'

/** The structure with one field set; an absent value takes the field away. */
export function withField(structure: Structure, field: string, value: unknown): Structure {
  const { [field]: _, ...rest } = structure
  return value === undefined ? rest : { ...structure, [field]: value }
}

/** What is wrong at a field, in the words of the language. */
export function faultAt(draft: Draft | null, field: string): string | undefined {
  return draft?.faults.find(({ path }) => isAt(path, field))?.sentence
}

/** Faults that belong to none of these fields. */
export function otherFaults(draft: Draft | null, fields: readonly string[]): string[] {
  const others = draft?.faults.filter(({ path }) => !fields.some((field) => isAt(path, field))) ?? []
  return others.map(({ sentence }) => sentence)
}

function isAt(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`)
}

/** ¥50 → 5000; undefined where it is no amount. */
export function fenOf(yuan: number | null | undefined): number | undefined {
  return yuan === null || yuan === undefined ? undefined : Math.round(yuan * 100)
}

/** The days of `14 days`; null for another kind of validity. */
export function daysOf(validity: unknown): number | null {
  const found = typeof validity === 'string' ? /^(\d+) days?$/.exec(validity) : null
  return found ? Number(found[1]) : null
}

/** An id for something new: what its author typed, or nothing. */
export function isId(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,63}$/.test(text)
}

/** What something new begins with. */
export const beginnings = {
  batch: (id: string) =>
    `batch: ${id}\nname: 新的优惠券\nkind: fixed\namountFen: 1000\nvalidity: 14 days\ncodes: { prefix: ${id.slice(0, 1).toUpperCase()} }\nquantity: 100\n`,
  channel: (id: string) => `channel: ${id}\nname: 新的活码\nstate: ${id.slice(0, 30)}\nwelcome: ''\n`,
  calendar: (id: string) => `calendar: ${id}\nname: 新的日历\n`,
  preferenceRule: (id: string) =>
    `preferenceRule: ${id}\nname: 新的规则\ntag: 关注促销\nwindowDays: 90\nminCount: 3\nminShare: 0.5\nevidence: promotionClicks\n`,
} as const
/** The text of one as that of another: with an id, a name and, of a channel code, a state of its own. */
export function likeness(text: string, kind: KitKind, id: string): string {
  return text
    .replace(new RegExp(`^${kind}: .*$`, 'm'), `${kind}: ${id}`)
    .replace(/^state: .*$/m, `state: ${id.slice(0, 30)}`)
    .replace(/^name: *(["']?)(.*?)\1( #.*)?$/m, 'name: $1$2 副本$1$3')
}

export type KitKind = keyof typeof beginnings

/** What is edited by a form of fields. */
export type EditedKind = KitKind | 'settings' | 'traits'

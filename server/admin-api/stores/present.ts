import type { Caller } from '../../../domain/members/caller.ts'
import type { RetailStore, StoreHours } from '../../../models/retail-stores.ts'

type Who = Pick<Caller, 'role' | 'stores' | 'departments' | 'userid'>

/** Whether the hours of a 门店 are theirs to set: a lead's are those of their stores and departments, and where they are 店长. */
export function isOwn({ _id, department, lead }: RetailStore, caller: Who): boolean {
  if (caller.role === 'owner' || caller.role === 'marketer') return true
  if (caller.role !== 'lead') return false
  const isLead = lead !== undefined && lead === caller.userid?.toLowerCase()
  return isLead || caller.stores.includes(_id) || caller.departments.includes(department)
}

export function presentStore(store: RetailStore, caller: Who) {
  const { _id, name, department, region, lead, hours } = store
  return {
    code: _id,
    name,
    department,
    region: region ?? null,
    lead: lead ?? null,
    hours: hours ? presentHours(hours) : null,
    isOwn: isOwn(store, caller),
  }
}

/** What a page sends of hours, as they are kept. */
export function readHours(written: {
  days: number[]
  from: string
  to: string
  daysOff: string[]
}): StoreHours {
  const { days, from, to, daysOff } = written
  return {
    days: [...new Set(days)].sort((a, b) => a - b),
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
    daysOff: [...new Set(daysOff)].sort(),
  }
}

function presentHours({ days = [], fromMinute = 0, toMinute = 0, daysOff }: StoreHours) {
  return { days, from: clockOf(fromMinute), to: clockOf(toMinute), daysOff }
}

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

import type { Member } from '../../../models/members.ts'
import type { ReportedFigure, ReportSection } from '../../../models/reports.ts'
import type { RetailStore } from '../../../models/retail-stores.ts'
import type { Staff } from '../../../models/staff.ts'

const none = { count: 0, sum: 0 }

/** A figure: how many now and before, and what orders came to (fen). */
export const aFigure = (now: number, before = 0, sum = 0, sumBefore = 0): ReportedFigure => ({
  now: { count: now, sum },
  before: { count: before, sum: sumBefore },
})

export const aSection = ({ figures = {}, ...more }: Partial<ReportSection> = {}): ReportSection => ({
  ...{ store: null, name: '全部门店', state: 'open', openHours: 0 },
  ...{ followUps: { open: 0, late: 0 }, unconfirmed: { sends: 0, staff: 0 } },
  ...more,
  figures: { entered: { now: none, before: none }, ...figures },
})

export const aMember = (login: string, role: Member['role'], more: Partial<Member> = {}): Member => ({
  ...{ _id: login, name: login, role, userid: login, state: 'active', departments: [], stores: [] },
  createdAt: new Date('2026-03-01T09:00:00+08:00'),
  ...more,
})

export const aStore = (code: string, more: Partial<RetailStore> = {}): RetailStore =>
  ({ _id: code, name: `${code}店`, department: `${code}部`, ...more }) as RetailStore

export const aColleague = (userid: string, department: string, more: Partial<Staff> = {}): Staff => ({
  ...{ _id: userid, name: userid, department, onDuty: true, inFallbackPool: false },
  ...more,
})

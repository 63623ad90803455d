import type { BehaviourFigures } from '../../models/staff-figures.ts'
import type { Told } from '../contact-sync/ports.ts'

/** What a member did on a day of WeCom, `2026-12-01` in Beijing. */
export type BehaviourDay = { day: string } & BehaviourFigures

/** 联系客户统计 of WeCom. */
export interface StaffBehaviour {
  /**
   * A member's days from `from` to `to`, both included and days of WeCom, at most 30 and none of today. A day WeCom does not
   * tell is left out.
   */
  daysOf(userid: string, from: string, to: string): Promise<Told<BehaviourDay[]>>
}

import type { Telling } from '../../models/alerts.ts'

/** Whom alerts are told to: who works on them, and who hears when two hours are over. */
export interface AlertReceivers {
  of(telling: Telling): Promise<{ userid: string; name: string }[]>
}

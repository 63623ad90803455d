import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, partOf, text } from './collection.ts'
import { createCustomerRounds, type Round, type RoundDocument } from './customer-rounds.ts'

const schema = collectionOf<RoundDocument<Round>>('preferenceRefresh', {
  _id: text,
  lastAt: date,
  running: partOf<Round>({ at: date, after: text }),
})

export type PreferenceRefreshStore = ReturnType<typeof createPreferenceRefreshStore>

/** How far everybody's preferences are refreshed: a refresh's windows end with the day before it began. */
export function createPreferenceRefreshStore(connection: Connection) {
  const rounds = createCustomerRounds<Round, RoundDocument<Round>>(connection, hotPathOf(connection, schema))
  const { known, goneThrough, page } = rounds
  return {
    ...{ known, goneThrough, page },
    /** False when one is under way already. */
    begin: (at: Date): Promise<boolean> => rounds.begin({ at, after: '' }),
    end: (at: Date): Promise<boolean> => rounds.end(at, {}),
  }
}

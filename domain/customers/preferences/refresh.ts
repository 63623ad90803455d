import type { Customer } from '../../../models/customer.ts'
import type { Round } from '../../../models/customer-rounds.ts'
import type { PreferenceRefreshStore } from '../../../models/preference-refresh.ts'
import { isSameDocument } from '../../../models/same-document.ts'
import type { Clock } from '../../clock.ts'
import { defaultZone, localTime } from '../../local-time.ts'
import type { Log } from '../../log.ts'
import type { Customers } from '../contract.ts'
import { judgePerson } from './judge-person.ts'
import type { Preference, RuleInForce } from './preferences-of.ts'
import { withPreferences } from './replace-preferences.ts'

/** Local hour of the first of a month (Asia/Shanghai). */
const monthlyHour = 3
const pageSize = 200

/** Asked between two pages. */
export interface RefreshControl {
  shouldStop(): boolean
  /** Says that it goes on. */
  touch(): Promise<void>
}

export interface Preferences {
  /** When the next refresh of everybody is due; past while one is under way. */
  nextAt(): Promise<Date>
  /** Has everybody refreshed now, by whoever runs jobs; false when that is under way already. */
  ask(): Promise<boolean>
  /**
   * Goes on with the refresh that is due, page by page, until it is through or is to stop. Taken up again, by whichever process
   * and however much later, it looks at the same days, and who is done stays done.
   */
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
  /** Replaces the preferences of one customer by what holds at `at`; whether that changed anything. */
  refreshOne(customer: Customer, at: Date): Promise<boolean>
}

/** Preference tags: everybody's are found anew on the first of each month, and when somebody asks for it. */
export function createPreferences(deps: {
  store: PreferenceRefreshStore
  customers: Pick<Customers, 'history' | 'change'>
  rules: () => readonly RuleInForce[]
  clock: Clock
  log: Log
}): Preferences {
  const { store, customers, rules, clock, log } = deps

  async function refreshOne(customer: Customer, at: Date): Promise<boolean> {
    const inForce = rules()
    const judge = await judgePerson(customers, customer, at, inForce)
    if (judge === null) return false
    const wanted = judge(inForce)
    if (isAsWanted(customer, wanted, clock.now())) return false
    await customers.change(customer, { preferences: wanted }, `preferences:${at.toISOString()}`)
    return true
  }

  /** One customer who cannot be dealt with does not keep the others waiting. */
  async function refreshPage(page: readonly Customer[], at: Date): Promise<number> {
    let changed = 0
    for (const customer of page) {
      try {
        if (await refreshOne(customer, at)) changed += 1
      } catch (error) {
        log.error({ customerId: customer._id, err: error }, 'preferences of this customer were not refreshed')
      }
    }
    return changed
  }

  /** The one under way, or the monthly one once it is due. */
  async function present(): Promise<Round | null> {
    const now = clock.now()
    const { running, lastAt } = await store.known(now)
    if (running !== undefined) return running
    if (firstOfMonthAfter(lastAt) > now) return null
    await store.begin(now)
    return (await store.known(now)).running ?? null
  }

  return {
    refreshOne,
    async nextAt() {
      const { running, lastAt } = await store.known(clock.now())
      return running?.at ?? firstOfMonthAfter(lastAt)
    },
    ask: () => store.begin(clock.now()),
    async advance({ shouldStop, touch }) {
      let refresh = await present()
      if (refresh === null) return { isThrough: true }
      const { at } = refresh
      let changed = 0
      while (!shouldStop()) {
        const page = await store.page(refresh.after, pageSize)
        const last = page.at(-1)
        if (last === undefined) {
          await store.end(at)
          log.info({ at, changed }, 'preferences of everybody were refreshed')
          return { isThrough: true }
        }
        changed += await refreshPage(page, at)
        const next = { at, after: last._id }
        // Somebody else goes on with it.
        if (!(await store.goneThrough(refresh, next))) return { isThrough: true }
        refresh = next
        await touch()
      }
      log.info({ ...refresh, changed }, 'the refresh of preferences goes on later')
      return { isThrough: false }
    },
  }
}

/** 03:00 (Asia/Shanghai) of the first of a month, the next after this. */
function firstOfMonthAfter(at: Date): Date {
  const first = localTime(at, defaultZone).startOf('month').set({ hour: monthlyHour })
  return (first.toJSDate() > at ? first : first.plus({ months: 1 })).toJSDate()
}

const isAsWanted = ({ tags }: Customer, wanted: readonly Preference[], now: Date): boolean =>
  isSameDocument(withPreferences(tags, wanted, now), tags)

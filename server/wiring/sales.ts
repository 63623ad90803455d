import { customAlphabet } from 'nanoid'
import type { createOperatorAlerts } from '../../channels/operator-alerts.ts'
import type { Clock } from '../../domain/clock.ts'
import type { createCoupons } from '../../domain/coupons/coupons.ts'
import { createCreditReport } from '../../domain/credit/credit-report.ts'
import { createStaffPlaces } from '../../domain/credit/staff-places.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Sealing } from '../../domain/customers/sealing.ts'
import { calendarInForce } from '../../domain/definitions/calendar-in-force.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { Log } from '../../domain/log.ts'
import { remembered } from '../../domain/remembered.ts'
import { rostersOf } from '../../domain/roster/rosters.ts'
import { announcedTasks } from '../../domain/sales/announced-tasks.ts'
import { defaultIntentRules } from '../../domain/sales/intent-score.ts'
import { createMorningList } from '../../domain/sales/morning-list.ts'
import { createSales } from '../../domain/sales/sales.ts'
import { createStaffDirectory } from '../../domain/sales/staff-directory.ts'
import { createKeepFigures } from '../../domain/staff-figures/keep-figures.ts'
import type { Config } from '../config.ts'
import type { Live } from '../live/live.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
/** Real time: a change of them acts within two seconds. */
const storeHoursMs = 1_000

/** Salespeople and when they work; intent, and the follow-ups it makes. */
export function wireSales(deps: {
  config: Config
  stores: Stores
  platforms: Platforms
  published: Published
  seal: Sealing
  customers: Customers
  coupons: ReturnType<typeof createCoupons>
  alerts: ReturnType<typeof createOperatorAlerts>
  clock: Clock
  live: Pick<Live, 'announce'>
  log: Log
}) {
  const { config, stores, platforms, published, customers, coupons, alerts, clock, live, log } = deps

  const directory = createStaffDirectory({
    store: stores.staff,
    sealing: deps.seal,
    companyHours: () => ({
      ...rulesInForce(published.snapshot()).rules.workingHours,
      officialOn: calendarInForce(published.snapshot()).officialOn,
    }),
    storeHours: remembered(storeHoursMs, stores.retailStores.hoursByDepartment),
    rosters: remembered(storeHoursMs, async () => rostersOf(await stores.rosters.all())),
  })
  const sales = createSales({
    tasks: announcedTasks(stores.tasks, live.announce),
    taskDays: stores.taskDays,
    board: stores.taskBoard,
    claims: stores.customers,
    customers,
    coupons,
    directory,
    messenger: alerts.messenger(platforms.messenger),
    sms: alerts.sender('sms', platforms.staffSms),
    smsTemplates:
      config.sms && config.staffSmsTemplate ? { [config.sms.gateway]: config.staffSmsTemplate } : {},
    publicUrl: config.publicUrl,
    taskRules: {
      graceMs: { accept: 30 * minuteMs, finish: 2 * hourMs },
      callLeaseMs: minuteMs,
      maxTries: 3,
      dueMs: 24 * hourMs,
    },
    followUps: () => rulesInForce(published.snapshot()).rules.followUps,
    intentRules: defaultIntentRules,
    acceptMs: 2 * hourMs,
    randomCode: (alphabet, length) => customAlphabet(alphabet, length)(),
    clock,
    log,
  })
  const morningList = createMorningList({
    tasks: stores.tasks,
    cards: stores.morningCards,
    directory,
    messenger: alerts.messenger(platforms.messenger),
    publicUrl: config.publicUrl,
    clock,
    log,
  })
  const places = createStaffPlaces({
    moves: stores.staffMoves,
    stores: stores.retailStores,
    staff: stores.staff.all,
    clock,
  })
  const creditReport = createCreditReport({ reader: stores.creditReader, customers, places })
  const figures =
    platforms.staffBehaviour &&
    createKeepFigures({
      behaviour: platforms.staffBehaviour,
      store: stores.staffFigures,
      staff: async () =>
        (await stores.staff.all()).filter(({ status }) => status !== 'left').map(({ _id }) => _id),
      clock,
      log,
    })
  return {
    directory,
    sales,
    creditReport,
    sweepers: [
      { name: 'morningList', ...morningList },
      { name: 'staffPlaces', sweep: places.sweep },
      ...(figures ? [{ name: 'staffFigures', ...figures }] : []),
    ],
  }
}

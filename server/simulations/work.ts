import { createStoresOfPeople } from '../../domain/broadcasts/stores-of-people.ts'
import { createUnseal } from '../../domain/customers/sealing.ts'
import { calendarInForce } from '../../domain/definitions/calendar-in-force.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { silentLog } from '../../domain/log.ts'
import { rostersOf } from '../../domain/roster/rosters.ts'
import { createStaffDirectory } from '../../domain/sales/staff-directory.ts'
import { blindSealing } from '../../domain/simulation/blind-sealing.ts'
import { withTimeIn } from '../../domain/simulation/broadcast-time.ts'
import { type ChannelRates, type Rates, ratesFrom, usualRates } from '../../domain/simulation/rates.ts'
import { createSamples } from '../../domain/simulation/samples.ts'
import { simulate } from '../../domain/simulation/simulate.ts'
import { createSmsLengths } from '../../domain/simulation/sms-lengths.ts'
import type { Connection } from '../../models/connect.ts'
import { createSimulationReader } from '../../models/simulation-reader.ts'
import { wireStores } from '../wiring/stores.ts'
import type { Result, Told, Work } from './protocol.ts'

const dayMs = 86_400_000
/** How far back the installation's own rates are measured. */
const ratesOfMs = 90 * dayMs

/** Walks a version through the past; reads only, and opens personal traits alone, no contact data. */
export async function work(
  { dataKeys, journey, others, from, to, wish, settings, off }: Work,
  connection: Connection,
  tell: (told: Told) => void,
): Promise<Result> {
  const stores = wireStores(connection)
  const snapshot = await createPublished({ store: stores.definitions, log: silentLog }).refresh()
  const { rules } = rulesInForce(snapshot)
  const calendar = calendarInForce(snapshot)
  const records = createSimulationReader(connection)
  tell({ total: await records.count() })
  const since = new Date(to.getTime() - ratesOfMs)
  const rates = withRates(ratesFrom(await records.answers(since), await records.tasks(since)), wish.rates)
  const directory = createStaffDirectory({
    store: stores.staff,
    sealing: blindSealing,
    companyHours: () => ({ ...rules.workingHours, officialOn: calendar.officialOn }),
    storeHours: stores.retailStores.hoursByDepartment,
    rosters: async () => rostersOf(await stores.rosters.all()),
  })
  const batches = snapshot.registry.couponBatches
  const stocks = await Promise.all(batches.map(({ id }) => stores.coupons.stockNow(id)))
  const { journey: definition, at } = withTimeIn(journey.definition, { from, to }, calendar)
  const samples = createSamples()
  const lengths = createSmsLengths({ ...settings, brands: rules.brands })
  const { codeOf } = await createStoresOfPeople(stores)()
  const forecast = await simulate({
    journey: { ...journey, definition },
    inUse: snapshot,
    others,
    stretch: { from, to },
    answers: { kind: 'drawn', rates, seed: definition.id, isOn: (channel) => !off.includes(channel) },
    sharePercent: wish.sharePercent,
    records,
    settings,
    staff: await directory.all(),
    unseal: createUnseal(dataKeys),
    storeOf: codeOf,
    stocks,
    progress: (done) => tell({ done }),
    note: samples.note,
    lengths,
  })
  const left = batches.flatMap(({ id, quantity }) => {
    const stock = stocks.find(({ _id }) => _id === id)
    // Of the shop's own nobody here knows how many are left.
    return stock && Number.isFinite(quantity)
      ? [[id, quantity - stock.next + stock.free.length] as const]
      : []
  })
  return {
    forecast,
    rates,
    from,
    to,
    movedTo: at,
    smsSegmentFen: rules.costs.smsSegmentFen,
    stocks: Object.fromEntries(left),
    people: samples.people(),
    savings: lengths.savings(),
  }
}

/** Rates with those somebody gave, by `channel.answer`. */
function withRates(rates: Rates, given: Readonly<Record<string, number>>): Rates {
  const channels: Record<string, ChannelRates> = { ...rates.channels }
  for (const [name, value] of Object.entries(given)) {
    const [channel = '', answer = ''] = name.split('.')
    const known = channels[channel] ?? (usualRates.channels as typeof channels)[channel]
    channels[channel] = { failed: 0, opened: 0, clicked: 0, replied: 0, ...known, [answer]: value }
  }
  return { ...rates, channels }
}

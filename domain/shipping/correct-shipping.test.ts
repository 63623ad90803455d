import { afterEach, beforeEach, expect, it } from 'vitest'
import { createShippingReportStore, type ShippingReport } from '../../models/shipping-reports.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { DomainError } from '../errors.ts'
import { createCorrection } from './correct-shipping.ts'

let db: TestDatabase
const clock = movableClock()
beforeEach(async () => {
  db = await testDatabase()
})
afterEach(() => db.drop())

const told = { carrier: '中通快递', trackingNo: 'ZT1' }
const better = { carrier: '圆通速递', trackingNo: 'YT9' }

async function known(more: Partial<ShippingReport>) {
  const store = createShippingReportStore(db.connection)
  const report = { _id: 'K1', rev: 0, transactionId: '4200', shippedAt: clock.now(), tries: 4, ...told }
  await store.begin({ ...report, step: 'due', ...more })
  return { store, correct: createCorrection({ store, clock }) }
}
const refusal = (code: string) => expect.objectContaining({ code })

it.each(['failed', 'due'] as const)(
  'what is %s is told anew at once, and that is no correction',
  async (step) => {
    const { store, correct } = await known({ step, code: '10060001' })
    await correct('K1', better)
    const report = await store.find('K1')
    expect(report).toMatchObject({ step: 'due', tries: 0, dueAt: clock.now(), ...better })
    expect(report).not.toHaveProperty('code')
    expect(report).not.toHaveProperty('correctedAt')
  },
)

it('what the platform was told is corrected once; the same again takes nothing of it', async () => {
  const { store, correct } = await known({ step: 'reported' })
  await correct('K1', told)
  expect(await store.find('K1')).toMatchObject({ step: 'reported', rev: 0 })
  await correct('K1', better)
  const written = await store.find('K1')
  expect(written).toMatchObject({ step: 'due', correctedAt: clock.now(), ...better })
  await store.write(written as ShippingReport, { ...(written as ShippingReport), step: 'reported' })
  await expect(correct('K1', told)).rejects.toEqual(refusal('shipping.corrected'))
})

it('a carrier is taken back where nobody carries it any more', async () => {
  const { store, correct } = await known({ step: 'failed' })
  await correct('K1', {})
  expect(await store.find('K1')).not.toHaveProperty('carrier')
})

it.each(['received', 'refunded'] as const)('what was %s stays as it is', async (step) => {
  const { correct } = await known({ step })
  await expect(correct('K1', better)).rejects.toEqual(refusal('shipping.over'))
})

it('nothing is told of what was never shipped, or was written by somebody else meanwhile', async () => {
  const { store, correct } = await known({ step: 'failed' })
  await expect(correct('K2', better)).rejects.toEqual(refusal('shipping.none'))
  const late = createCorrection({ store: { ...store, write: async () => null }, clock })
  await expect(late('K1', better)).rejects.toBeInstanceOf(DomainError)
})

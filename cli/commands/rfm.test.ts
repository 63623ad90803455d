import { expect } from 'vitest'
import { newCustomer } from '../../domain/customers/new-customer.ts'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

it('rfm says who has which score, and proposes bounds of the shop’s own, test accounts left out', async ({
  cli,
}) => {
  const now = new Date()
  await cli.beside(async ({ stores }) => {
    for (let n = 1; n <= 21; n += 1) {
      const claim = { claim: { kind: 'ext', system: 'x', value: `p${n}` }, key: `ext:x:p${n}` } as const
      const one = newCustomer(`c_${n}`, claim, { source: 'test', at: now, isTest: n === 21 }, now)
      one.traits = {
        tier: 'potential',
        ...(n !== 20 && { lastOrderAt: new Date(now.getTime() - n * 10 * 86_400_000) }),
        occasions365: n,
        spend365Fen: n * 10_000,
      }
      await stores.customers.create(one)
    }
  })
  const told = (await cli.kelu('rfm --json')).json()
  expect(told).toMatchObject({
    buyers: 19,
    inForce: { frequency: [6, 4, 3, 2] },
    // 6 to 19 purchases, 4 and 5, 3, 2, 1.
    counts: { inForce: { frequency: [14, 2, 1, 1, 1], monetaryFen: [0, 0, 14, 3, 2] } },
    proposed: { recencyDays: [40, 80, 120, 160], monetaryFen: [160_000, 120_000, 80_000, 40_000] },
  })
  const { out } = await cli.kelu('rfm')
  expect(out).toContain('买过的客户 19 位')
  expect(out).toContain('  recencyDays: [40, 80, 120, 160]')
})

it('rfm proposes nothing for a handful of buyers', async ({ cli }) => {
  expect((await cli.kelu('rfm --json')).json()).toMatchObject({ buyers: 0, proposed: null })
  expect((await cli.kelu('rfm')).out).toContain('还分不出五等分')
})

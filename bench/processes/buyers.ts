import pLimit from 'p-limit'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { personNumbered } from '../person.ts'
import { answer } from './answer.ts'

const unlimited = { mpLoginsPerUserMinute: 1e9, mpStableTokensPerMinute: 1e9, mpTokensPerDay: 1e9 }

// Buyers, their phones, and WeChat Pay.
const sandbox = await startSandbox({ settings: { limits: unlimited } })
let people = 0
let names: string[] = []
let bought = 0

answer({
  /** Settings of a Kelu that sells to them. */
  settings: async (): Promise<Record<string, string>> => ({
    MP_BASE_URL: sandbox.urls.wechat,
    MP_APP_ID: sandbox.settings.mpAppId,
    MP_APP_SECRET: sandbox.settings.mpAppSecret,
    MP_REQUESTS_PER_ADDRESS: '1000000',
    MP_REQUESTS_PER_CUSTOMER: '1000000',
    ...(await payEnvironment(sandbox)),
  }),
  target: (url: string) => sandbox.setTarget(url),

  /** From now on so many new ones buy, each with the mini-program open. */
  logIn: async (count: number) => {
    const slot = pLimit(8)
    const buyers = Array.from({ length: count }, (_, n) => personNumbered(people + n))
    people += count
    await Promise.all(
      buyers.map((buyer) =>
        slot(async () => {
          await sandbox.addPerson(buyer)
          await sandbox.openMiniprogram({ person: buyer.name })
        }),
      ),
    )
    names = buyers.map(({ name }) => name)
  },

  /** So many orders, some at a time: each is shown its price, placed, given a way to pay, paid, and its notice answered. */
  buy: async ({ count, atOnce, skus }: { count: number; atOnce: number; skus: string[] }) => {
    const slot = pLimit(atOnce)
    await Promise.all(
      Array.from({ length: count }, () => {
        bought += 1
        const person = names[bought % names.length] ?? ''
        const lines = [{ skuId: skus[bought % skus.length] ?? '', quantity: 1 }]
        const clientKey = `k${bought}`
        return slot(() => sandbox.buyInMiniprogram({ person, clientKey, lines }))
      }),
    )
  },
})

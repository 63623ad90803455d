import type { PayKeys } from './keys.ts'
import { outboundOf, paidNotice, signerOf } from './notices.ts'
import { signed } from './signed.ts'
import type { PayOrder } from './state.ts'
import type { PayWorld } from './world.ts'

/**
 * What is wrong with a notice: its signature (`foreignKey` under a right serial, `signTest`, `unknownSerial`, `stale`, `unsigned`), one
 * byte of its cipher text, under a right signature (`flippedByte`), the key it was encrypted with (`otherApiKey`), or what it says, all
 * else being right.
 */
export type Forgery =
  | 'foreignKey'
  | 'signTest'
  | 'unknownSerial'
  | 'stale'
  | 'unsigned'
  | 'flippedByte'
  | 'otherApiKey'
  | 'otherAmount'
  | 'otherMerchant'
  | 'otherApp'
  | 'otherCurrency'
  | 'otherNumber'

const staleMs = 301_000

const told: Partial<Record<Forgery, (about: Told) => object>> = {
  otherAmount: ({ amount }) => ({ amount: { ...amount, total: amount.total + 1 } }),
  otherMerchant: () => ({ mchid: '1900009999' }),
  otherApp: () => ({ appid: 'wx9999999999999999' }),
  otherCurrency: ({ amount }) => ({ amount: { ...amount, currency: 'USD' } }),
  otherNumber: () => ({ out_trade_no: 'nobody-ordered-this', transaction_id: '4200999999' }),
}

type Told = { amount: { total: number } }

/** A notice of this order's payment that must not be believed. */
export function forged(order: PayOrder, as: Forgery, world: PayWorld, keys: PayKeys, target: string) {
  const notice = paidNotice(order, world)
  const change = told[as]
  const said = change ? { ...notice.told, ...change(notice.told as unknown as Told) } : notice.told
  const own = signerOf(world, keys)
  const by = {
    serial: as === 'unknownSerial' ? '5000000000000000000000000000000000000000' : own.serial,
    privateKey: as === 'foreignKey' || as === 'unknownSerial' ? keys.foreign : own.privateKey,
  }
  const at = new Date(world.clock.now().getTime() - (as === 'stale' ? staleMs : 0))
  const sealing = as === 'otherApiKey' ? { ...keys, apiV3Key: 'x'.repeat(32) } : keys
  const outbound = outboundOf({ ...notice, told: said }, { by, keys: sealing, at, target })
  if (as === 'signTest') {
    outbound.headers['wechatpay-signature'] = `WECHATPAY/SIGNTEST/${outbound.headers['wechatpay-signature']}`
  }
  if (as === 'unsigned') delete outbound.headers['wechatpay-signature']
  if (as === 'flippedByte') {
    outbound.body = flipped(outbound.body)
    const { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce } = outbound.headers
    const message = `${timestamp}\n${nonce}\n${outbound.body}\n`
    outbound.headers['wechatpay-signature'] = signed(message, by.privateKey)
  }
  return outbound
}

function flipped(body: string): string {
  const notice = JSON.parse(body) as { resource: { ciphertext: string } }
  const bytes = Buffer.from(notice.resource.ciphertext, 'base64')
  bytes[40] = (bytes[40] ?? 0) ^ 1
  notice.resource.ciphertext = bytes.toString('base64')
  return JSON.stringify(notice)
}

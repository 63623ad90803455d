import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import { expect } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { later, minute } from '../testing/cast.ts'
import { aMerchant, anOrder, orderPath, refundPath } from '../testing/wechatpay-client.ts'
import { withCast as it } from '../testing/with-cast.ts'

const at = new Date(later(minute))

/** A refund of 100 yuan that met a void card, and what sends it another way. */
async function abnormalRefund(sandbox: Sandbox) {
  const { call, keys } = await aMerchant(sandbox)
  const { body } = await call('POST', orderPath, anOrder(sandbox))
  const paid = await sandbox.pay({ person: '小美', prepayId: String(body.prepay_id) })
  if (paid.kind !== 'paid') throw new Error(paid.reason)
  await sandbox.setWechatpay({ refundFate: 'abnormal' })
  const asked = {
    ...{ transaction_id: paid.transactionId, out_refund_no: 'R-1' },
    amount: { refund: 10_000, total: 29_900, currency: 'CNY' },
  }
  const { body: refund } = await call('POST', refundPath, asked)
  await sandbox.setClock(later(minute))
  await sandbox.runDue()
  await sandbox.setWechatpay({ refundFate: 'success' })
  const key = createPublicKey(keys.publicKey.pem)
  const sealed = (text: string) =>
    publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(text),
    ).toString('base64')
  const path = `${refundPath}/${refund.refund_id}/apply-abnormal-refund`
  return {
    sealed,
    redirect: (more: object, without?: string) =>
      call('POST', path, { out_refund_no: 'R-1', ...more }, { at, ...(without && { without }) }),
    query: (ms: number) => call('GET', `${refundPath}/R-1`, undefined, { at: new Date(later(ms)) }),
  }
}

it('sends it to the card it was given, and tells no more of that than its end', async ({ sandbox }) => {
  const { redirect, sealed, query } = await abnormalRefund(sandbox)
  const card = { type: 'USER_BANK_CARD', bank_type: 'ICBC_DEBIT' }
  const whose = { bank_account: sealed('6222020200112233445'), real_name: sealed('王小明') }
  expect((await redirect({ ...card, ...whose })).body).toMatchObject({ status: 'PROCESSING' })
  await sandbox.setClock(later(2 * minute))
  await sandbox.runDue()
  expect((await query(2 * minute)).body).toMatchObject({
    ...{ status: 'SUCCESS', user_received_account: 'ICBC借记卡3445', channel: 'OTHER_BANKCARD' },
  })
  // It moved once, when it was accepted.
  expect((await sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded')).toHaveLength(1)
  expect((await redirect({ ...card, ...whose })).body.code).toBe('INVALID_REQUEST')
})

it('refuses what is not sealed, is sealed for another key, or lacks a part', async ({ sandbox }) => {
  const { redirect, sealed } = await abnormalRefund(sandbox)
  const [account, name] = [sealed('6222020200112233445'), sealed('王小明')]
  const card = { type: 'USER_BANK_CARD', bank_type: 'ICBC_DEBIT', bank_account: account, real_name: name }
  const wrong = [
    { ...card, bank_account: '6222020200112233445' },
    { ...card, bank_account: sealed('abc') },
    { ...card, real_name: undefined },
    { ...card, bank_type: 'ICBC_CREDIT' },
    { ...card, bank_type: 'HSBC_DEBIT' },
    { ...card, type: 'SOME_CARD' },
    { ...card, type: 'MERCHANT_BANK_CARD' },
    { ...card, out_refund_no: 'R-2' },
    { ...card, reason: '不合适' },
  ]
  for (const body of wrong) expect((await redirect(body)).body.code).toBe('PARAM_ERROR')
  expect((await redirect(card, 'wechatpay-serial')).body.code).toBe('PARAM_ERROR')
  expect((await redirect({ type: 'MERCHANT_BANK_CARD' })).status).toBe(200)
})

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { BillOutcome, FundLine, TradeLine } from '../../domain/payments/ports.ts'
import type { RawAnswer } from '../http.ts'
import { type ReadBill, readFundBill, readTradeBill } from './bill-text.ts'
import type { PayAnswer, WechatpayClient } from './client.ts'
import { notNow, plainCode } from './codes.ts'
import { type RequestSigner, signedOrigin } from './request-signer.ts'
import { billReply } from './types.ts'

/** Longest bill read. */
const maxTextBytes = 512_000_000
/** The platform's own advice while a bill is being made. */
const creatingMs = 1_800_000
const hosts = new Set(['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com'])

const unpacked = promisify(gunzip)

/** The two bills of a day: asked for, fetched within minutes, and read only when they are, byte for byte, what was announced. */
export function createBills({ ask }: Pick<WechatpayClient, 'ask'>) {
  async function bill<Line>(
    announced: (signer: RequestSigner) => ReturnType<RequestSigner['tradebill']>,
    read: (text: string) => ReadBill<Line>,
  ): Promise<BillOutcome<Line>> {
    const answer = await ask(announced)
    if (answer.kind === 'error') return refused(answer)
    const said = billReply.safeParse(answer.data)
    if (!said.success) return { kind: 'unreadable', why: 'the announcement of the bill' }
    const { download_url, hash_value } = said.data
    const { hostname, pathname, search } = new URL(download_url)
    if (!hosts.has(hostname)) return { kind: 'unreadable', why: 'it lies with somebody else' }
    const file = await ask((signer) => signer.downloadBill(`${signedOrigin}${pathname}${search}`))
    if (file.kind === 'error') return notNow(file.status, file.code)
    const text = await unpacked((file.data as RawAnswer).bytes, { maxOutputLength: maxTextBytes }).catch(
      () => null,
    )
    if (text === null) return { kind: 'unreadable', why: 'it cannot be unpacked' }
    if (createHash('sha1').update(text).digest('hex') !== hash_value.toLowerCase()) {
      return { kind: 'unreadable', why: 'its hash is another one' }
    }
    return readAs(text, read)
  }

  return {
    tradeBill: (date: string): Promise<BillOutcome<TradeLine>> =>
      bill(
        (signer) => signer.tradebill({ bill_date: date, bill_type: 'ALL', tar_type: 'GZIP' }),
        readTradeBill,
      ),
    fundBill: (date: string): Promise<BillOutcome<FundLine>> =>
      bill(
        (signer) => signer.fundflowbill({ bill_date: date, account_type: 'BASIC', tar_type: 'GZIP' }),
        readFundBill,
      ),
  }
}

function readAs<Line>(text: Buffer, read: (text: string) => ReadBill<Line>): BillOutcome<Line> {
  try {
    return { kind: 'bill', ...read(new TextDecoder('utf-8', { fatal: true }).decode(text)) }
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : 'its text' }
  }
}

function refused({ status, code }: Extract<PayAnswer, { kind: 'error' }>): BillOutcome<never> {
  const plain = plainCode(code)
  if (plain === 'NOSTATEMENTEXIST') return { kind: 'none' }
  if (plain === 'STATEMENTCREATING') return { kind: 'later', afterMs: creatingMs, code }
  return notNow(status, code)
}

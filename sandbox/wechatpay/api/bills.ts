import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { shanghaiText } from '../../clock.ts'
import { fundBill, tradeBill } from '../bills.ts'
import { badParameter, badRequest, PayRefusal } from '../refusal.ts'
import type { PayApi, PayCall } from '../world.ts'

const dayMs = 86_400_000
const readyAfterMs = dayMs + 10 * 3_600_000
const keptDays = 92
const urlMs = 300_000
/** What the platform says, wherever it is really asked. */
const origin = 'https://api.mch.weixin.qq.com'

/** GET /v3/bill/tradebill */
export const tradeBillFile: PayApi = {
  method: 'GET',
  path: /^\/v3\/bill\/tradebill$/,
  handle: (call) => billOf(call, { bill_type: 'ALL' }, tradeBill),
}

/** GET /v3/bill/fundflowbill */
export const fundBillFile: PayApi = {
  method: 'GET',
  path: /^\/v3\/bill\/fundflowbill$/,
  handle: (call) => billOf(call, { account_type: 'BASIC' }, fundBill),
}

/** The file behind a download_url: asked for with the merchant's signature, answered without one, for five minutes. */
export const billDownload: PayApi = {
  method: 'GET',
  path: /^\/v3\/billdownload\/file$/,
  handle({ request, world }) {
    const file = world.state.files.get(request.query.get('token') ?? '')
    if (file === undefined || file.until <= world.clock.now()) {
      throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '下载地址已失效')
    }
    return file.bytes
  },
}

function billOf(
  { request, world }: PayCall,
  kind: Record<string, string>,
  write: (world: PayCall['world'], date: string) => string | null,
) {
  const { query } = request
  for (const [name, value] of Object.entries(kind)) {
    if ((query.get(name) ?? value) !== value) throw badParameter(`${name} is not simulated`)
  }
  const date = query.get('bill_date') ?? ''
  const begins = new Date(`${date}T00:00:00+08:00`)
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(begins.getTime())) throw badParameter('bill_date')
  const now = world.clock.now()
  if (date >= shanghaiText(now).slice(0, 10)) throw badRequest('账单日期不能是今天或以后')
  if (now.getTime() - begins.getTime() > keptDays * dayMs) throw badRequest('账单日期超过三个月')
  if (now.getTime() < begins.getTime() + readyAfterMs) {
    throw new PayRefusal(400, 'STATEMENT_CREATING', '账单生成中')
  }
  const text = write(world, date)
  if (text === null) throw new PayRefusal(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
  const tar = query.get('tar_type')
  if (tar !== null && tar !== 'GZIP') throw badParameter('tar_type')
  const bytes = Buffer.from(text)
  const token = randomBytes(16).toString('hex')
  world.state.files.set(token, {
    bytes: tar === 'GZIP' ? gzipSync(bytes) : bytes,
    until: new Date(now.getTime() + urlMs),
  })
  return {
    download_url: `${origin}/v3/billdownload/file?token=${token}`,
    hash_type: 'SHA1',
    hash_value: createHash('sha1').update(bytes).digest('hex'),
  }
}

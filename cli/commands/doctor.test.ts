import { expect } from 'vitest'
import type { Kelu } from '../../server/start.ts'
import { base, type Cli, withCli } from '../testing/a-cli.ts'
import { withKelu } from '../testing/beside-kelu.ts'

const it = withCli
interface Told {
  healthy: boolean
  findings: { id: string; kind: string; says: string; todo?: string }[]
}
async function told(cli: Cli, more: object = {}): Promise<Told & { code: number }> {
  const ran = await cli.kelu('doctor --json', { more })
  return { ...(ran.json() as Told), code: ran.code }
}
const finding = ({ findings }: Told, id: string) => findings.find((one) => one.id === id)

it('doctor without a running Kelu looks at the store, and says what it could not look at', async ({
  cli,
}) => {
  await cli.fromFile(base)
  const found = await told(cli, { PUBLIC_URL: 'https://k.company.cn' })
  expect(found).toMatchObject({ code: 0, healthy: true })
  expect(finding(found, 'store.writable')).toMatchObject({ kind: 'ok' })
  expect(finding(found, 'running')).toMatchObject({
    kind: 'skipped',
    says: expect.stringContaining('平台、回调地址、Redis 都没有检查'),
  })
  expect(await cli.beside(({ stores }) => stores.processes.living())).toEqual([])
})

it('doctor says what is wrong with the store and with what is published, and ends with 1', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---
message: offer
name: 优惠
purpose: marketing
sms: { text: 您好，拒收请回复R, templates: { aliyun: SMS_100001 } }
`)
  // Without any of its indexes.
  await cli.connection.createCollection('runs')
  const found = await told(cli, { PUBLIC_URL: 'https://k.company.cn' })
  expect(found).toMatchObject({ code: 1, healthy: false })
  expect(finding(found, 'store.indexes')).toMatchObject({
    kind: 'bad',
    todo: expect.stringContaining('db.runs.createIndex({"untold":1}'),
  })
  expect(finding(found, 'placeholders')?.says).toContain('message:offer（SMS_100001）')
  const { out } = await cli.kelu('doctor', { more: { PUBLIC_URL: 'https://k.company.cn' } })
  expect(out).toMatch(/✗ 索引：runs 缺少索引\n {4}→ /)
  expect(out).toContain('2 项不对')
})

it('doctor says what is wrong with settings and keys, instead of a refusal', async ({ cli }) => {
  await cli.fromFile(base)
  const halved = await told(cli, { WECOM_CORP_ID: 'ww1' })
  expect(halved.code).toBe(1)
  expect(halved.findings).toMatchObject([
    { id: 'settings', kind: 'bad', says: expect.stringContaining('WECOM_SECRET') },
  ])
  await cli.beside(({ stores }) => stores.keys.note({ _id: 'blind-index', fingerprint: 'of another key' }))
  expect(finding(await told(cli), 'keys')).toMatchObject({
    kind: 'bad',
    says: expect.stringContaining('BLIND_INDEX_KEY'),
  })
  const away = await told(cli, { MONGODB_URI: 'mongodb://127.0.0.1:12/kelu?directConnection=true' })
  expect(finding(away, 'store')).toMatchObject({ kind: 'bad', todo: expect.stringContaining('MONGODB_URI') })
})

withKelu(
  'doctor has a running Kelu look at the platforms; who does not have its settings is not answered',
  async ({ beside: { running, kelu, anotherKey } }) => {
    const ask = async (more?: Record<string, string>) => (await kelu('doctor --json', more)).json() as Told
    const found = await ask()
    expect(finding(found, 'running')).toMatchObject({ kind: 'ok' })
    expect(finding(found, 'wecom.token')).toMatchObject({ kind: 'ok' })
    // k.example is nobody's: the round trip fails.
    expect(finding(found, 'wecom.callback')).toMatchObject({ kind: 'bad' })
    expect(finding(found, 'sms.balance')).toMatchObject({ kind: 'skipped' })
    await running.sandbox.setSmsBalance(0)
    await sendSms(running.kelu)
    expect(finding(await ask(), 'sms.balance')).toMatchObject({
      kind: 'bad',
      says: expect.stringContaining('余额'),
    })
    expect((await fetch(`${running.kelu.url}/api/v1/ops/doctor`)).status).toBe(403)
    const stranger = await ask({ LINK_KEY: anotherKey() })
    expect(finding(stranger, 'running')).toMatchObject({
      kind: 'bad',
      says: expect.stringContaining('LINK_KEY'),
    })
    expect(finding(stranger, 'wecom.token')).toBeUndefined()
  },
)

/** A message that goes by SMS to somebody who agreed to it. */
async function sendSms({ customers, outreach }: Kelu): Promise<void> {
  const at = new Date('2026-03-02T09:00:00+08:00')
  const phone = '+8613800000001'
  const { _id } = await customers.getOrCreate([{ kind: 'phone', value: phone, verified: true }], {
    source: 'test',
    at,
  })
  const setConsent = { sms: { state: 'granted' as const, source: 'test' } }
  await customers.change(_id, { setProfile: { phone }, setConsent }, 'test')
  await outreach.deliver({
    touchId: 'test:1',
    customerId: _id,
    messageId: 'product-introduction',
    channels: ['sms'],
  })
}

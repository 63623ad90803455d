import { expect } from 'vitest'
import type { IdentityClaim } from '../../domain/customers/contract.ts'
import { createCustomers } from '../../domain/customers/customers.ts'
import { createCustomerIds } from '../../domain/customers/new-customer.ts'
import { createSealing } from '../../domain/customers/sealing.ts'
import { silentLog } from '../../domain/log.ts'
import type { Run } from '../../models/run.ts'
import { aRun } from '../../test/testing/a-run.ts'
import { base, type Cli, withCli } from '../testing/a-cli.ts'

const it = withCli
const journey = `journey: j
name: 一个流程
entry: { event: order.paid }
steps:
  hello: { send: { message: hello }, next: rest }
  rest: { wait: 3 days, next: done }
  done: { exit: { reason: done } }
`
const hourMs = 3_600_000

async function runAt(cli: Cli, customerId: string, more: Partial<Run> = {}): Promise<void> {
  const now = new Date()
  const dueAt = new Date(now.getTime() + hourMs)
  const run = aRun(`j:${customerId}:1`, now, { customerId, stepId: 'rest', dueAt, ...more })
  await cli.beside(({ stores }) => stores.runs.insertMany([run]))
}
const stateOf = (cli: Cli) => cli.beside(async ({ snapshot }) => snapshot.headOf('journey', 'j')?.state)

it.for([
  ['pause', 'paused', '停在原地'],
  ['stop', 'stopped', '继续走完'],
  ['end', 'ended', '全部离开'],
] as const)(
  '%s says how many people are on the journey, and does it once somebody agrees',
  async ([verb, state, meaning], { cli }) => {
    await cli.fromFile(`${base}---\n${journey}`)
    await runAt(cli, 'a')
    const alone = await cli.kelu(`${verb} j`)
    expect(alone).toMatchObject({ code: 1, out: '' })
    expect(alone.err).toContain('流程 j「一个流程」，现在运行中，里面有 1 人')
    expect(alone.err).toContain(meaning)
    expect(await stateOf(cli)).toBe('live')
    expect((await cli.kelu(`${verb} journey:j --yes --json`)).json()).toMatchObject({ state, people: 1 })
    expect(await stateOf(cli)).toBe(state)
  },
)

it('resume takes a paused journey on; what cannot be done now is refused before anybody is asked', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${journey}`)
  expect(await cli.kelu('resume j')).toMatchObject({ code: 1, err: expect.stringContaining('现在运行中') })
  await cli.kelu('pause j --yes')
  expect((await cli.kelu('resume j', { typed: 'y' })).code).toBe(0)
  expect(await stateOf(cli)).toBe('resuming')
  expect((await cli.kelu('pause nobody --yes')).code).toBe(1)
})

it('runs counts people per version and step, and how the others left', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${journey}`)
  await cli.fromFile(journey.replace('3 days', '4 days'))
  await runAt(cli, 'a')
  await runAt(cli, 'b')
  await runAt(cli, 'c', { versionId: 'j@2', stepId: 'hello' })
  await runAt(cli, 'd', { state: 'ended', endReason: 'exit:order.paid', endedAt: new Date() })
  expect((await cli.kelu('runs j --json')).json()).toMatchObject({
    onTheWay: [
      { versionId: 'j@2', stepId: 'hello', runs: 1 },
      { versionId: 'j@1', stepId: 'rest', runs: 2 },
    ],
    ended: [{ versionId: 'j@1', state: 'exit:order.paid', runs: 1 }],
  })
  const { out } = await cli.kelu('runs j')
  expect(out).toContain('流程里有 3 人：')
  expect(out).toMatch(/@1 +购买后离开 +1 人/)
})

it('status tells processes and what they act on, the inbox, who is due, stuck and held', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${journey}`)
  const now = Date.now()
  await runAt(cli, 'due', { dueAt: new Date(now - 1_000) })
  await runAt(cli, 'overdue', { dueAt: new Date(now - hourMs) })
  await runAt(cli, 'stuck', { dueAt: undefined, versionId: 'gone@1' })
  await runAt(cli, 'failing', { failures: 9 })
  await cli.beside(({ stores }) =>
    stores.processes.announce({ id: 'w', role: 'worker', shared: true, publication: 1 }),
  )
  await aRecord(cli, 'old', 'received')
  await aRecord(cli, 'bad', 'failed')
  expect((await cli.kelu('status --json')).json()).toMatchObject({
    publication: 1,
    // The command line is none of them.
    processes: [{ role: 'worker', publication: 1, pid: process.pid }],
    inbox: { received: 1, failed: 1, oldest: { id: 'old' } },
    runs: { due: 2, overdue: 1 },
    stuck: [
      { run: 'j:stuck:1', why: 'noVersion' },
      { run: 'j:failing:1', why: 'failing' },
    ],
    held: [],
  })
  const { out } = await cli.kelu('status')
  expect(out).toContain('1 个进程在运行（最新是第 1 次发布）')
  expect(out).toMatch(/j:stuck:1 .*找不到它的流程版本/)
  await cli.kelu('pause j --yes')
  // Whoever stands still on purpose is not overdue.
  expect((await cli.kelu('status --json')).json()).toMatchObject({ runs: { due: 0 }, paused: ['journey:j'] })
})

async function aRecord(cli: Cli, _id: string, state: 'received' | 'failed'): Promise<void> {
  const at = new Date(Date.now() - hourMs)
  const payload = { kid: 'test', ct: 'sealed' }
  await cli.beside(({ stores }) =>
    stores.inbox.insert([
      {
        _id,
        source: 'shop',
        kind: 'order',
        at,
        receivedAt: at,
        state,
        tries: 24,
        dueAt: at,
        lease: null,
        payload,
        note: 'platform.unavailable',
      },
    ]),
  )
}

it('inbox lists what is not dealt with, and makes a failed record due again once somebody agrees', async ({
  cli,
}) => {
  await cli.fromFile(base)
  await aRecord(cli, 'old', 'received')
  await aRecord(cli, 'bad', 'failed')
  expect((await cli.kelu('inbox list --json')).json()).toHaveLength(2)
  expect((await cli.kelu('inbox list --failed')).out).toMatch(
    /失败 +shop order +试过 24 次 +platform\.unavailable +bad$/m,
  )

  expect((await cli.kelu('inbox replay bad')).code).toBe(1)
  expect((await cli.kelu('inbox replay old --yes')).err).toContain('只有失败的才能重新处理')
  const find = (id: string) => cli.beside(({ stores }) => stores.inbox.find(id))
  expect(await find('bad')).toMatchObject({ state: 'failed' })
  expect((await cli.kelu('inbox replay bad --yes')).out).toContain('客旅启动后处理')
  const replayed = await find('bad')
  expect(replayed).toMatchObject({ state: 'received', tries: 0, lease: null })
  expect(replayed).not.toHaveProperty('expiresAt')
  expect(await cli.beside(({ stores }) => stores.inbox.due(new Date(), new Date(0), 10))).toHaveLength(2)
})

it('customer shows a person by id or phone: contact data masked, and why each message was not sent', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${journey}`)
  const phone = '13800000001'
  const id = await cli.beside(async ({ config, stores, clock }) => {
    const seal = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
    const customers = createCustomers({ stores, seal, clock, log: silentLog, ids: createCustomerIds(clock) })
    const { _id } = await customers.getOrCreate([{ kind: 'phone', value: phone, verified: false }], {
      source: 'test',
      at: clock.now(),
    })
    const change = {
      setProfile: { phone, nickname: '小王' },
      addTags: [{ name: '高意向', kind: 'rule' as const }],
      setConsent: { sms: { state: 'granted' as const, source: '表单' } },
      setTraits: { skinType: '干性', childBirthday: { personal: '2020-05-20' } },
    }
    await customers.change(_id, change, 'test')
    await stores.touches.insert({
      _id: 'j:x:1:hello:1',
      customerId: _id,
      messageId: 'hello',
      purpose: 'marketing',
      state: 'skipped',
      channel: 'sms',
      rev: 0,
      attempts: [],
      decisions: [{ at: clock.now(), gate: 'cap', verdict: 'skip', reason: 'dayCapFull', final: true }],
      links: {},
      createdAt: clock.now(),
      isTest: false,
    })
    await stores.coupons.insertGrant({
      _id: 'grant:test',
      batchId: 'fifty',
      customerId: _id,
      number: 0,
      code: 'WK-1',
      validFrom: clock.now(),
      validUntil: clock.now(),
      grantedAt: clock.now(),
    })
    await stores.tasks.insert({
      _id: 'intent:1',
      customerId: _id,
      code: 'abc',
      state: 'accepted',
      title: '请尽快跟进',
      reasons: [],
      acceptMs: hourMs,
      assignee: 'lilei',
      notConnected: false,
      offeredTo: ['lilei'],
      notices: [],
      log: [],
      createdAt: clock.now(),
      rev: 0,
    })
    return _id
  })
  await runAt(cli, id)
  for (const name of [id, phone]) {
    const { out, code } = await cli.kelu(`customer ${name}`)
    expect(code).toBe(0)
    expect(out).toContain('小王')
    expect(out).toContain('138****0001')
    expect(out).toContain('高意向')
    expect(out).toMatch(/j@1 +在 rest/)
    expect(out).toContain('未发送：今天的触达次数已满')
    expect(out).toMatch(/授权\n {2}短信 +同意 .*表单/)
    expect(out).toMatch(/skinType +干性/)
    expect(out).toMatch(/请尽快跟进 +跟进中 +lilei/)
    expect(out).toMatch(/fifty +WK-1 +有效期至/)
    // What is personal is masked, and not shown sealed either.
    expect(out).toMatch(/childBirthday +\*\*\*$/m)
    expect(out).not.toContain(phone)
  }
  const json = (await cli.kelu(`customer ${phone} --json`)).out
  expect(JSON.parse(json)).toMatchObject([
    { id, profile: { phone: '138****0001' }, traits: { childBirthday: '***' }, tasks: [{}], coupons: [{}] },
  ])
  expect(json).not.toContain(phone)
  expect((await cli.kelu('customer 13900000009')).err).not.toContain('13900000009')
})

it('marketing hold and release say what they mean, and are done once somebody agrees; status tells', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${journey}`)
  const heldSince = () => cli.beside(async ({ snapshot }) => snapshot.marketingHeldSince)
  const alone = await cli.kelu('marketing hold')
  expect(alone).toMatchObject({ code: 1, out: '' })
  expect(alone.err).toContain('客户自己要的消息和给员工的通知照常发')
  expect(await heldSince()).toBeNull()
  expect((await cli.kelu('marketing hold --yes --json')).json()).toMatchObject({ marketing: 'hold' })
  expect(await heldSince()).not.toBeNull()
  expect((await cli.kelu('status')).out).toContain('起全部暂停')
  expect((await cli.kelu('marketing hold --yes')).code).toBe(1)
  expect((await cli.kelu('marketing release --yes')).code).toBe(0)
  expect(await heldSince()).toBeNull()
  expect((await cli.kelu('marketing release --yes')).code).toBe(1)
})

it('a test account is marked and walked: the run is written down, its waits shortened, no version is published', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${journey}`)
  const id = await cli.beside(async ({ config, stores, clock }) => {
    const seal = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
    const customers = createCustomers({ stores, seal, clock, log: silentLog, ids: createCustomerIds(clock) })
    const claims: IdentityClaim[] = [{ kind: 'ext', system: 'test', value: 'tester' }]
    return (await customers.getOrCreate(claims, { source: 'test', at: clock.now() }))._id
  })
  expect((await cli.kelu(`walk j ${id} --yes`)).err).toContain(`先 kelu test-account add ${id}`)
  expect((await cli.kelu('test-account add nobody --yes')).code).toBe(1)
  const unconfirmed = await cli.kelu(`test-account add ${id}`)
  expect(unconfirmed).toMatchObject({ code: 1, err: expect.stringContaining('优惠券只给测试码') })
  expect((await cli.kelu('test-account list --json')).json()).toEqual([])
  expect((await cli.kelu(`test-account add ${id} --yes --json`)).json()).toMatchObject({ testAccount: true })
  expect((await cli.kelu('test-account list --json')).json()).toMatchObject([{ id, testAccount: true }])

  expect((await cli.kelu(`walk j ${id} --at-most 0`)).code).toBe(2)
  const asked = await cli.kelu(`walk j ${id} --at-most 5`)
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('每次等待最多 5 秒') })
  expect(asked.err).toContain('频控和免打扰照常：营销消息每天最多 2 条')
  await cli.file('j.yaml', journey.replace('3 days', '9 days'))
  expect((await cli.kelu(`walk j ${id} --at-most 5 --files --yes --json`)).json()).toMatchObject({
    run: `j:${id}:1`,
    version: 'j@2',
    waitAtMostMs: 5_000,
  })
  const [run, number] = await cli.beside(async ({ stores, snapshot }) => [
    await stores.runs.find(`j:${id}:1`),
    snapshot.headOf('journey', 'j')?.number,
  ])
  expect(run).toMatchObject({ versionId: 'j@2', isTest: true, waitAtMostMs: 5_000, state: 'active' })
  expect(number).toBe(1)
  expect((await cli.kelu('runs j --json')).json()).toMatchObject({ onTheWay: [] })
  expect((await cli.kelu(`walk j ${id} --yes`)).err).toContain('正在这个流程里')
  expect((await cli.kelu(`test-account remove ${id} --yes --json`)).json()).toMatchObject({
    testAccount: false,
  })
})

import { expect } from 'vitest'
import { aCustomer, anEvent } from '../../domain/audience/testing/people.ts'
import type { Customer } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import { base, type Cli, withCli } from '../testing/a-cli.ts'

const it = withCli
const definitions = `${base}---
journey: j
name: 下单关怀
entry: { event: order.paid, when: { segment: members } }
steps:
  hello: { send: { message: hello }, next: done }
  done: { exit: { reason: done } }
---
segment: members
name: 老会员
kind: static
rule: { all: [{ tag: 会员 }, { event: order.paid, atLeast: 2 }] }
---
segment: j
name: 同名
rule: { tag: 会员 }
`

/** Somebody with a tag who bought once. */
async function somebody(cli: Cli, more: Partial<Customer> = {}): Promise<void> {
  await cli.fromFile(definitions)
  const now = new Date()
  const person = aCustomer({ tags: [{ name: '会员', kind: 'manual', at: now }], ...more })
  await cli.connection.db?.collection<Customer>('customers').insertOne(person)
  await cli.beside(({ stores }) =>
    stores.events.insert([anEvent({ at: now, receivedAt: now })], { ids: new Set(), since: now }),
  )
}

const skipped: Touch = {
  _id: 'j:c_1:1:hello:1',
  customerId: 'c_1',
  messageId: 'hello',
  journeyId: 'j',
  purpose: 'marketing',
  state: 'skipped',
  channel: 'sms',
  rev: 0,
  attempts: [],
  decisions: [
    {
      at: new Date(),
      gate: 'capSlot',
      verdict: 'skip',
      reason: 'dayCapFull',
      final: true,
      inputs: { cap: 2, settings: 'company@3' },
    },
  ],
  links: {},
  createdAt: new Date(),
  isTest: false,
}

it('explain says why somebody is not in a journey, leaf by leaf', async ({ cli }) => {
  await somebody(cli)
  const { out, code } = await cli.kelu('explain c_1 journey:j')
  expect(code).toBe(0)
  expect(out).toContain('没有进入过：入口条件现在不符合')
  expect(out).toMatch(/✓ .*「购买」/)
  expect(out).toMatch(/✓ 有标签 会员（实际：.* 打上）/)
  expect(out).toMatch(/✗ 至少 2 次购买（实际：1 次，最近一次 .*）/)
  expect((await cli.kelu('explain c_1 journey:j --json')).json()).toMatchObject([
    { of: 'journey', id: 'j', version: 'j@1', customerId: 'c_1', verdict: 'neverEntered' },
  ])
})

it('explain says whether somebody belongs to a segment', async ({ cli }) => {
  await somebody(cli)
  const { out } = await cli.kelu('explain c_1 members')
  expect(out).toContain('「老会员」members@1（运行中）\n不在人群包里：条件不符合')
  // Not yet counted: the rule holds, the membership of a live segment follows.
  expect((await cli.kelu('explain c_1 segment:j')).out).toContain('还不在人群包里，但条件已经符合')
})

it('explain says what decided about a message, and by which settings', async ({ cli }) => {
  await somebody(cli)
  expect((await cli.kelu('explain c_1 hello')).out).toContain('没有走到发送这一步：「下单关怀」没有进入过')
  await cli.beside(({ stores }) => stores.touches.insert(skipped))
  const { out } = await cli.kelu('explain c_1 hello')
  expect(out).toContain('未发送：今天的触达次数已满，由「触达频控」决定（company@3）')
  expect(out).toContain('cap=2')
})

it('explain with a name alone gives totals by reason', async ({ cli }) => {
  await somebody(cli)
  for (const n of [1, 2]) {
    await cli.beside(({ stores }) => stores.touches.insert({ ...skipped, _id: `j:c_${n}:1:hello:1` }))
  }
  // Of another journey, whose name begins alike.
  await cli.beside(({ stores }) =>
    stores.touches.insert({ ...skipped, _id: 'jj:c_1:1:hello:1', journeyId: 'jj' }),
  )
  for (const name of ['journey:j', 'hello']) {
    expect((await cli.kelu(`explain ${name}`)).out).toMatch(/hello +短信 +2 条 +未发送：今天的触达次数已满/)
  }
})

it('explain refuses what nobody knows, and what several know', async ({ cli }) => {
  await somebody(cli)
  expect(await cli.kelu('explain c_1 nothing')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('没有叫 nothing 的流程、群发、素材或人群包'),
  })
  expect(await cli.kelu('explain c_1 j')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('有几个都叫 j，写明是哪一个：journey:j、segment:j'),
  })
  // Also where only one of them has totals.
  expect(await cli.kelu('explain j')).toMatchObject({ code: 1, out: '' })
  expect((await cli.kelu('explain c_1 batch:b')).code).toBe(2)
  expect((await cli.kelu('explain members')).err).toContain('没有合计')
})

const lookAt = ['customer %', 'explain % journey:j'] as const
const asked = (line: string, who: string) => line.replace('%', who)

it.for(lookAt)('%s: nobody has this id or phone number, now or any more', async (line, { cli }) => {
  await somebody(cli)
  const refused = { code: 1, out: '', err: expect.stringContaining('没有这位客户：检查编号或手机号') }
  expect(await cli.kelu(asked(line, 'nobody'))).toMatchObject(refused)
  const unknown = await cli.kelu(asked(line, '13800009999'))
  expect(unknown).toMatchObject(refused)
  // What is printed may be kept.
  expect(unknown.err).not.toContain('13800009999')
  expect((await cli.kelu(asked(line, 'c_1'))).code).toBe(0)
  await cli.connection.db?.collection<Customer>('customers').deleteOne({ _id: 'c_1' })
  expect(await cli.kelu(asked(line, 'c_1'))).toMatchObject(refused)
})

it.for(lookAt)('%s: who was merged is looked at as whom they became', async (line, { cli }) => {
  await somebody(cli, { mergedFrom: ['c_0'] })
  await cli.connection.db
    ?.collection<Customer>('customers')
    .insertOne(aCustomer({ _id: 'c_0', mergedInto: 'c_1' }))
  const before = await cli.kelu(`${asked(line, 'c_0')} --json`)
  expect(before.code).toBe(0)
  const [one] = before.json() as { id: string; customerId?: string }[]
  expect(one?.customerId ?? one?.id).toBe('c_1')
})

it('a touch from before a merge is explained', async ({ cli }) => {
  await somebody(cli, { mergedFrom: ['c_0'] })
  await cli.beside(({ stores }) => stores.touches.insert({ ...skipped, customerId: 'c_0' }))
  expect((await cli.kelu('explain c_1 hello')).out).toContain('未发送：今天的触达次数已满')
})

it('explain speaks of a broadcast as one, by its kind or its name alone', async ({ cli }) => {
  await somebody(cli)
  await cli.fromFile(
    'broadcast: news\nname: 新品\nto: { tag: 会员 }\nsend: { message: hello }\nat: 2099-03-05T10:00:00+08:00\n',
  )
  for (const name of ['broadcast:news', 'news']) {
    const { code, out } = await cli.kelu(`explain c_1 ${name}`)
    expect(code).toBe(0)
    expect(out).toContain('没有发给过这位客户：还没有到过时间')
    expect(out).toContain('发给谁（按现在的情况）\n  ✓ 群发运行中')
  }
})

it('explain tells of a rule that would stop the marketing, and whose it is', async ({ cli }) => {
  await somebody(cli)
  await cli.fromFile('settings: company\nname: 规则\nexclude: { 老客户勿扰: { tag: 会员 } }\n')
  for (const name of ['journey:j', 'hello']) {
    expect((await cli.kelu(`explain c_1 ${name}`)).out).toContain(
      '✗ 发营销消息时会被拦下：不打扰：老客户勿扰，不发营销信息（company@1）',
    )
  }
})

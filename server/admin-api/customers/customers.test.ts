import { ulid } from 'ulid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quietUntil } from '../../../domain/customers/quiet.ts'
import { lastQuietDay } from '../../../domain/customers/quiet-words.ts'
import type { Customer } from '../../../models/customer.ts'
import { type PeopleWorld, peopleWorld } from '../testing/people.ts'

let world: PeopleWorld
let marketer: string
let hers: Customer
let theirs: Customer

beforeAll(async () => {
  world = await peopleWorld()
  await world.publish()
  const team = { region: undefined, onDuty: true, inFallbackPool: false }
  await world.stores.staff.save({ _id: 'hanmeimei', name: '韩梅梅', department: '西湖店', ...team })
  await world.stores.staff.save({ _id: 'lilei', name: '李雷', department: '滨江店', ...team })
  await world.stores.retailStores.save({ _id: 'xihu', name: '西湖旗舰店', department: '西湖店' })
  hers = await world.aCustomer({
    nickname: '郭晓彤',
    phone: '13800002716',
    owner: 'HanMeimei',
    tags: ['送礼'],
  })
  theirs = await world.aCustomer({ nickname: '郭先生', phone: '13900001111', owner: 'lilei' })
  marketer = await world.as('marketer')
})
afterAll(() => world.close())

const aReason = {
  rule: 'r@1',
  evidence: 'promotionClicks' as const,
  from: new Date('2025-12-01T00:00:00+08:00'),
  until: new Date('2026-03-01T00:00:00+08:00'),
  count: 3,
  of: 6,
  share: 0.5,
  events: ['e3', 'e2', 'e1'],
}
const get = (path: string, cookie = marketer) => world.call('GET', path, { cookie })
const post = (path: string, body: object, cookie = marketer) => world.call('POST', path, { cookie, body })
const put = (path: string, body: object, cookie = marketer) => world.call('PUT', path, { cookie, body })
const namesOf = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map(({ name }) => name)
const deeds = async (action: string) => world.auditLog.list({ action, limit: 50 })

describe('the list of customers', () => {
  it('finds by the beginning of a nickname, by phone, by id and by tag', async () => {
    expect(namesOf(await get('/customers?search=郭'))).toEqual(['郭先生', '郭晓彤'])
    expect(namesOf(await get('/customers?search=郭晓'))).toEqual(['郭晓彤'])
    const byPhone = await get('/customers?search=138%200000%202716')
    expect([byPhone.body.foundBy, namesOf(byPhone)]).toEqual(['phone', ['郭晓彤']])
    expect(namesOf(await get(`/customers?search=${theirs._id}`))).toEqual(['郭先生'])
    expect(namesOf(await get('/customers?tag=送礼'))).toEqual(['郭晓彤'])
    expect(namesOf(await get('/customers?owner=hanmeimei'))).toEqual(['郭晓彤'])
    expect((await get('/customers?search=没有这个人')).body).toMatchObject({ items: [], next: null })
  })

  it('shows masked numbers, and of whom and which shop they are', async () => {
    const [row] = (await get('/customers?search=郭晓彤')).body.items
    expect(row).toMatchObject({
      phone: '138****2716',
      owner: { userid: 'hanmeimei', name: '韩梅梅', store: '西湖旗舰店' },
    })
  })

  it('goes on after its last row, by name as by age', async () => {
    for (const list of ['/customers?limit=1', '/customers?limit=1&search=郭']) {
      const first = await get(list)
      const second = await get(`${list}&after=${encodeURIComponent(first.body.next)}`)
      expect(new Set([...namesOf(first), ...namesOf(second)])).toEqual(new Set(['郭先生', '郭晓彤']))
      expect(second.body.next).toBeNull()
    }
  })

  it('finds those of a tag however long ago they came, newest first', async () => {
    const names: string[] = []
    for (const days of [400, 90, 3, 0]) {
      const made = await world.aCustomer({ nickname: `久${days}`, tags: ['很久'] })
      const _id = `c_${ulid(world.clock.now().getTime() - days * 86_400_000)}`
      const all = world.connection.collection<Customer>('customers')
      const stored = await all.findOne({ _id: made._id })
      if (stored) await all.insertOne({ ...stored, _id })
      await all.deleteOne({ _id: made._id })
      names.unshift(`久${days}`)
    }
    expect(namesOf(await get('/customers?tag=很久'))).toEqual(names)
    const first = await get('/customers?tag=很久&limit=2')
    const second = await get(`/customers?tag=很久&limit=2&after=${first.body.next}`)
    expect([...namesOf(first), ...namesOf(second)]).toEqual(names)
  })
})

describe('how what orders make of somebody comes about', () => {
  it('is told by order and by trait, without contact data', async () => {
    const { _id: customerId } = await world.aCustomer({ nickname: '算法', phone: '13700002799' })
    const hear = (name: string, props: Record<string, unknown>) =>
      world.customers.hear({
        _id: `traits:${name}:${String(props.orderId)}`,
        customerId,
        name,
        at: world.clock.now(),
        props,
        source: 'test',
      })
    await hear('order.paid', { orderId: 'T1', amountFen: 20_000, items: [{ name: '精华' }] })
    await hear('order.refunded', { orderId: 'T1', amountFen: 5_000 })
    await hear('order.paid', { orderId: 'T2', amountFen: 0 })
    const answer = await get(`/customers/${customerId}/traits`)
    expect(answer.status).toBe(200)
    const says = Object.fromEntries(
      answer.body.orders.map(({ id, says: why }: Record<string, string>) => [id, why]),
    )
    expect(says).toEqual({ 'shop:T1': '算 ¥150.00：退了 ¥50.00', 'shop:T2': '不算：实付 0 元' })
    expect(answer.body.moreOrders).toBe(0)
    const spend = answer.body.traits.find(({ trait }: { trait: string }) => trait === 'spend365Fen')
    expect(spend).toMatchObject({ label: '近一年消费（分）', value: '¥150.00', kept: null })
    expect(JSON.stringify(answer.body)).not.toContain('2799')
  })
})

describe('whom somebody may see', () => {
  const scoped = [
    ['sales', { userid: 'hanmeimei' }],
    ['lead', { departments: ['西湖店'] }],
  ] as const

  it.each(scoped)('%s has the customers of their own in every list and search', async (role, fields) => {
    const cookie = await world.cookieOf(
      (
        await world.aMember({
          _id: `list-${role}`,
          role,
          ...fields,
          departments: [...('departments' in fields ? fields.departments : [])],
        })
      )._id,
    )
    for (const query of ['', '?search=郭', '?search=13900001111', `?search=${theirs._id}`, '?owner=lilei']) {
      const names = namesOf(await get(`/customers${query}`, cookie))
      expect(names).not.toContain('郭先生')
    }
    expect(namesOf(await get('/customers', cookie))).toEqual(['郭晓彤'])
  })

  it('a guessed id of another department does not say that there is anybody', async () => {
    const sales = await world.cookieOf(
      (await world.aMember({ _id: 'guesser', role: 'sales', userid: 'hanmeimei' }))._id,
    )
    const reading = [
      '',
      '/timeline',
      '/timeline-counts',
      '/silences',
      '/traits',
      '/explainable',
      '/consents',
      '/do-not-disturb',
    ]
    const asked = [
      ...reading.map((path) => get(`/customers/${theirs._id}${path}`, sales)),
      get(`/customers/${theirs._id}/explain?kind=message&of=hello`, sales),
      post(`/customers/${theirs._id}/reveal`, { reason: '回访客户' }, sales),
      post(`/customers/${theirs._id}/tags`, { add: ['x'] }, sales),
      put(`/customers/${theirs._id}/do-not-disturb`, { isOn: true, reason: '客户要求' }, sales),
    ]
    for (const answer of await Promise.all(asked)) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'customer.not_found'])
    }
    const nobody = await get('/customers/c_nobody', sales)
    expect(nobody.body.error.message).toEqual((await asked[0])?.body.error.message)
    expect((await get(`/customers/${hers._id}`, sales)).status).toBe(200)
  })
})

describe('contact data', () => {
  it('is shown for a reason, which is kept', async () => {
    const answer = await post(`/customers/${hers._id}/reveal`, { reason: '客户来电核对手机' })
    expect(answer.body).toMatchObject({ phone: '+8613800002716', email: null })
    expect((await deeds('customer.revealed'))[0]).toMatchObject({
      by: 'a-marketer',
      on: `customer:${hers._id}`,
      details: { reason: '客户来电核对手机' },
    })
  })

  it.each([{}, { reason: '' }, { reason: ' 　 ' }])('is refused without a reason: %j', async (body) => {
    const before = await deeds('customer.revealed')
    const answer = await post(`/customers/${hers._id}/reveal`, body)
    expect([answer.status, Object.keys(answer.body.error.places)]).toEqual([400, ['reason']])
    expect(await deeds('customer.revealed')).toHaveLength(before.length)
    expect(JSON.stringify(answer.body)).not.toContain('2716')
  })

  it('leaves as a copy of everything for a reason, and is in no other answer', async () => {
    await world.did(hers, 'page.viewed', { path: '/gift' })
    await world.did(hers, 'order.created', { orderId: 'gift-1', amountFen: 9_900, items: [{ name: '礼盒' }] })
    const { body } = await post(`/customers/${hers._id}/export`, { reason: '本人要求导出' })
    expect(body.customer.profile).toMatchObject({ phone: '+8613800002716', nickname: '郭晓彤' })
    expect(body.customer.events).toContainEqual(expect.objectContaining({ name: 'page.viewed' }))
    expect(body.customer.orders).toMatchObject([
      { id: 'shop:gift-1', state: 'created', paidFen: 0, items: [{ name: '礼盒' }] },
    ])
    expect(await deeds('customer.exported')).toHaveLength(1)
    const analyst = await world.as('analyst')
    expect((await post(`/customers/${hers._id}/export`, { reason: '看看' }, analyst)).status).toBe(403)
    for (const path of ['', '/timeline', '/silences']) {
      expect(JSON.stringify((await get(`/customers/${hers._id}${path}`)).body)).not.toContain('13800002716')
    }
  })
})

describe('erasing a customer', () => {
  it('is the owner’s, for a reason, and afterwards nobody finds them', async () => {
    const one = await world.aCustomer({ nickname: '要走了', phone: '13800009911' })
    const marketer = await world.as('marketer')
    expect((await post(`/customers/${one._id}/erase`, { reason: '本人要求' }, marketer)).status).toBe(403)
    const owner = await world.as('owner')
    expect((await post(`/customers/${one._id}/erase`, { reason: '' }, owner)).status).toBe(400)

    expect((await post(`/customers/${one._id}/erase`, { reason: '本人要求' }, owner)).status).toBe(200)
    expect((await get(`/customers/${one._id}`)).status).toBe(404)
    expect((await get('/customers?search=13800009911')).body.items).toEqual([])
    expect(await deeds('customer.erased')).toMatchObject([{ on: `customer:${one._id}` }])
    expect(world.announced).toContain('customers')
  })
})

describe('one customer', () => {
  it('is told in one line of time, newest first, in pages and parts', async () => {
    const one = await world.aCustomer({ nickname: '时间线' })
    world.clock.advance(60_000)
    await world.did(one, 'order.paid', {
      orderId: 'o1',
      amountFen: 26_800,
      items: [{ name: '精华水', quantity: 2 }],
    })
    world.clock.advance(60_000)
    await world.aTouch(one, {
      decisions: [
        {
          at: world.clock.now(),
          gate: 'capSlot',
          verdict: 'skip',
          reason: 'dayCapFull',
          final: true,
          inputs: { perDay: 2, perWeek: 5 },
        },
      ],
    })
    const all = await get(`/customers/${one._id}/timeline`)
    expect(all.body.items[0]).toMatchObject({
      title: '没发「沉睡会员专属券」',
      of: { kind: 'journey', name: '沉睡会员唤醒' },
    })
    expect(all.body.items).toContainEqual(
      expect.objectContaining({ kind: 'orders', title: '付款 ¥268.00', detail: '精华水 × 2 · 订单 o1' }),
    )
    expect(all.body.items.at(-1)).toMatchObject({ what: 'customer.created' })
    const paged: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page: { body: { items: { id: string }[]; next: string | null } } = await get(
        `/customers/${one._id}/timeline?limit=2&after=${encodeURIComponent(after || `${world.clock.now().getTime() + 1}~x`)}`,
      )
      paged.push(...page.body.items.map(({ id }) => id))
      after = page.body.next
    }
    expect(paged).toEqual(all.body.items.map(({ id }: { id: string }) => id))
    const { counts } = (await get(`/customers/${one._id}/timeline-counts`)).body
    for (const kind of ['events', 'touches', 'orders', 'tags']) {
      const part = await get(`/customers/${one._id}/timeline?kind=${kind}&limit=100`)
      expect([kind, part.body.items.length]).toEqual([kind, counts[kind]])
    }
    const { facts } = (await get(`/customers/${one._id}`)).body
    expect(facts).toMatchObject({
      paidFen: 26_800,
      orders: 1,
      averageOrderFen: 26_800,
      cycleDays: null,
      isCycleKnown: false,
      overdueDays: 0,
    })
  })

  it('every silence has a sentence, the next chance and the setting behind it', async () => {
    const one = await world.aCustomer({ nickname: '没收到' })
    const at = world.clock.now()
    const until = new Date(at.getTime() + 3_600_000)
    const capped = { perDay: 2, perWeek: 5, settings: 'company@3' }
    await world.aTouch(one, {
      decisions: [
        { at, gate: 'capSlot', verdict: 'skip', reason: 'dayCapFull', final: true, inputs: capped },
      ],
    })
    await world.aTouch(one, {
      state: 'deferred',
      dueAt: until,
      decisions: [
        {
          at,
          gate: 'quietHours',
          verdict: 'defer',
          reason: 'quietHours',
          until,
          inputs: { from: '09:00', to: '20:00' },
        },
      ],
    })
    await world.aTouch(one, {
      decisions: [
        { at, gate: 'capSlot', verdict: 'skip', reason: 'categoryWeekCapFull:上新', final: true, inputs: {} },
      ],
    })
    await world.aTouch(one, {
      createdAt: new Date(at.getTime() - 31 * 86_400_000),
      decisions: [{ at, gate: 'consent', verdict: 'skip', reason: 'noConsent', channel: 'sms', final: true }],
    })
    const { items, caps } = (await get(`/customers/${one._id}/silences`)).body
    expect(items).toHaveLength(3)
    expect(items).toContainEqual(
      expect.objectContaining({
        setting: {
          label: '触达频控：「上新」类消息',
          place: { kind: 'settings', part: 'caps', id: null },
        },
      }),
    )
    expect(items).toContainEqual(
      expect.objectContaining({
        says: '当天已发 2 条，到了「每天 2 条」的上限，所以没发。',
        next: { at: null, text: '这条不补发；别的营销消息现在就能发' },
        setting: {
          label: '触达频控：每天 2 条，每周 5 条',
          place: { kind: 'settings', part: 'caps', id: null },
        },
      }),
    )
    expect(items).toContainEqual(
      expect.objectContaining({
        isWaiting: true,
        next: { at: until.toISOString(), text: null },
        setting: expect.objectContaining({ label: '免打扰时段：20:00–09:00' }),
      }),
    )
    expect(caps).toEqual({ day: { used: 0, of: 2 }, week: { used: 0, of: 5 }, nextAt: null })
  })

  it('explains a message she did not get, as of a moment that is over', async () => {
    const one = await world.aCustomer({ nickname: '以前' })
    const before = new Date(world.clock.now().getTime() + 1_000)
    world.clock.advance(3_600_000)
    await world.did(one, 'order.paid', { orderId: 'o2', amountFen: 100 })
    await world.did(one, 'order.paid', { orderId: 'o3', amountFen: 100 })
    await post(`/customers/${one._id}/tags`, { add: ['会员'] })
    const path = `/customers/${one._id}/explain?kind=segment&of=members`
    expect((await get(path)).body).toMatchObject({ says: '在人群包里：条件都符合' })
    const then = (await get(`${path}&at=${encodeURIComponent(before.toISOString())}`)).body
    expect(then).toMatchObject({ at: before.toISOString(), says: '不在人群包里：条件不符合' })
    expect(then.checks).toContainEqual({ ok: false, says: '有标签 会员', actual: '没有这个标签', depth: 1 })
    const tooEarly = await get(`${path}&at=${encodeURIComponent('2020-01-01T00:00:00Z')}`)
    expect([tooEarly.status, tooEarly.body.error.places]).toEqual([422, { at: '选晚一点的时间' }])
    expect((await get(`/customers/${one._id}/explain?kind=message&of=hello`)).body.says).toMatch(
      /没有走到发送这一步/,
    )
  })

  it('offers to explain what is in use, and what was', async () => {
    const one = await world.aCustomer({ nickname: '翻旧账' })
    await world.publish('segment: old\nname: 老规则\nkind: static\nrule: { tag: 会员 }\n')
    await world.retire('segment:old')
    const { items } = (await get(`/customers/${one._id}/explainable`)).body
    expect(items).toContainEqual({
      kind: 'message',
      id: 'hello',
      name: '沉睡会员专属券',
      writtenAs: null,
      isOver: false,
    })
    expect(items.at(-1)).toEqual({
      kind: 'segment',
      id: 'old',
      name: '老规则',
      writtenAs: null,
      isOver: true,
    })
    expect((await get(`/customers/${one._id}/explain?kind=segment&of=old`)).status).toBe(200)
  })

  it('keeps every agreement and refusal, with where it came from and the words of the one in force', async () => {
    const one = await world.aCustomer({ nickname: '授权' })
    const text = '同意接收客旅生活的短信'
    const says = async (
      setConsent: Parameters<typeof world.customers.change>[1]['setConsent'],
      cause: string,
    ) => {
      await world.customers.change(one._id, { setConsent }, cause)
      world.clock.advance(60_000)
    }
    await says({ sms: { state: 'granted', source: 'lead:whitepaper', text } }, 'c1')
    await says({ sms: { state: 'refused', source: 'sms reply' } }, 'c2')
    const proof = { text, textVersion: '2026-01', evidence: '纸质单 17' }
    await says({ sms: { state: 'granted', source: 'lead:member-card', ...proof } }, 'c3')
    const { items } = (await get(`/customers/${one._id}/consents`)).body
    const none = { words: null, wordsVersion: null, evidence: null }
    expect(items).toMatchObject([
      {
        says: '同意接收短信',
        source: '表单「member-card」勾选',
        words: text,
        wordsVersion: '2026-01',
        evidence: '纸质单 17',
      },
      { says: '拒绝接收短信', source: '回短信退订', ...none },
      { says: '同意接收短信', source: '表单「whitepaper」勾选', ...none },
    ])
  })

  describe('the word of the guardian of a child', () => {
    const agreed = { state: 'granted', textVersion: '2026-03', evidence: '纸质同意书 0312' }
    const pathOf = ({ _id }: Customer) => `/customers/${_id}/guardian-consent`
    const guardianOf = async ({ _id }: Customer) => (await get(`/customers/${_id}`)).body.guardian
    const aChild = async (nickname: string) => {
      const child = await world.aCustomer({ nickname })
      const birthday = { personal: new Date('2018-05-20') }
      return world.customers.change(child, { setTraits: { birthday } }, `born ${nickname}`)
    }

    it('is noted with when, which words and where the proof lies, and taken back; both by whom', async () => {
      const child = await aChild('小朋友')
      expect(await guardianOf(child)).toEqual({ state: null, at: null, textVersion: null, evidence: null })
      const at = new Date(world.clock.now().getTime() - 60_000).toISOString()
      expect((await put(pathOf(child), { ...agreed, at })).status).toBe(200)
      expect(await guardianOf(child)).toEqual({ ...agreed, at })
      expect((await deeds('customer.guardian_agreed'))[0]).toMatchObject({
        on: `customer:${child._id}`,
        details: { textVersion: '2026-03', evidence: '纸质同意书 0312' },
      })
      expect((await put(pathOf(child), { state: 'refused', reason: '家长来电撤回' })).status).toBe(200)
      expect(await guardianOf(child)).toMatchObject({ state: 'refused', evidence: null })
      expect((await deeds('customer.guardian_withdrew'))[0]?.details).toEqual({ reason: '家长来电撤回' })
      const { items } = (await get(`/customers/${child._id}/consents`)).body
      expect(items).toMatchObject([
        { says: '监护人不同意', source: '在客户 360° 记录' },
        { says: '监护人同意', source: '在客户 360° 记录' },
      ])
      const { items: lines } = (await get(`/customers/${child._id}/timeline`)).body
      expect(lines).toContainEqual(
        expect.objectContaining({ title: '监护人不同意', detail: '在客户 360° 记录' }),
      )
    })

    it('is not taken from the future, without its proof, or from before they took it back', async () => {
      const child = await aChild('小小')
      const at = (hours: number) => new Date(world.clock.now().getTime() + hours * 3_600_000).toISOString()
      const ahead = await put(pathOf(child), { ...agreed, at: at(1) })
      expect([ahead.status, ahead.body.error.code]).toEqual([422, 'consent.ahead'])
      for (const missing of ['textVersion', 'evidence']) {
        const { status } = await put(pathOf(child), { ...agreed, at: at(-1), [missing]: undefined })
        expect([missing, status]).toEqual([missing, 400])
      }
      await put(pathOf(child), { state: 'refused', reason: '家长来电撤回' })
      const older = await put(pathOf(child), { ...agreed, at: at(-1) })
      expect([older.status, older.body.error.code]).toEqual([422, 'consent.older'])
      expect(await guardianOf(child)).toMatchObject({ state: 'refused' })
    })

    it('is for owners and marketers to note, and said of children alone', async () => {
      const child = await aChild('小宝')
      for (const role of ['analyst', 'lead', 'sales'] as const) {
        const body = { state: 'refused', reason: '家长来电' }
        expect((await put(pathOf(child), body, await world.as(role))).status).toBe(403)
      }
      expect(await guardianOf(hers)).toBeNull()
    })
  })

  it('says of each tag where it came from, and takes one set by hand off again', async () => {
    const one = await world.aCustomer({ nickname: '标签' })
    await world.customers.change(
      one,
      { addTags: [{ name: '高意向', kind: 'rule' }] },
      `wake:${one._id}:1:tag:1`,
    )
    await post(`/customers/${one._id}/tags`, { add: ['生日月'] })
    expect(world.announced).toContain('customers')
    const { tagsWithOrigin } = (await get(`/customers/${one._id}`)).body
    expect(tagsWithOrigin).toEqual([
      expect.objectContaining({ name: '注册:2026年12月', origin: '客户资料', isKept: true }),
      expect.objectContaining({ name: '高意向', origin: '流程「沉睡会员唤醒」', isKept: false }),
      expect.objectContaining({ name: '生日月', origin: '手工 · 某marketer' }),
    ])
    await post(`/customers/${one._id}/tags`, { remove: ['生日月'] })
    expect((await get(`/customers/${one._id}`)).body.tags).toEqual(['高意向', '注册:2026年12月'])
  })

  it('says why somebody has a preference, and by which version of which rule', async () => {
    const one = await world.aCustomer({ nickname: '偏好' })
    const preference = { name: '关注促销', reason: { ...aReason, rule: 'promotion-minded@2' } }
    await world.customers.change(one, { preferences: [preference] }, 'preferences:2026-03-01')
    const { tagsWithOrigin } = (await get(`/customers/${one._id}`)).body
    expect(tagsWithOrigin).toContainEqual({
      name: '关注促销',
      at: expect.any(String),
      origin: '偏好规则「promotion-minded」第 2 版',
      why: '2025年12月1日至2026年2月28日，6 次点击里 3 次是促销（50%）',
      of: null,
      isKept: false,
    })
  })

  it('says what 勿扰 stops before it is pressed, and notes who pressed it', async () => {
    const one = await world.aCustomer({ nickname: '勿扰' })
    const dueAt = new Date(world.clock.now().getTime() + 3_600_000)
    await world.aTouch(one, { state: 'deferred', dueAt })
    await world.aTouch(one, { state: 'deferred', dueAt, purpose: 'requested' })
    const path = `/customers/${one._id}/do-not-disturb`
    expect((await get(path)).body).toEqual({
      waiting: [{ message: '沉睡会员专属券', next: dueAt.toISOString() }],
      quietened: [],
      untouched: [],
    })
    expect((await put(path, { isOn: true, reason: '客户说别再打扰' })).status).toBe(200)
    expect((await deeds('customer.left_alone'))[0]?.details).toEqual({
      reason: '客户说别再打扰',
      channels: 'all',
      days: null,
    })
    expect((await get(`/customers/${one._id}`)).body.isLeftAlone).toBe(true)
    await put(path, { isOn: false, reason: '客户改主意了' })
    expect((await get(`/customers/${one._id}`)).body).toMatchObject({ isLeftAlone: false, quiet: [] })
  })

  it('sets 勿扰 of single channels for thirty days, and says until when, who and where', async () => {
    const one = await world.aCustomer({ nickname: '安静' })
    const path = `/customers/${one._id}/do-not-disturb`
    const asked = { isOn: true, channels: ['sms', 'wecom'], days: 30, reason: '只要小程序的' }
    expect((await put(path, asked)).status).toBe(200)
    const { isLeftAlone, quiet, reach } = (await get(`/customers/${one._id}`)).body
    expect(isLeftAlone).toBe(false)
    const end = `到 ${lastQuietDay(quietUntil(world.clock.now(), 30))}`
    const line = { end, by: expect.any(String), place: '客户页', at: expect.any(String) }
    expect(quiet).toEqual([
      { ...line, scope: '企业微信' },
      { ...line, scope: '短信' },
    ])
    expect(reach.find(({ channel }: { channel: string }) => channel === 'email')?.says).not.toBe('勿扰')
    // A tag that somebody put on by hand is one for good.
    await post(`/customers/${one._id}/tags`, { add: ['勿扰'] })
    expect((await get(`/customers/${one._id}`)).body.quiet[0]).toMatchObject({
      scope: '全部渠道',
      end: '一直',
      by: null,
    })
  })

  it.each([
    ['no channel', { isOn: true, channels: [], reason: '客户说的' }],
    ['a channel there is none of', { isOn: true, channels: ['fax'], reason: '客户说的' }],
    ['no time at all', { isOn: true, days: 0, reason: '客户说的' }],
    ['no reason', { isOn: true }],
  ])('refuses 勿扰 with %s', async (_, body) => {
    const one = await world.aCustomer({ nickname: '照旧' })
    expect((await put(`/customers/${one._id}/do-not-disturb`, body)).status).toBe(400)
    expect((await get(`/customers/${one._id}`)).body.quiet).toEqual([])
  })

  it('becomes a test account and none again', async () => {
    const one = await world.aCustomer({ nickname: '同事' })
    await put(`/customers/${one._id}/test-account`, { isTest: true })
    expect(namesOf(await get('/customers?test=yes'))).toEqual(['同事'])
    await put(`/customers/${one._id}/test-account`, { isTest: false })
    expect(namesOf(await get('/customers?test=yes'))).toEqual([])
    expect(await deeds('customer.test_account_set')).toHaveLength(1)
  })
})

describe('saved views', () => {
  it('are each their own, and keep no phone number', async () => {
    const saved = await post('/customer-views', { name: '送礼的', filters: { tag: '送礼' } })
    const other = await world.cookieOf((await world.aMember({ _id: 'marketer2', role: 'marketer' }))._id)
    expect((await get('/customer-views')).body.items).toEqual([saved.body])
    expect((await get('/customer-views', other)).body.items).toEqual([])
    const path = `/customer-views/${saved.body.id}`
    expect((await world.call('DELETE', path, { cookie: other })).status).toBe(404)
    expect((await world.call('DELETE', path, { cookie: marketer })).status).toBe(200)
    const phone = await post('/customer-views', { name: '她', filters: { search: '13800002716' } })
    expect(phone.status).toBe(422)
  })
})

describe('everybody as a file', () => {
  const take = (cookie: string, contact: 'masked' | 'clear') =>
    world.call('POST', '/customers-table', { cookie, body: { reason: '给门店对名单', contact } })

  it('holds who one may see, masked, nothing in it a formula, and is noted', async () => {
    await world.aCustomer({ nickname: '=HYPERLINK("http://x")', owner: 'lilei' })
    const answer = await take(marketer, 'masked')
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('138****2716')
    expect(answer.body).not.toContain('13800002716')
    expect(answer.body).toContain(`"'=HYPERLINK`)
    const [deed] = await world.stores.auditLog.list({ limit: 1, action: 'customers.exported' })
    expect(deed).toMatchObject({ details: { reason: '给门店对名单', contact: 'masked' } })
  })

  it('tells phones in clear to who may, of all of them', async () => {
    expect((await take(marketer, 'clear')).body).toContain('13800002716')
    const lead = await world.as('lead', { _id: 'a-lead-of-files', stores: ['xihu'] })
    expect((await take(lead, 'clear')).status).toBe(403)
    const own = await take(lead, 'masked')
    expect(own.body).toContain('郭晓彤')
    expect(own.body).not.toContain('郭先生')
  })

  it('is as the list is narrowed, and what was searched for is not written down', async () => {
    await world.aCustomer({ nickname: '要导出的' })
    const body = { reason: '给门店对名单', contact: 'masked', search: '要导出' }
    const { body: found } = await world.call('POST', '/customers-table', { cookie: marketer, body })
    expect(found.split('\r\n')).toHaveLength(3)
    expect(found).toContain('要导出的')
    const [deed] = await world.stores.auditLog.list({ limit: 1, action: 'customers.exported' })
    expect(deed).toMatchObject({ details: { searched: true } })
    expect(JSON.stringify(deed)).not.toContain('要导出')
  })

  it('tells tags and coupons as well, one row each', async () => {
    const one = await world.aCustomer({ nickname: '有券的' })
    await world.customers.change(one, { addTags: [{ name: '=送礼', kind: 'manual' }] }, 'cause-of-tags')
    const day = new Date('2026-12-01T00:00:00+08:00')
    await world.stores.coupons.insertGrant({
      ...{ _id: 'grant:f', batchId: 'gift', customerId: one._id, number: 0, code: '007', amountFen: 500 },
      ...{
        name: '回归礼',
        validFrom: day,
        validUntil: day,
        grantedAt: day,
        state: 'redeemed',
        order: 'shop:A1',
      },
    })
    const body = { reason: '给门店对名单', contact: 'masked', search: '有券' }
    const tags = await world.call('POST', '/customer-tags-table', { cookie: marketer, body })
    expect(tags.body).toContain(`"'=送礼","手动"`)
    const coupons = await world.call('POST', '/coupons-table', { cookie: marketer, body })
    expect(coupons.body).toContain('"gift","回归礼","007\t","已使用","5.00","","2026-12-01 00:00:00"')
    expect(coupons.body).toContain('"A1"')
    expect(await deeds('customers.tags_exported')).toHaveLength(1)
    expect(await deeds('customers.coupons_exported')).toHaveLength(1)
  })
})

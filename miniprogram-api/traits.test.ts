import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isSealedTrait, openTrait } from '../domain/customers/personal-traits.ts'
import type { Customer } from '../models/customer.ts'
import { babyConsent, someOwnTraits } from '../test/testing/own-traits.ts'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
beforeEach(async () => {
  world = await miniprogramWorld()
  world.registry.traits = [someOwnTraits()]
})
afterEach(() => world.close())

const opened = (customer: Customer | null | undefined, trait: string) => {
  const value = customer?.traits[trait]
  return isSealedTrait(value) ? openTrait(value, world.seal) : 'not sealed'
}
const told = async () => (await world.events('customer.trait_changed')).map(({ props }) => props)

describe('traits in a lead form', () => {
  let lead = 0
  const send = async (more: object, token?: string) => {
    const form = { id: `l${++lead}`, form: 'baby', phone: '13800138000', consent: { text: '同意' }, ...more }
    const answer = await world.call('/leads', form, token)
    await world.activity.settled()
    return answer
  }
  const owner = async () => (await world.customers.findByPhone('+8613800138000'))[0]

  it('are set as rules read them, and told as changes like others', async () => {
    const traits = { skin: ' 干性\n肌肤 ', children: 2, dueOn: '2026-08-01' }
    expect((await send({ traits })).status).toBe(202)
    const dueOn = new Date('2026-08-01T00:00:00+08:00')
    expect((await owner())?.traits).toMatchObject({ skin: '干性 肌肤', children: 2, dueOn })
    expect(await told()).toEqual(
      expect.arrayContaining([
        { trait: 'children', old: null, new: 2 },
        { trait: 'dueOn', old: null, new: dueOn },
      ]),
    )
  })

  it('with a consent of their own are sealed, with its words and time; nowhere in clear', async () => {
    const traits = { babyBirthday: '2026-01-05T10:00:00+08:00' }
    expect((await send({ traits, traitConsents: { babyBirthday: babyConsent } })).status).toBe(202)
    const customer = await owner()
    expect(opened(customer, 'babyBirthday')).toEqual(new Date('2026-01-05T10:00:00+08:00'))
    expect(customer?.traits.babyBirthday).toMatchObject({
      consent: { source: 'lead:baby', text: babyConsent, at: world.clock.now() },
    })
    expect(await told()).toMatchObject([{ trait: 'babyBirthday', old: null, new: '***' }])
    const events = await world.connection.collection('events').find({}).toArray()
    expect(JSON.stringify([customer, events, await world.inboxRecords()])).not.toContain('2026-01-05')
  })

  it('that were left empty say nothing', async () => {
    expect((await send({ traits: { skin: ' \u200b', children: 1, dueOn: '' } })).status).toBe(202)
    expect(Object.keys((await owner())?.traits ?? {})).not.toContain('skin')
    expect(Object.keys((await owner())?.traits ?? {})).not.toContain('dueOn')
  })

  it('without a log-in never overwrite what is known; with one they do', async () => {
    await send({ traits: { skin: '干性' } })
    await send({ traits: { skin: '油性', children: 3 } })
    expect((await owner())?.traits).toMatchObject({ skin: '干性', children: 3 })
    const token = await world.login()
    await send({ traits: { skin: '油性' } }, token)
    await send({ traits: { skin: '中性' } }, token)
    expect((await world.byOpenid('o-wang'))?.traits).toMatchObject({ skin: '中性' })
  })

  it.each<[string, object, { field: string; expected: RegExp; todo: RegExp }]>([
    [
      'misspelt',
      { traits: { skins: '干性' } },
      { field: 'traits.skins', expected: /the form may set/, todo: /did you mean "skin"/ },
    ],
    [
      'nobody declared',
      { traits: { favouriteColour: '红' } },
      { field: 'traits.favouriteColour', expected: /the form may set/, todo: /declared first/ },
    ],
    [
      'not for forms',
      { traits: { level: 3 } },
      { field: 'traits.level', expected: /the form may set/, todo: /form added to its "set"/ },
    ],
    [
      'Kelu keeps',
      { traits: { ordersCount: 3 } },
      { field: 'traits.ordersCount', expected: /the form may set/, todo: /Kelu keeps it/ },
    ],
    [
      'a number in words',
      { traits: { children: '2' } },
      { field: 'traits.children', expected: /^a number$/, todo: /send it like this/ },
    ],
    [
      'a date no calendar has',
      { traits: { dueOn: '2026-02-30' } },
      { field: 'traits.dueOn', expected: /2026-03-05/, todo: /send it like this/ },
    ],
    [
      'a text without end',
      { traits: { skin: '干'.repeat(501) } },
      { field: 'traits.skin', expected: /500 characters/, todo: /send it like this/ },
    ],
    [
      'taken away by a form',
      { traits: { skin: null } },
      { field: 'traits.skin', expected: /a text/, todo: /leave it out/ },
    ],
    [
      'contact data in clear',
      { traits: { skin: '13911112222' } },
      { field: 'traits.skin', expected: /no contact data/, todo: /declared personal/ },
    ],
    [
      'without the consent it needs',
      { traits: { babyBirthday: '2026-01-05' } },
      { field: 'traitConsents.babyBirthday', expected: /words of consent/, todo: /show these words/ },
    ],
    [
      'with other words of consent',
      { traits: { babyBirthday: '2026-01-05' }, traitConsents: { babyBirthday: '同意' } },
      { field: 'traitConsents.babyBirthday', expected: /words of consent/, todo: /show these words/ },
    ],
    [
      'with a consent for another name',
      { traits: { skin: '干性' }, traitConsents: { skins: '同意' } },
      { field: 'traitConsents.skins', expected: /sent along/, todo: /did you mean "skin"/ },
    ],
  ])(
    '%s: refused with field, what was expected and what to do, and nothing is kept',
    async (_what, more, fault) => {
      const answer = await send({
        ...more,
        traits: { children: 1, ...('traits' in more && (more.traits as object)) },
      })
      expect(answer.status).toBe(422)
      expect(answer.body.error).toMatchObject({
        code: 'request.unprocessable',
        data: {
          faults: [
            {
              field: fault.field,
              expected: expect.stringMatching(fault.expected),
              todo: expect.stringMatching(fault.todo),
            },
          ],
        },
      })
      expect(JSON.stringify(answer.body)).not.toMatch(/2026-01-05|13911112222/)
      expect([await owner(), await world.inboxRecords()]).toEqual([undefined, []])
    },
  )

  it('are judged by what is declared at that moment', async () => {
    world.registry.traits = []
    expect((await send({ traits: { skin: '干性' } })).status).toBe(422)
    world.registry.traits = [someOwnTraits()]
    expect((await send({ traits: { skin: '干性' } })).status).toBe(202)
  })
})

describe('the profile page', () => {
  it('is told what a customer may tell of themselves, and shows personal data masked', async () => {
    const token = await world.login()
    const set = { id: 'p1', nickname: '小王', region: '上海', traits: { skin: '干性', birthday: '05-20' } }
    expect(await world.call('/profile', set, token)).toMatchObject({ status: 200, body: { accepted: true } })
    const customer = await world.byOpenid('o-wang')
    expect(customer?.profile).toMatchObject({ nickname: '小王', region: '上海' })
    expect(customer?.traits.skin).toBe('干性')
    expect(opened(customer, 'birthday')).toBe('05-20')
    expect((await world.call('/profile', undefined, token, 'GET')).body).toEqual({
      fields: [
        { trait: 'skin', name: '肤质', type: 'text', value: '干性' },
        { trait: 'dueOn', name: '预产期', type: 'date' },
        { trait: 'birthday', name: '生日', type: 'monthDay', value: '***' },
        { trait: 'babyBirthday', name: '宝宝生日', type: 'date', consent: babyConsent },
      ],
    })
  })

  it('takes a value away, one that needs consent too', async () => {
    const token = await world.login()
    const given = { babyBirthday: '2026-01-05', skin: '干性' }
    await world.call(
      '/profile',
      { id: 'p1', traits: given, traitConsents: { babyBirthday: babyConsent } },
      token,
    )
    expect(opened(await world.byOpenid('o-wang'), 'babyBirthday')).toBeInstanceOf(Date)
    expect(
      (await world.call('/profile', { id: 'p2', traits: { babyBirthday: null, skin: null } }, token)).status,
    ).toBe(200)
    const left = Object.keys((await world.byOpenid('o-wang'))?.traits ?? {})
    for (const name of Object.keys(given)) expect(left).not.toContain(name)
  })

  it('counts once per id, and keeps nothing of what it refuses', async () => {
    const token = await world.login()
    await world.call('/profile', { id: 'p1', traits: { skin: '干性' } }, token)
    await world.call('/profile', { id: 'p1', traits: { skin: '油性' } }, token)
    const refused = { id: 'p2', nickname: '小王', traits: { skin: '油性', children: 2 } }
    expect((await world.call('/profile', refused, token)).status).toBe(422)
    const customer = await world.byOpenid('o-wang')
    expect([customer?.traits.skin, customer?.profile.nickname]).toEqual(['干性', undefined])
  })

  it('is nobody’s without a log-in', async () => {
    expect((await world.call('/profile', { id: 'p1' })).status).toBe(401)
    expect((await world.call('/profile', undefined, undefined, 'GET')).status).toBe(401)
  })
})

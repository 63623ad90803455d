import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { createSealing } from '../../domain/customers/sealing.ts'
import { checkKeys } from '../../server/check-keys.ts'
import { loadConfig } from '../../server/config.ts'
import { withCli } from '../testing/a-cli.ts'
import { withKelu } from '../testing/beside-kelu.ts'

const newKey = `next:${randomBytes(32).toString('base64')}`

interface Stored {
  _id: string
  phone?: object
  contacts?: { remark?: object; phones: object[] }[]
  seen?: Date
}

withCli(
  'keys reseal: everything is sealed with the new key, wherever it stands, and the old one can go',
  async ({ cli }) => {
    const config = loadConfig(cli.env)
    await cli.beside(({ stores }) => checkKeys(stores.keys, config))
    const old = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
    const people = cli.connection.collection<Stored>('customers')
    const count = 450
    await people.insertMany(
      Array.from({ length: count }, (_, n) => ({
        _id: `c${String(n).padStart(4, '0')}`,
        phone: old.seal(`138${n}`),
        contacts: [
          { phones: [] },
          { remark: old.seal(`remark ${n}`), phones: [old.seal('a'), old.seal(`b ${n}`)] },
        ],
        seen: new Date(0),
      })),
    )
    await cli.connection.collection<Stored>('inbox').insertOne({ _id: 'x', phone: old.seal('form') })
    const both = { DATA_KEYS: `${newKey},${cli.env.DATA_KEYS}` }

    const unasked = await cli.kelu('keys reseal', { more: both })
    expect(unasked).toMatchObject({ code: 1, err: expect.stringContaining('旧的备份恢复时仍需要旧密钥') })
    const done = await cli.kelu('keys reseal --yes --json', { more: both })
    expect(done.json()).toMatchObject({
      seen: 4 * count + 1,
      resealed: 4 * count + 1,
      left: {},
      old: ['test'],
    })

    // The old key is gone, and everything can be read.
    const alone = { DATA_KEYS: newKey }
    const again = await cli.kelu('keys reseal --yes --json', { more: alone })
    expect(again.json()).toMatchObject({ seen: 4 * count + 1, resealed: 0, old: [] })
    const next = createSealing({
      data: loadConfig({ ...cli.env, ...alone }).dataKeys,
      blindIndex: config.blindIndexKey,
    })
    const person = await people.findOne({ _id: 'c0321' })
    const opened = (value: object | undefined) => next.unseal(value as Parameters<typeof next.unseal>[0])
    expect([opened(person?.phone), ...(person?.contacts?.[1]?.phones ?? []).map(opened)]).toEqual([
      '138321',
      'a',
      'b 321',
    ])
    expect(person?.seen).toEqual(new Date(0))
    expect((await cli.kelu('status', { more: { DATA_KEYS: cli.env.DATA_KEYS } })).err).toContain(
      'next, which is missing',
    )
  },
)

withCli('keys reseal touches nothing when a key in use is missing', async ({ cli }) => {
  const config = loadConfig(cli.env)
  await cli.beside(({ stores }) => checkKeys(stores.keys, config))
  expect((await cli.kelu('keys reseal --yes', { more: { DATA_KEYS: newKey } })).err).toContain(
    'test, which is missing',
  )
})

withKelu('keys reseal waits for processes that still seal with the old key', async ({ beside }) => {
  const { config } = beside.running
  const ours = `test:${Buffer.from(config.dataKeys[0]!.key).toString('base64')}`
  const refused = await beside.kelu('keys reseal --yes --json', { DATA_KEYS: `${newKey},${ours}` })
  expect(refused.json()).toMatchObject({ error: { code: 'keys.others' } })
  expect((await beside.kelu('keys reseal --yes')).code).toBe(0)
})

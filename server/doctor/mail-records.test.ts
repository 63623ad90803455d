import { expect, it } from 'vitest'
import { createMailRecords } from './mail-records.ts'

/** A resolver that knows this; nothing is sent to anybody. */
const dns = (
  known: { mx?: { exchange: string; priority: number }[]; txt?: string[][] },
  code = 'ENODATA',
): Parameters<typeof createMailRecords>[0] => {
  const told = async <T>(records: T[] | undefined): Promise<T[]> => {
    if (records === undefined) throw Object.assign(new Error(code), { code })
    return records
  }
  return { resolveMx: () => told(known.mx), resolveTxt: () => told(known.txt) }
}

it('names the mail servers in the order they are asked', async () => {
  const mx = [
    { exchange: 'second.cn', priority: 20 },
    { exchange: 'first.cn', priority: 10 },
  ]
  expect(await createMailRecords(dns({ mx })).mx('kelu-mail.cn')).toEqual(['first.cn', 'second.cn'])
})

it('puts a text together that came in pieces', async () => {
  const txt = [['v=spf1 include:a.cn', ' -all'], ['other']]
  expect(await createMailRecords(dns({ txt })).txt('kelu-mail.cn')).toEqual([
    'v=spf1 include:a.cn -all',
    'other',
  ])
})

it.each(['ENODATA', 'ENOTFOUND'])('tells %s as no records', async (code) => {
  const records = createMailRecords(dns({}, code))
  expect([await records.mx('gone.cn'), await records.txt('gone.cn')]).toEqual([[], []])
})

it('throws the code of a resolver that does not answer', async () => {
  await expect(createMailRecords(dns({}, 'ETIMEOUT')).mx('kelu-mail.cn')).rejects.toMatchObject({
    code: 'ETIMEOUT',
  })
})

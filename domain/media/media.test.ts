import { afterAll, describe, expect, it } from 'vitest'
import { createDefinitionStore } from '../../models/definitions.ts'
import { createDraftStore } from '../../models/drafts.ts'
import { createMediaStore } from '../../models/media.ts'
import { createSkuStore } from '../../models/skus.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { testDatabase } from '../../test/testing/database.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import { checkPictures } from './check-pictures.ts'
import { createMedia } from './media.ts'
import { createNamingTexts } from './naming-texts.ts'
import { pictureName, picturesNamedIn, withPictureAddresses } from './picture-name.ts'
import { aGif, aPng } from './testing/pictures.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const definitions = createDefinitionStore(db.connection)
const drafts = createDraftStore(db.connection)
const skus = createSkuStore(db.connection)
const store = createMediaStore(db.connection)
const media = createMedia({
  store,
  texts: createNamingTexts({ definitions, drafts, skus }),
  realClock: movableClock(),
})
const at = new Date()

async function aPicture(tint: number): Promise<string> {
  return (await media.keep(aPng({ tint }), 'zhou')).media._id
}
const endOf = async (id: string) => (await store.find(id))?.expiresAt
const dayMs = 86_400_000

const draftOf = (key: string, text: string) => ({
  _id: key,
  life: 'l',
  stamp: 's',
  text,
  basedOn: 0,
  by: 'zhou',
  at,
  lease: { session: 'page', by: 'zhou', until: at },
})

describe('a picture', () => {
  it('goes thirty days after it came when nothing names it, its bytes last', async () => {
    const id = await aPicture(1)
    const end = (await endOf(id))?.getTime() ?? 0
    expect(Math.abs(end - Date.now() - 30 * dayMs)).toBeLessThan(60_000)
    const [piece] = await db.connection
      .collection<{ expiresAt: Date }>('mediaPieces')
      .find({ media: id })
      .toArray()
    expect(piece?.expiresAt.getTime()).toBe(end + dayMs)
  })

  it('stays while a draft, what came too late for one, any version there ever was, or a product names it', async () => {
    const [drafted, late, versioned, forgotten, sold] = await Promise.all([2, 3, 4, 5, 8].map(aPicture))
    const words = { productId: 'p', name: '精华', priceFen: 100, isOn: false }
    await skus.say('s1', { ...words, picture: `media:${sold}` })
    await drafts.insert(
      draftOf('message:a', `welcome: { attach: [{ image: { picture: media:${drafted} } }] }`),
    )
    await drafts.keepCopy('message:b', { text: `media:${late}`, by: 'zhou', at })
    await definitions.insertVersion({
      _id: 'message:c@1',
      key: 'message:c',
      number: 1,
      hash: 'h',
      definition: JSON.stringify({ content: { email: { html: `<img src="media:${versioned}">` } } }),
      origin: 'page',
      by: 'zhou',
      madeAt: at,
    })
    await media.retain()
    expect(await Promise.all([drafted, late, versioned, sold].map((id) => endOf(id ?? '')))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(await endOf(forgotten ?? '')).toBeInstanceOf(Date)

    await drafts.discard('message:a', 'page')
    await media.retain()
    expect(await endOf(drafted ?? '')).toBeInstanceOf(Date)
    expect(await endOf(versioned ?? '')).toBeUndefined()
    expect((await media.bytes(versioned ?? ''))?.bytes.length).toBeGreaterThan(0)
  })

  it('uploaded again is kept as long from then on', async () => {
    const id = await aPicture(6)
    const sooner = new Date(Date.now() + dayMs)
    for (const name of ['media', 'mediaPieces'])
      await db.connection.collection(name).updateMany({}, { $set: { expiresAt: sooner } })
    expect((await media.keep(aPng({ tint: 6 }), 'chen')).isNew).toBe(false)
    expect((await endOf(id))?.getTime()).toBeGreaterThan(sooner.getTime())
  })

  it('half of which is gone is not there', async () => {
    const id = await aPicture(7)
    await db.connection.collection('mediaPieces').deleteMany({ media: id })
    expect(await media.bytes(id)).toBeNull()
    await aPicture(7)
    expect(await media.bytes(id)).not.toBeNull()
  })
})

describe('the name of a picture', () => {
  const id = 'a'.repeat(64)
  it('is told from other words, and becomes an address in what is sent', () => {
    expect(picturesNamedIn(`media:${id} media:abc multimedia:${id} media:${id}0 media:${id}`)).toEqual([id])
    expect(withPictureAddresses(`<img src="${pictureName(id)}">`, 'https://k.example')).toBe(
      `<img src="https://k.example/media/${id}">`,
    )
  })
})

describe('a message', () => {
  const message = (content: object): AnyDefinition => ({
    kind: 'message',
    definition: {
      id: 'm',
      name: 'm',
      purpose: 'marketing',
      prefer: 'auto',
      variables: {},
      content,
    },
  })

  it('is told a picture that is not there, and one its channel does not take, each at its place', async () => {
    const png = await aPicture(8)
    const { media: gif } = await media.keep(aGif(), 'zhou')
    const absent = 'f'.repeat(64)
    const image = (id: string) => ({ kind: 'image', picture: pictureName(id) })
    const faults = await checkPictures(
      [
        message({
          welcome: { attach: [image(png), image(gif._id), image(absent)] },
          email: { subject: 's', text: 't', html: `<img src="${pictureName(gif._id)}">` },
        }),
      ],
      media.findMany,
    )
    expect(faults).toEqual([
      {
        key: 'message:m',
        path: 'welcome.attach.1.image.picture',
        expected: '企业微信收的图片：PNG 或 JPEG',
        todo: '换一张，或另存为 PNG 再上传',
      },
      {
        key: 'message:m',
        path: 'welcome.attach.2.image.picture',
        expected: '已经上传的图片（这张不在了）',
        todo: '重新上传一张',
      },
    ])
  })
})

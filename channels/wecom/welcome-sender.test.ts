import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import type { PictureFile, WecomPictureId, WecomPictures } from '../../domain/media/ports.ts'
import { aGif, aPng } from '../../domain/media/testing/pictures.ts'
import type { WelcomeMessage } from '../../domain/outreach/ports.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createMediaIds } from './media-ids.ts'
import { createWelcomeSender } from './welcome-sender.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const api = '/cgi-bin/externalcontact/send_welcome_msg'

async function aWelcome(message: Partial<WelcomeMessage> = {}): Promise<WelcomeMessage> {
  return { welcomeCode: await platforms.welcomeCode(), text: '你好', attachments: [], ...message }
}

function attempt() {
  return { ref: 'welcome:1#1', at: platforms.clock.now() }
}

/** Pictures people uploaded, and what is noted of WeCom's copies. */
function library() {
  const files = new Map<string, PictureFile>([['p1', { type: 'png', bytes: aPng() }]])
  const copies = new Map<string, WecomPictureId>()
  const pictures: WecomPictures = {
    copyOf: async (id) => copies.get(id) ?? null,
    file: async (id) => files.get(id) ?? null,
    keepCopy: async (id, copy) => void copies.set(id, copy),
    async forgetCopy(id, mediaId) {
      if (copies.get(id)?.mediaId === mediaId) copies.delete(id)
    },
  }
  return { files, copies, pictures }
}

function sender(api = platforms.wecom, { pictures } = library()) {
  const { clock } = platforms
  const mediaIds = createMediaIds({ api, pictures, clock, log: silentLog })
  return createWelcomeSender({ api, mediaIds, clock, log: silentLog })
}

/** One WeCom has, for as long as it keeps any. */
const aMediaId = () => platforms.wecom.uploadImage({ filename: 'a.png', type: 'png', bytes: aPng() })

describe('a welcome', () => {
  it('reaches the new customer with its link and mini-program page', async () => {
    const message = await aWelcome({
      attachments: [
        { kind: 'link', title: '白皮书', url: 'https://k.example/w', description: '下载' },
        {
          kind: 'miniprogram',
          title: '商城',
          appid: platforms.sandbox.settings.mpAppId,
          page: 'pages/index',
          picture: { mediaId: await aMediaId() },
        },
      ],
    })
    expect(await sender().send(message, attempt())).toEqual({ kind: 'sent' })
    const delivered = await platforms.sandbox.deliveries({ kind: 'welcome' })
    expect(delivered).toMatchObject([{ receiver: wang.externalUserid, content: { text: '你好' } }])
    expect(delivered[0]?.content.attachments).toHaveLength(2)
  })

  it('whose chat has already begun counts as done', async () => {
    const message = await aWelcome()
    await platforms.sandbox.chat({ person: 'wang', staff: 'Li.Lei' })
    expect(await sender().send(message, attempt())).toEqual({ kind: 'sent' })
  })

  it('with an expired code is refused without blaming the customer', async () => {
    const message = await aWelcome()
    await platforms.advance(20_001)
    const outcome = await sender().send(message, attempt())
    expect(outcome).toEqual({ kind: 'refused', reason: 'codeExpired', code: '41050' })
  })

  const card = {
    kind: 'miniprogram',
    title: '商城',
    page: 'pages/index',
    picture: { mediaId: 'over' },
  } as const
  const link = { kind: 'link', title: '白皮书', url: 'https://k.example/w' } as const
  it.each([
    ['whose picture id is over goes without its card', 40007, {}, ['link']],
    ['refused without a word about which part goes with its text alone', 40058, {}, []],
    ['with a title that is too long goes without that card', null, { title: '长'.repeat(30) }, ['link']],
  ])('%s', async (_what, code, change, left) => {
    const { mpAppId: appid } = platforms.sandbox.settings
    const message = await aWelcome({ attachments: [{ ...card, appid, ...change }, link] })
    if (code !== null) await platforms.strike({ platform: 'wecom', api, kind: 'errcode', code })
    expect(await sender().send(message, attempt())).toEqual({ kind: 'sent' })
    const delivered = await platforms.sandbox.deliveries({ kind: 'welcome' })
    const attachments = left.map((msgtype) => expect.objectContaining({ msgtype }))
    expect(delivered).toMatchObject([{ content: { text: '你好', attachments } }])
  })

  it('of which nothing would be left is refused, and so is one whose text is the fault', async () => {
    const { mpAppId: appid } = platforms.sandbox.settings
    const { text: _, ...bare } = await aWelcome({ attachments: [{ ...card, appid }] })
    await platforms.strike({ platform: 'wecom', api, kind: 'errcode', code: 40007 })
    expect(await sender().send(bare, attempt())).toMatchObject({ kind: 'refused', code: '40007' })
    const long = { ...bare, text: '长'.repeat(2_000), attachments: [link] }
    expect(await sender().send(long, attempt())).toMatchObject({ kind: 'refused', code: 'limit.text' })
    expect(await platforms.calls(`wecom:${api}`)).toBe(1)
  })

  it('is not called with a code that is over, by the time of its event', async () => {
    const until = new Date(platforms.clock.now().getTime() + 20_000)
    const message = await aWelcome({ until })
    platforms.clock.advance(19_900)
    expect(await sender().send(message, attempt())).toMatchObject({ kind: 'refused', reason: 'codeExpired' })
    expect(await platforms.calls(`wecom:${api}`)).toBe(0)
  })

  it('refused with a code in no table is our fault of set-up, told with the words of WeCom', async () => {
    const message = await aWelcome()
    await platforms.strike({ platform: 'wecom', api, kind: 'errcode', code: 77777 })
    const refused = { kind: 'refused', reason: 'configuration', code: '77777', detail: 'ordered by a test' }
    expect(await sender().send(message, attempt())).toEqual(refused)
  })

  it.each([-1, 41096])('is tried once: after %i the caller decides', async (code) => {
    const message = await aWelcome()
    await platforms.strike({ platform: 'wecom', api, kind: 'errcode', code })
    expect(await sender().send(message, attempt())).toMatchObject({ kind: 'retryLater', code: String(code) })
    expect(await platforms.calls(`wecom:${api}`)).toBe(1)
  })

  it.each([
    ['text over 4,000 bytes', { text: '客'.repeat(1_334) }],
    [
      'ten attachments',
      { attachments: Array(10).fill({ kind: 'image', picture: { url: 'https://k.example/p' } }) },
    ],
    ['nothing to say', { text: '' }],
    [
      'a link title over 128 bytes',
      { attachments: [{ kind: 'link', title: '客'.repeat(43), url: 'https://k.example' }] },
    ],
    [
      'a mini-program title over 64 bytes',
      {
        attachments: [
          { kind: 'miniprogram', title: '客'.repeat(22), appid: 'wx', page: 'p', picture: { mediaId: 'm' } },
        ],
      },
    ],
  ] as [string, Partial<WelcomeMessage>][])('with %s is refused before the call', async (_what, part) => {
    expect(await sender().send(await aWelcome({ text: '', ...part }), attempt())).toMatchObject({
      kind: 'refused',
      reason: 'content',
    })
    expect(await platforms.calls(`wecom:${api}`)).toBe(0)
  })
})

describe('a welcome with pictures people uploaded', () => {
  const upload = 'wecom:/cgi-bin/media/upload'
  const picture = { uploaded: 'p1' }
  const dayMs = 86_400_000
  const delivered = async () =>
    (await platforms.sandbox.deliveries({ kind: 'welcome' })).map(({ content }) =>
      (content.attachments as { msgtype: string }[]).map(({ msgtype }) => msgtype),
    )

  it('goes with them, handed to WeCom once however many are welcomed at once', async () => {
    const { mpAppId: appid } = platforms.sandbox.settings
    const shared = library()
    const both = sender(platforms.wecom, shared)
    const message = await aWelcome({
      attachments: [
        { kind: 'image', picture },
        { kind: 'miniprogram', title: '商城', appid, page: 'pages/index', picture },
      ],
    })
    expect(await both.send(message, attempt())).toEqual({ kind: 'sent' })
    expect(await delivered()).toEqual([['image', 'miniprogram']])
    expect(await platforms.calls(upload)).toBe(1)
    await platforms.sandbox.removeStaff({ person: 'wang', staff: 'Li.Lei' })
    // Another process, which shares what is noted.
    await sender(platforms.wecom, shared).send({ ...message, ...(await aWelcome()) }, attempt())
    expect(await platforms.calls(upload)).toBe(1)
  })

  it('hands them over anew after three days, and before that when told in time', async () => {
    const shared = library()
    const mediaIds = createMediaIds({
      api: platforms.wecom,
      ...shared,
      clock: platforms.clock,
      log: silentLog,
    })
    expect(await mediaIds.keepReady(['p1', 'gone'])).toBe(1)
    await platforms.advance(dayMs / 2)
    await mediaIds.keepReady(['p1'])
    expect(await platforms.calls(upload)).toBe(1)
    await platforms.advance(dayMs / 2)
    await mediaIds.keepReady(['p1'])
    expect(await platforms.calls(upload)).toBe(2)
    await platforms.advance(3 * dayMs)
    const message = await aWelcome({ attachments: [{ kind: 'image', picture }] })
    expect(await sender(platforms.wecom, shared).send(message, attempt())).toEqual({ kind: 'sent' })
    expect(await platforms.calls(upload)).toBe(3)
    expect(await delivered()).toEqual([['image']])
  })

  it('hands one over again that WeCom lost before its time', async () => {
    const shared = library()
    const until = new Date(platforms.clock.now().getTime() + dayMs)
    shared.copies.set('p1', { mediaId: 'lost', until })
    const message = await aWelcome({ attachments: [{ kind: 'image', picture }] })
    expect(await sender(platforms.wecom, shared).send(message, attempt())).toEqual({ kind: 'sent' })
    expect(await delivered()).toEqual([['image']])
    expect(shared.copies.get('p1')?.mediaId).not.toBe('lost')
  })

  it('goes with its words alone, in time, while WeCom takes a picture and does not answer', async () => {
    await platforms.sandbox.addFault({
      platform: 'wecom',
      api: '/cgi-bin/media/upload',
      kind: 'timeoutBeforeActing',
    })
    const { clock, wecom } = platforms
    const mediaIds = createMediaIds({ api: wecom, ...library(), clock, log: silentLog })
    const impatient = createWelcomeSender({ api: wecom, mediaIds, waitMs: 50, clock, log: silentLog })
    const message = await aWelcome({ attachments: [{ kind: 'image', picture }] })
    expect(await impatient.send(message, attempt())).toEqual({ kind: 'sent' })
    expect(await delivered()).toEqual([[]])
  })

  it.each([
    ['is not there any more', { uploaded: 'gone' }, null],
    ['WeCom does not take', picture, 40005],
  ])('goes without one that %s', async (_what, of, code) => {
    if (code !== null)
      await platforms.sandbox.addFault({
        platform: 'wecom',
        api: '/cgi-bin/media/upload',
        kind: 'errcode',
        code,
      })
    const message = await aWelcome({ attachments: [{ kind: 'image', picture: of }] })
    expect(await sender().send(message, attempt())).toEqual({ kind: 'sent' })
    expect(await delivered()).toEqual([[]])
  })

  it('of nothing else waits a moment for one that cannot be had', async () => {
    const { text: _, ...bare } = await aWelcome({ attachments: [{ kind: 'image', picture }] })
    await platforms.strike({ platform: 'wecom', api: '/cgi-bin/media/upload', kind: 'connectionReset' })
    const down = { platform: 'wecom', api: '/cgi-bin/media/upload', kind: 'errcode', code: 48002 } as const
    await platforms.strike(down)
    expect(await sender().send(bare, attempt())).toMatchObject({ kind: 'retryLater', code: 'picture' })
    expect(await sender().send(bare, attempt())).toEqual({ kind: 'sent' })
  })

  it.each([
    ['a moving picture', aGif(), 40005],
    ['hardly a byte', Buffer.from('abcde'), null],
    ['more than WeCom takes', Buffer.alloc(2 * 1024 * 1024 + 1), null],
  ])('%s is no picture for WeCom', async (_what, bytes, code) => {
    const refused = platforms.wecom.uploadImage({ filename: 'a', type: 'png', bytes })
    await expect(refused).rejects.toMatchObject(code ? { code: String(code) } : { kind: 'invalid' })
  })
})

describe('a welcome whose answer was lost', () => {
  it('is unknown, and found as sent when it was done', async () => {
    const message = await aWelcome()
    const lost = attempt()
    await platforms.strike({ platform: 'wecom', api, kind: 'timeoutAfterActing' })
    expect(await sender(platforms.impatient.wecom).send(message, lost)).toMatchObject({ kind: 'unknown' })
    expect(await sender().find(message, lost)).toEqual({ kind: 'sent' })
    expect(await platforms.sandbox.deliveries({ kind: 'welcome' })).toHaveLength(1)
  })

  it('is delivered by the search when it was not done', async () => {
    const message = await aWelcome()
    const lost = attempt()
    await platforms.strike({ platform: 'wecom', api, kind: 'timeoutBeforeActing' })
    expect(await sender(platforms.impatient.wecom).send(message, lost)).toMatchObject({ kind: 'unknown' })
    expect(await sender().find(message, lost)).toEqual({ kind: 'sent' })
    expect(await platforms.sandbox.deliveries({ kind: 'welcome' })).toHaveLength(1)
  })

  it('cannot be told once the 20 s of the code may be over', async () => {
    const message = await aWelcome()
    const lost = attempt()
    await platforms.strike({ platform: 'wecom', api, kind: 'timeoutBeforeActing' })
    await sender(platforms.impatient.wecom).send(message, lost)
    await platforms.advance(20_001)
    expect(await sender().find(message, lost)).toEqual({ kind: 'cannotTell' })
    expect(await platforms.calls(`wecom:${api}`)).toBe(1)
  })

  it('cannot be told when the search gets no answer either', async () => {
    const message = await aWelcome()
    const lost = attempt()
    await platforms.sandbox.addFault({ platform: 'wecom', api, kind: 'timeoutBeforeActing' })
    await sender(platforms.impatient.wecom).send(message, lost)
    expect(await sender(platforms.impatient.wecom).find(message, lost)).toEqual({ kind: 'cannotTell' })
  })
})

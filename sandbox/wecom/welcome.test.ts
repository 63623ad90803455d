import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aPerson, later, monday, second } from '../testing/cast.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const path = '/cgi-bin/externalcontact/send_welcome_msg'
const link = { msgtype: 'link', link: { title: '新人礼', url: 'https://k.example/r/abc' } }

describe('send_welcome_msg', () => {
  let sandbox: Sandbox
  let client: WecomClient
  let code: string
  beforeEach(async () => {
    sandbox = await startWithCast({ settings: { limits: { busyMs: 50 } } })
    client = await wecomClient(sandbox)
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan', state: 'poster' })
    code = await newestCode()
  })
  afterEach(() => sandbox.close())

  async function newestCode(): Promise<string> {
    return (await sandbox.callbacks()).at(-1)!.about.WelcomeCode!
  }
  const welcome = (more: Record<string, unknown> = {}) =>
    client.post(path, { welcome_code: code, text: { content: '欢迎' }, ...more })

  it('reaches the customer once, with text and attachments', async () => {
    expect(await welcome({ attachments: [link] })).toMatchObject({ errcode: 0 })
    expect(await sandbox.deliveries({ kind: 'welcome' })).toEqual([
      {
        platform: 'wecom',
        kind: 'welcome',
        receiver: aPerson('小美').externalUserid,
        at: monday.toISOString(),
        ref: code,
        content: { text: '欢迎', attachments: [link], staff: 'ZhangSan' },
      },
    ])
  })

  it('is refused a second time', async () => {
    await welcome()
    expect(await welcome()).toMatchObject({ errcode: 41050 })
    expect(await sandbox.deliveries({ kind: 'welcome' })).toHaveLength(1)
  })

  it('is refused after twenty seconds', async () => {
    await sandbox.setClock(later(20 * second + 1))
    expect(await welcome()).toMatchObject({ errcode: 41050 })
  })

  it('is taken at twenty seconds', async () => {
    await sandbox.setClock(later(20 * second))
    expect(await welcome()).toMatchObject({ errcode: 0 })
  })

  it('is refused for a code nobody gave, and without a code', async () => {
    expect(await welcome({ welcome_code: 'CALLBACKnothing' })).toMatchObject({ errcode: 41050 })
    expect(await welcome({ welcome_code: '' })).toMatchObject({ errcode: 41049 })
  })

  it('is refused once the two have written to each other', async () => {
    await sandbox.chat({ person: '小美', staff: 'ZhangSan' })
    expect(await welcome()).toMatchObject({ errcode: 41051 })
  })

  it('is refused while another one with the same code is on its way', async () => {
    const answers = await Promise.all([welcome(), welcome()])
    expect(answers.map(({ errcode }) => errcode).sort()).toEqual([0, 41096])
  })

  it('comes with no code when the two had chatted before', async () => {
    await sandbox.chat({ person: '小美', staff: 'ZhangSan' })
    await sandbox.removeStaff({ person: '小美', staff: 'ZhangSan' })
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    expect((await sandbox.callbacks()).at(-1)!.about).toMatchObject({ ChangeType: 'add_external_contact' })
    expect(await newestCode()).toBeUndefined()
  })

  const ofBytes = (bytes: number) => '好'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3)
  it.each([
    ['a text of 4001 bytes', { text: { content: ofBytes(4_001) } }, 45002],
    ['neither text nor attachment', { text: undefined }, 40063],
    ['ten attachments', { attachments: Array(10).fill(link) }, 41064],
    ['an attachment of an unknown kind', { attachments: [{ msgtype: 'poem' }] }, 41065],
    [
      'a link title of 129 bytes',
      { attachments: [{ msgtype: 'link', link: { ...link.link, title: ofBytes(129) } }] },
      45002,
    ],
    [
      'a link description of 513 bytes',
      { attachments: [{ msgtype: 'link', link: { ...link.link, desc: ofBytes(513) } }] },
      45002,
    ],
    [
      'a link address of 2049 bytes',
      { attachments: [{ msgtype: 'link', link: { ...link.link, url: 'x'.repeat(2_049) } }] },
      45002,
    ],
    [
      'a mini-program title of 65 bytes',
      {
        attachments: [
          {
            msgtype: 'miniprogram',
            miniprogram: {
              title: ofBytes(65),
              pic_media_id: 'M',
              appid: 'wx0123456789abcdef',
              page: 'pages/a',
            },
          },
        ],
      },
      45002,
    ],
    [
      'a mini-program of somebody else',
      {
        attachments: [
          {
            msgtype: 'miniprogram',
            miniprogram: { title: '券', pic_media_id: 'M', appid: 'wxOther', page: 'pages/a' },
          },
        ],
      },
      90207,
    ],
  ])('refuses %s and leaves the code unused', async (_what, more, errcode) => {
    expect(await welcome(more)).toMatchObject({ errcode })
    expect(await sandbox.deliveries({ kind: 'welcome' })).toHaveLength(0)
    expect(await welcome()).toMatchObject({ errcode: 0 })
  })

  it('takes a text of exactly 4000 bytes', async () => {
    expect(await welcome({ text: { content: ofBytes(4_000) } })).toMatchObject({ errcode: 0 })
  })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Platforms, startPlatforms } from '../testing/platforms.ts'
import { createReportMessenger } from './report-messenger.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const messenger = () => createReportMessenger({ api: platforms.wecom })
const file = { filename: '周报 2026-11-23.xlsx', bytes: Buffer.from('an Excel file') }

it('lines arrive as one text, links as links of their words, and nothing else as a link', async () => {
  const lines = [
    { words: '【日报】新天地<a href="https://evil.example">店</a>' },
    { words: '看总览', url: 'https://k.example/admin/overview?store=XH01' },
  ]
  expect(await messenger().sendLines({ userid: 'Li.Lei', lines })).toMatchObject({ kind: 'sent' })
  const [delivered] = await platforms.sandbox.deliveries({ kind: 'staffText' })
  expect(delivered?.content).toMatchObject({
    msgtype: 'text',
    content:
      '【日报】新天地＜a href="https：／／evil．example"＞店＜/a＞\n<a href="https://k.example/admin/overview?store=XH01">看总览</a>',
  })
})

it('a file arrives under its name, with its bytes', async () => {
  expect(await messenger().sendFile({ userid: 'Li.Lei', ...file })).toMatchObject({ kind: 'sent' })
  const [delivered] = await platforms.sandbox.deliveries({ kind: 'staffText' })
  expect(delivered?.content).toMatchObject({
    ...{ msgtype: 'file', filename: file.filename },
    base64: file.bytes.toString('base64'),
  })
})

it('who cannot be reached is refused, lines and file', async () => {
  const to = { userid: 'HanMeimei' }
  const refused = { kind: 'refused', reason: 'unreachable', code: '81013' }
  expect(await messenger().sendLines({ ...to, lines: [{ words: '日报' }] })).toEqual(refused)
  expect(await messenger().sendFile({ ...to, ...file })).toEqual(refused)
})

it('over the limit of the minute it is sent later', async () => {
  await platforms.sandbox.addFault({ platform: 'wecom', api: '/cgi-bin/message/send', kind: 'rateLimited' })
  expect(await messenger().sendLines({ userid: 'Li.Lei', lines: [{ words: '日报' }] })).toMatchObject({
    ...{ kind: 'retryLater', code: '45009' },
  })
})

it('whose upload was not answered nobody got: it is sent later; whose message was not answered nobody knows', async () => {
  const { wecom: api } = platforms.impatient
  const sendFile = () => createReportMessenger({ api }).sendFile({ userid: 'Li.Lei', ...file })
  const strike = (api: string) =>
    platforms.sandbox.addFault({ platform: 'wecom', api, kind: 'timeoutBeforeActing' })
  await strike('/cgi-bin/message/send')
  expect(await sendFile()).toMatchObject({ kind: 'unknown' })
  await strike('/cgi-bin/media/upload')
  expect(await sendFile()).toMatchObject({ kind: 'retryLater' })
})

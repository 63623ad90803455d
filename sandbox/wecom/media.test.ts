import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { type WecomAnswer, type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const mega = 1024 * 1024
const png = Buffer.from('89504e470d0a1a0a', 'hex')
const amr = Buffer.from('#!AMR')
const mp4 = Buffer.from('0000ftyp')

let sandbox: Sandbox
let client: WecomClient
beforeEach(async () => {
  sandbox = await startWithCast()
  client = await wecomClient(sandbox)
})
afterEach(() => sandbox.close())

async function upload(type: string, bytes: Buffer, field = 'media'): Promise<WecomAnswer> {
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(bytes)]), 'file')
  const query = new URLSearchParams({ access_token: client.token, type })
  const url = `${sandbox.urls.wecom}/cgi-bin/media/upload?${query}`
  return (await (await fetch(url, { method: 'POST', body: form })).json()) as WecomAnswer
}
/** A file of that kind and size. */
const file = (head: Buffer, bytes: number) => Buffer.concat([head, Buffer.alloc(bytes - head.length)])

it('takes a picture of six bytes and more, for three days', async () => {
  expect(await upload('image', file(png, 8))).toMatchObject({ errcode: 0, type: 'image' })
})

it.each([
  ['a kind there is none of', 'poem', file(png, 100), 40004],
  ['a picture that is none', 'image', file(amr, 100), 40005],
  ['five bytes', 'file', Buffer.alloc(5), 44001],
  ['a picture of over 10 MB', 'image', file(png, 10 * mega + 1), 40006],
  ['a voice of over 2 MB', 'voice', file(amr, 2 * mega + 1), 40006],
  ['a video of over 10 MB', 'video', file(mp4, 10 * mega + 1), 40006],
  ['a file of over 20 MB', 'file', Buffer.alloc(20 * mega + 1), 40006],
] as const)('refuses %s', async (_, type, bytes, code) => {
  expect(await upload(type, bytes)).toMatchObject({ errcode: code })
})

it('refuses an upload without a file', async () => {
  expect(await upload('image', file(png, 100), 'picture')).toMatchObject({ errcode: 41005 })
})

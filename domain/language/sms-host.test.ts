import { expect, it } from 'vitest'
import { messageSchema } from './message-schema.ts'

const linkAfter = (host: string) =>
  messageSchema.safeParse({
    message: 'm',
    name: '消息',
    purpose: 'requested',
    variables: { link: { link: 'https://a.example/x' } },
    sms: { text: `点 ${host}{{link}} 查看`, templates: { aliyun: 'SMS_100001' }, params: { code: 'link' } },
  }).success

it.each(['k.example/r/', 'k.example:8443/r/', 'localhost:3000/r/', '127.0.0.1:3000/r/', 'K.example.CN/'])(
  'a short code in an SMS may stand behind %s',
  (host) => {
    expect(linkAfter(host)).toBe(true)
  },
)

it.each(['', 'k.example', 'k.example:/r/', 'k.example:8443', '短链/r/', 'localhost:123456/r/'])(
  'but not behind %j',
  (host) => {
    expect(linkAfter(host)).toBe(false)
  },
)

import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEmailSender } from './email/email-sender.ts'
import { createMiniprogramApi } from './miniprogram/api.ts'
import { healthByCall } from './platform-health.ts'
import { createAliyunApi } from './sms/aliyun/api.ts'
import { createAliyunGateway } from './sms/aliyun/gateway.ts'
import { createTencentApi } from './sms/tencent/api.ts'
import { type Platforms, startPlatforms } from './testing/platforms.ts'
import { createWecomApi } from './wecom/api.ts'

let platforms: Platforms
beforeAll(async () => {
  platforms = await startPlatforms()
})
afterAll(() => platforms.close())

const nobody = 'http://127.0.0.1:1'
const timeoutMs = 2_000

const wecom = (more: object = {}) =>
  healthByCall(createWecomApi({ ...platforms.wecomSettings, ...more }).listFollowUsers)
const wechat = (more: object = {}) =>
  healthByCall(createMiniprogramApi({ ...platforms.mpSettings, ...more }).checkAccess)
const aliyun = (more: object = {}) => {
  const api = createAliyunApi({ ...platforms.aliyunSettings, ...more })
  return healthByCall(createAliyunGateway({ api, clock: platforms.clock }).checkAccess)
}
const tencent = (more: object = {}) =>
  healthByCall(createTencentApi({ ...platforms.tencentSettings, ...more }).checkAccess)
async function email(smtpUrl?: string) {
  const { smtpHost, smtpPort } = platforms.sandbox.urls
  const url = smtpUrl ?? `smtp://${smtpHost}:${smtpPort}`
  const sender = createEmailSender({ smtpUrl: url, from: 'a@b.cn', timeoutMs })
  return sender.check().finally(() => sender.close())
}

it.each([
  ['WeCom', () => wecom()],
  ['WeChat', () => wechat()],
  ['the SMS gateway', () => aliyun()],
  ['the other SMS gateway', () => tencent()],
  ['the mail host', () => email()],
])('%s takes us, and nobody is messaged by asking', async (_what, ask) => {
  expect(await ask()).toEqual({ kind: 'ok' })
  expect(await platforms.sandbox.deliveries()).toEqual([])
})

it.each([
  ['WeCom, for its secret', () => wecom({ secret: 'wrong' }), '40001'],
  ['WeChat, for its secret', () => wechat({ secret: 'wrong' }), '40125'],
  ['the SMS gateway, for its key', () => aliyun({ keySecret: 'wrong' }), 'SignatureDoesNotMatch'],
  [
    'the other SMS gateway, for its key',
    () => tencent({ secretKey: 'wrong' }),
    'AuthFailure.SignatureFailure',
  ],
  [
    'the other SMS gateway, for its application',
    () => tencent({ sdkAppId: '1400000000' }),
    'InvalidParameterValue.SdkAppIdNotExist',
  ],
  ['the SMS gateway, for another key', () => aliyun({ keyId: 'none' }), 'InvalidAccessKeyId.NotFound'],
])('%s refuses us', async (_what, ask, code) => {
  expect(await ask()).toEqual({ kind: 'refused', code })
})

it.each([
  ['WeCom', () => wecom({ baseUrl: nobody, secret: 'other' })],
  ['WeChat', () => wechat({ baseUrl: nobody, secret: 'other' })],
  ['the SMS gateway', () => aliyun({ endpoint: nobody })],
  ['the other SMS gateway', () => tencent({ endpoint: nobody })],
  ['the mail host', () => email('smtp://127.0.0.1:1')],
])('%s does not answer', async (_what, ask) => {
  expect(await ask()).toMatchObject({ kind: 'unreachable' })
})

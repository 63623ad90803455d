// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { signedCall } from '../testing/aliyun-client.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

describe('people clicking links', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    sandbox = await startWithCast({
      settings: { smsTemplates: { SMS_1: { type: 'notification', text: '查看 k.example/${link} 详情' } } },
      target,
    })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  const text = (link: string) =>
    signedCall(sandbox, {
      action: 'SendSms',
      date: '2026-03-02T01:00:00Z',
      query: {
        PhoneNumbers: '13800000001',
        SignName: sandbox.settings.aliyunSignName,
        TemplateCode: 'SMS_1',
        TemplateParam: JSON.stringify({ link }),
      },
    })

  it('open the newest short link of a text message where Kelu listens', async () => {
    await text('old111')
    await text('new222')
    await sandbox.clickLink({ person: '小美', platform: 'aliyun' })
    expect(target.received.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /r/new222'])
  })

  it('open a short link whose approved text holds the folder too', async () => {
    await text('r/new222')
    await sandbox.clickLink({ person: '小美', platform: 'aliyun' })
    expect(target.received[0]!.path).toBe('/r/new222')
  })

  it('open the link of a welcome, and look like a phone', async () => {
    const client = await wecomClient(sandbox)
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    const { about } = (await sandbox.callbacks())[0]!
    await client.post('/cgi-bin/externalcontact/send_welcome_msg', {
      welcome_code: about.WelcomeCode,
      text: { content: '欢迎，见 https://k.example/r/wel333。' },
    })
    target.answer = () => ({ status: 302, headers: { location: 'https://shop.example/' } })
    expect(await sandbox.clickLink({ person: '小美', platform: 'wecom' })).toEqual({
      status: 302,
      location: 'https://shop.example/',
    })
    expect(target.received[1]!.path).toBe('/r/wel333')
    expect(target.received[1]!.headers['user-agent']).toContain('iPhone')
  })

  it('cannot click what they never received', async () => {
    await expect(sandbox.clickLink({ person: '小美', platform: 'smtp' })).rejects.toThrow('no tracked link')
    await expect(sandbox.openEmail({ person: '小美' })).rejects.toThrow('no mail')
    await expect(sandbox.unsubscribeByEmail({ person: '小美' })).rejects.toThrow('no mail')
  })
})

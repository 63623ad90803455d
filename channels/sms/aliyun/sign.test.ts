import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signAcs3 } from './sign.ts'

describe('the ACS3 signature', () => {
  it("gives the signature of Alibaba Cloud's own example (help.aliyun.com 2881383)", () => {
    const signed = signAcs3({
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      params: {
        RegionId: 'cn-shanghai',
        ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
      },
      keyId: 'YourAccessKeyId',
      keySecret: 'YourAccessKeySecret',
      date: new Date('2023-10-26T10:22:32Z'),
      nonce: '3156853299f313e23d1673dc12e1703d',
    })
    expect(signed.headers.authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
        'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
        'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    )
  })

  it('encodes by RFC 3986 and sorts by name, so that Chinese and marks survive', () => {
    const signed = signAcs3({
      host: '127.0.0.1:8080',
      action: 'SendSms',
      version: '2017-05-25',
      params: { b: "客 旅!'()*", a: '+86~-_.' },
      keyId: 'id',
      keySecret: 'secret',
      date: new Date('2026-03-02T01:00:00.456Z'),
      nonce: 'n',
    })
    expect(signed.query).toBe('a=%2B86~-_.&b=%E5%AE%A2%20%E6%97%85%21%27%28%29%2A')
    // The canonical request, written out by hand.
    const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    const canonical = `POST
/
a=%2B86~-_.&b=%E5%AE%A2%20%E6%97%85%21%27%28%29%2A
host:127.0.0.1:8080
x-acs-action:SendSms
x-acs-content-sha256:${nothing}
x-acs-date:2026-03-02T01:00:00Z
x-acs-signature-nonce:n
x-acs-version:2017-05-25

host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version
${nothing}`
    const hash = createHash('sha256').update(canonical).digest('hex')
    const expected = createHmac('sha256', 'secret').update(`ACS3-HMAC-SHA256\n${hash}`).digest('hex')
    expect(signed.headers.authorization).toMatch(new RegExp(`Signature=${expected}$`))
  })
})

import { describe, expect, it } from 'vitest'
import { type Brand, signatureOf } from './brands.ts'
import { messageSchema } from './message-schema.ts'
import { checkReferences } from './references.ts'
import { settingsSchema } from './settings.ts'

const baby: Brand = { name: '客旅母婴', smsSignature: { aliyun: '客旅母婴' } }

function settingsWith(brands: object) {
  return settingsSchema.safeParse({ settings: 'company', name: '公司', brands })
}

describe('brands of the settings', () => {
  it('have a name, a signature by gateway and a mini-program', () => {
    const brand = {
      name: '客旅母婴',
      smsSignature: { aliyun: '客旅母婴', tencent: '客旅母婴' },
      miniProgram: 'wx0123456789abcdef',
    }
    expect(settingsWith({ baby: brand }).data?.brands).toEqual({ baby: brand })
    expect(settingsSchema.parse({ settings: 'company', name: '公司' }).brands).toEqual({})
  })

  it.each([
    ['a signature with brackets', { name: '甲', smsSignature: { aliyun: '【客旅】' } }],
    ['a signature of one character', { name: '甲', smsSignature: { aliyun: '客' } }],
    ['a signature of 13 characters', { name: '甲', smsSignature: { aliyun: '客'.repeat(13) } }],
    ['an unknown gateway', { name: '甲', smsSignature: { nobody: '客旅' } }],
    ['a mini-program that is none', { name: '甲', miniProgram: 'gh_1' }],
    ['no name', { smsSignature: { aliyun: '客旅' } }],
  ])('are refused with %s', (_what, brand) => {
    expect(settingsWith({ baby: brand }).success).toBe(false)
  })
})

describe('a message of a brand', () => {
  const own = '客旅商城'
  it.each([
    ['none', {}, 'aliyun', own],
    ['one with a signature there', { brand: 'baby' }, 'aliyun', '客旅母婴'],
    ['one without', { brand: 'baby' }, 'tencent', undefined],
    ['one that is not there any more', { brand: 'gone' }, 'aliyun', undefined],
    ['one called like a part of every object', { brand: 'constructor' }, 'aliyun', undefined],
  ])('goes under the signature of %s', (_which, message, gateway, signature) => {
    expect(signatureOf(message, { brands: { baby }, gateway, own })).toBe(signature)
  })

  function faultsOf(brand: string, templates: Record<string, string>, brands: object = { baby }) {
    const message = messageSchema.parse({
      message: 'm',
      name: '消息',
      purpose: 'requested',
      brand,
      sms: { text: '已发货', templates },
    })
    const settings = settingsSchema.parse({ settings: 'company', name: '公司', brands })
    return checkReferences(
      [
        { kind: 'message', definition: message },
        { kind: 'settings', definition: settings },
      ],
      [],
    ).map(({ path, message }) => `${path.join('.')}: ${message}`)
  }

  it('is published when the brand has a signature with each of its gateways', () => {
    expect(faultsOf('baby', { aliyun: 'SMS_200001' })).toEqual([])
  })

  it('is refused where nobody declared the brand, with the ones there are', () => {
    expect(faultsOf('babi', { aliyun: 'SMS_200001' })).toEqual([
      expect.stringMatching(/^brand: .*没有“babi”.*baby/s),
    ])
    expect(faultsOf('baby', { aliyun: 'SMS_200001' }, {})).toEqual([
      expect.stringContaining('brands: { baby: { name: …, smsSignature'),
    ])
  })

  it('is refused where the brand has no signature with one of its gateways', () => {
    expect(faultsOf('baby', { aliyun: 'SMS_200001', tencent: '1100001' })).toEqual([
      expect.stringMatching(/^brand: .*「客旅母婴」没有 tencent 的签名/s),
    ])
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeKeys } from '../sandbox/wechatpay/keys.ts'
import { ConfigError, loadConfig } from './config.ts'
import { settings } from './settings.ts'

const key = Buffer.alloc(32, 1).toString('base64')
const needed = { DATA_KEYS: `k1:${key}`, BLIND_INDEX_KEY: key, LINK_KEY: key }
const wecom = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'wecom-secret-value',
  WECOM_CALLBACK_TOKEN: 'QDG6eK',
  WECOM_CALLBACK_AES_KEY: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
}
const folder = mkdtempSync(join(tmpdir(), 'kelu config '))
afterAll(() => rmSync(folder, { recursive: true }))

function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('configuration', () => {
  it('needs nothing but the keys, and says what is off then', () => {
    const config = loadConfig(needed)
    expect(config).toMatchObject({ role: 'all', port: 3000, publicUrl: 'http://localhost:3000', wecom: null })
    expect(config.off).toHaveLength(9)
  })

  it.each([
    ['PUBLIC_URL', 'https://k.example/?a=1'],
    ['PUBLIC_URL', 'https://k.example/#a'],
    ['PUBLIC_URL', 'https://user:word@k.example'],
    ['REDIS_URL', 'redis://:pass/word@127.0.0.1:6379'],
    ['REDIS_URL', 'redis://127.0.0.1:99999'],
    ['SMTP_URL', 'smtp://user:pass#word@mail.example'],
    ['SMTP_URL', 'smtp://user:100%word@mail.example'],
    ['SMTP_URL', 'smtp://user%:word@mail.example'],
    ['REDIS_URL', 'redis://:100%word@127.0.0.1:6379'],
    ['MONGODB_URI', 'mongodb://user:100%word@db.example/kelu'],
    ['PUBLIC_URL', 'https://k.example/100%'],
    ['WECOM_BASE_URL', 'https://k.example/%zz'],
    ['EMAIL_FROM', 'Kelu <hello@>'],
  ])('refuses an address nobody could use: %s=%s', (name, value) => {
    const mail = { SMTP_URL: 'smtp://mail.example', EMAIL_FROM: '客旅 <hello@k.example>' }
    expect(faultsOf({ ...needed, ...mail })).toEqual([])
    const faults = faultsOf({ ...needed, ...mail, [name]: value })
    expect(faults).toEqual([expect.stringContaining(`${name}: an `)])
    expect(faults.join()).not.toContain('word@')
  })

  it.each([
    [{ EMAIL_BOUNCE_DOMAIN: 'bounce' }, 'EMAIL_BOUNCE_DOMAIN: a domain'],
    [{ EMAIL_BOUNCE_DOMAIN: 'bounce@k.example' }, 'EMAIL_BOUNCE_DOMAIN: a domain'],
    [{ EMAIL_BOUNCE_PORT: '2525' }, 'EMAIL_BOUNCE_DOMAIN: needed'],
    [{ EMAIL_BOUNCE_PORT: '70000', EMAIL_BOUNCE_DOMAIN: 'b.k.example' }, 'EMAIL_BOUNCE_PORT: '],
  ])('refuses bounces nobody could hear: %o', (given, fault) => {
    const mail = { SMTP_URL: 'smtp://mail.example', EMAIL_FROM: '客旅 <hello@k.example>' }
    expect(faultsOf({ ...needed, ...mail, ...given })).toEqual([expect.stringContaining(fault)])
  })

  it('hears bounces of e-mails it can send alone', () => {
    const bounces = { EMAIL_BOUNCE_DOMAIN: 'Bounce.K.Example', EMAIL_BOUNCE_PORT: '2525' }
    const mail = { SMTP_URL: 'smtp://mail.example', EMAIL_FROM: '客旅 <hello@k.example>' }
    expect(faultsOf({ ...needed, ...bounces })).toEqual([expect.stringContaining('SMTP_URL: needed')])
    expect(loadConfig({ ...needed, ...mail, ...bounces }).email?.bounces).toEqual({
      ...{ domain: 'bounce.k.example', port: 2525, tls: null },
    })
    expect(loadConfig({ ...needed, ...mail }).email?.bounces).toBeNull()
  })

  it('offers TLS for bounces by a certificate and the key of it alone', async () => {
    const { merchant, ...keys } = await makeKeys(new Date())
    const foreign = keys.foreign.export({ type: 'pkcs8', format: 'pem' }).toString()
    const bounces = {
      ...{ SMTP_URL: 'smtp://m', EMAIL_FROM: 'a@k.example' },
      ...{ EMAIL_BOUNCE_DOMAIN: 'bounce.k.example', EMAIL_BOUNCE_PORT: '2525' },
    }
    const cert = { EMAIL_BOUNCE_TLS_CERT: merchant.certificate }
    const given = { ...needed, ...bounces, ...cert, EMAIL_BOUNCE_TLS_KEY: merchant.privateKey }
    expect(loadConfig(given).email?.bounces?.tls).toEqual({
      cert: merchant.certificate,
      key: merchant.privateKey,
    })
    expect(loadConfig({ ...needed, ...bounces }).email?.bounces?.tls).toBeNull()
    expect(faultsOf({ ...given, EMAIL_BOUNCE_TLS_KEY: foreign })).toEqual([
      'EMAIL_BOUNCE_TLS_KEY: is not the key of EMAIL_BOUNCE_TLS_CERT',
    ])
    expect(faultsOf({ ...needed, ...bounces, ...cert })).toEqual([
      expect.stringContaining('set both or none'),
    ])
    expect(faultsOf({ ...given, EMAIL_BOUNCE_PORT: '' })).toEqual([
      'EMAIL_BOUNCE_PORT: needed because EMAIL_BOUNCE_TLS_CERT is set',
    ])
    expect(faultsOf({ ...given, EMAIL_BOUNCE_TLS_KEY: 'no key' })[0]).toMatch(/^EMAIL_BOUNCE_TLS_KEY: .*PEM/)
  })

  it('lists every fault at once, by name and without the value', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      LINK_KEY: 'c2hvcnQ=',
      PUBLIC_URL: 'ftp://x',
    })
    for (const name of ['PORT', 'LOG_LEVEL', 'LINK_KEY', 'PUBLIC_URL', 'DATA_KEYS', 'BLIND_INDEX_KEY']) {
      expect(
        faults.filter((fault) => fault.startsWith(`${name}:`)),
        name,
      ).toHaveLength(1)
    }
    expect(faults.join()).not.toMatch(/eighty|loud|c2hvcnQ=/)
  })

  it.each(['web', 'worker'])('refuses ROLE=%s without Redis and a shared store', (ROLE) => {
    const faults = faultsOf({ ...needed, ROLE })
    expect(faults).toHaveLength(2)
    expect(faults[0]).toContain('REDIS_URL')
    const shared = { MONGODB_URI: 'mongodb://h/kelu', REDIS_URL: 'redis://h' }
    expect(faultsOf({ ...needed, ...shared, ROLE })).toEqual([])
  })

  it('takes a platform whole or not at all', () => {
    expect(loadConfig({ ...needed, ...wecom }).wecom).toMatchObject({ corpId: 'ww1', agentId: 1000002 })
    for (const left of Object.keys(wecom)) {
      const [fault, ...more] = faultsOf({ ...needed, ...wecom, [left]: undefined })
      expect(more).toEqual([])
      expect(fault).toContain(`${left}: needed because`)
      expect(fault).not.toContain('wecom-secret-value')
    }
  })

  it('sends SMS by the one gateway that is set, and wants to hear which of two', () => {
    const aliyun = {
      SMS_ALIYUN_KEY_ID: 'k',
      SMS_ALIYUN_KEY_SECRET: 's',
      SMS_ALIYUN_SIGN_NAME: '客旅商城',
      SMS_ALIYUN_CALLBACK_SECRET: 'c'.repeat(16),
    }
    const tencent = {
      SMS_TENCENT_SECRET_ID: 'k',
      SMS_TENCENT_SECRET_KEY: 's',
      SMS_TENCENT_SDK_APP_ID: '1400006666',
      SMS_TENCENT_SIGN_NAME: '客旅生活',
      SMS_TENCENT_CALLBACK_SECRET: 'c'.repeat(16),
    }
    expect(loadConfig(needed).sms).toBeNull()
    expect(loadConfig({ ...needed, ...aliyun }).sms).toEqual({ gateway: 'aliyun', signName: '客旅商城' })
    const alone = loadConfig({ ...needed, ...tencent })
    expect(alone.sms).toEqual({ gateway: 'tencent', signName: '客旅生活' })
    expect(alone.off.join()).not.toContain('SMS')
    const both = { ...needed, ...aliyun, ...tencent }
    expect(faultsOf(both)).toEqual([expect.stringContaining('SMS_GATEWAY: two gateways are set')])
    const chosen = loadConfig({ ...both, SMS_GATEWAY: 'tencent' })
    expect(chosen.sms?.gateway).toBe('tencent')
    expect(chosen.aliyun).not.toBeNull()
    expect(faultsOf({ ...needed, ...aliyun, SMS_GATEWAY: 'tencent' })).toEqual([
      expect.stringContaining('SMS_GATEWAY: names a gateway that is not set'),
    ])
  })

  it('takes WeChat Pay with the key of its certificate, its public key whole, and a mini-program', async () => {
    const keys = await makeKeys(new Date())
    const { merchant, publicKey, apiV3Key } = keys
    const mp = { MP_APP_ID: 'wx1', MP_APP_SECRET: 's' }
    const wxpay = {
      WXPAY_MCHID: '1900000001',
      WXPAY_CERTIFICATE: merchant.certificate,
      WXPAY_PRIVATE_KEY: merchant.privateKey,
      WXPAY_API_KEY: apiV3Key,
    }
    const pair = { WXPAY_PUBLIC_KEY_ID: publicKey.serial, WXPAY_PUBLIC_KEY: publicKey.pem }
    const given = { ...needed, ...mp, ...wxpay, PUBLIC_URL: 'https://k.example' }
    expect(loadConfig(given).wxpay).toMatchObject({
      publicKey: null,
      appId: 'wx1',
      notifyUrl: 'https://k.example/hooks/wxpay',
    })
    expect(loadConfig({ ...given, ...pair }).wxpay?.publicKey).toMatchObject({ id: publicKey.serial })
    expect(faultsOf({ ...given, WXPAY_PUBLIC_KEY: publicKey.pem })).toEqual([
      expect.stringContaining('both or none'),
    ])
    expect(faultsOf({ ...needed, ...wxpay })).toEqual([expect.stringContaining('MP_APP_ID: needed')])
    const foreign = keys.foreign.export({ type: 'pkcs8', format: 'pem' }).toString()
    const odd = faultsOf({ ...given, WXPAY_PRIVATE_KEY: foreign })
    expect(odd).toEqual(['WXPAY_PRIVATE_KEY: is not the key of WXPAY_CERTIFICATE'])
    const unread = faultsOf({
      ...given,
      WXPAY_CERTIFICATE: 'MIIB',
      WXPAY_API_KEY: 'short',
      WXPAY_NOTIFY_URL: 'http://x',
    })
    expect(unread.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'WXPAY_API_KEY',
      'WXPAY_CERTIFICATE',
      'WXPAY_NOTIFY_URL',
    ])
    expect([...odd, ...unread].join()).not.toMatch(/BEGIN|MIIB|short/)
  })

  it('reads the secrets of the mini-programs of brands, and shows none of them in a fault', () => {
    const mp = { ...needed, MP_APP_ID: 'wx00000000000000aa', MP_APP_SECRET: 's' }
    const [one, two] = ['wx00000000000000b1', 'wx00000000000000b2']
    expect(loadConfig({ ...mp, MP_BRAND_SECRETS: `${one}=hush1, ${two}=hush2` }).brandMiniprograms).toEqual([
      { appId: one, appSecret: 'hush1' },
      { appId: two, appSecret: 'hush2' },
    ])
    expect(loadConfig(mp).brandMiniprograms).toEqual([])
    const odd = ['hush', `${one}=`, `wx1=hush`, `${one}=hush,${one}=hush2`, `${mp.MP_APP_ID}=hush`]
    for (const MP_BRAND_SECRETS of odd) {
      const faults = faultsOf({ ...mp, MP_BRAND_SECRETS })
      expect(faults).toEqual([expect.stringContaining('MP_BRAND_SECRETS')])
      expect(faults.join()).not.toContain('hush')
    }
    expect(faultsOf({ ...needed, MP_BRAND_SECRETS: `${one}=hush` })).toEqual([
      expect.stringContaining('MP_APP_ID: needed'),
    ])
  })

  it('takes an empty value for an absent one', () => {
    expect(loadConfig({ ...needed, WECOM_SECRET: '', PORT: '' })).toMatchObject({ wecom: null, port: 3000 })
  })

  it('reads a value from the file that is named instead', () => {
    const file = join(folder, 'keys')
    writeFileSync(file, `k9:${key}\n`)
    const { DATA_KEYS: _, ...rest } = needed
    expect(loadConfig({ ...rest, DATA_KEYS_FILE: file }).dataKeys[0]?.kid).toBe('k9')
    expect(faultsOf({ ...needed, DATA_KEYS_FILE: file })).toEqual([expect.stringContaining('not both')])
    expect(faultsOf({ ...needed, LINK_KEY: '', LINK_KEY_FILE: join(folder, 'none') })).toContainEqual(
      expect.stringContaining('ENOENT'),
    )
  })

  it.each([
    ['a key of the wrong length', 'k1:AAAA'],
    ['two keys of one name', `k1:${key},k1:${key}`],
    ['a key without a name', key],
  ])('refuses data keys with %s', (_what, DATA_KEYS) => {
    expect(faultsOf({ ...needed, DATA_KEYS })).toEqual([expect.stringContaining('DATA_KEYS')])
  })

  it('cannot be changed afterwards', () => {
    const config = loadConfig({ ...needed, ...wecom })
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError)
    expect(() => Object.assign(config.wecom as object, { secret: 'x' })).toThrow(TypeError)
  })

  it('is described completely by .env.example', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    const described = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1])
    expect([...described].sort()).toEqual(Object.keys(settings.shape).sort())
  })

  it('accepts .env.example once the keys are filled in', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    const env = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    )
    expect(faultsOf({ ...env, ...needed })).toEqual([])
  })
})

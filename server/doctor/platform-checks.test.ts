import { expect, it } from 'vitest'
import { examination, findingsOf, type Illness } from '../../test/testing/patient.ts'
import { fetchText } from './fetch-text.ts'

it('platforms that are set up well are found so', async () => {
  const found = await findingsOf()
  const kinds = Object.entries(found).map(([id, { kind }]) => `${id} ${kind}`)
  expect(kinds).toEqual([
    'redis skipped',
    'clock.platforms ok',
    'wecom.token ok',
    'wecom.trustedIp ok',
    'wecom.visibleRange ok',
    'wecom.customerContact ok',
    'wecom.behaviour ok',
    'wecom.directory ok',
    'wecom.tags ok',
    'wecom.contactWays ok',
    'wecom.groupSends ok',
    'wecom.handOver ok',
    'wecom.sidebar ok',
    'wecom.messages ok',
    'wecom.unionid ok',
    'wecom.kf ok',
    'wecom.callback ok',
    'miniprogram.credentials ok',
    'miniprogram.push ok',
    'miniprogram.brands skipped',
    'wxpay.access ok',
    'wxpay.certificate ok',
    'wxpay.notifyUrl ok',
    'sms.signature ok',
    'sms.templates ok',
    'sms.balance ok',
    'email.smtp ok',
    'email.mx ok',
    'email.spf ok',
  ])
})

const wecom = (api: string, code: number, receiver?: string) =>
  ({ platform: 'wecom', kind: 'errcode', api, code, ...(receiver && { receiver }) }) as const
const at = (iso: string) => new Date(iso)
const dead = 'http://127.0.0.1:12'
const hearsBounces = {
  environment: { EMAIL_BOUNCE_DOMAIN: 'bounce.kelu-mail.cn', EMAIL_BOUNCE_PORT: '0' },
}
const wxpay = (code: string) => ({ platform: 'wechatpay', kind: 'errcode', api: 'query', code }) as const

/** Each with what it says and what to do about it. */
const illnesses: [id: string, illness: Illness, says: string, todo: string][] = [
  ['clock.platforms', { ahead: 30 }, '慢 30 秒', 'NTP'],
  ['clock.platforms', { ahead: -30 }, '快 30 秒', 'NTP'],
  ['wecom.token', { environment: { WECOM_SECRET: 'wrong' } }, 'Secret 不对（40001）', 'WECOM_SECRET'],
  ['wecom.token', { environment: { WECOM_CORP_ID: 'ww0' } }, '企业 ID 不对（40013）', 'WECOM_CORP_ID'],
  ['wecom.token', { environment: { WECOM_BASE_URL: dead } }, '没有答复（ECONNREFUSED）', 'WECOM_BASE_URL'],
  ['wecom.trustedIp', { faults: [wecom('/cgi-bin/getcallbackip', 60020)] }, '企业可信 IP', '企业可信IP'],
  [
    'wecom.visibleRange',
    { faults: [wecom('/cgi-bin/user/get', 60011, 'hanmeimei')] },
    '看不到 hanmeimei',
    '可见范围',
  ],
  ['wecom.visibleRange', { needs: { salespeople: async () => ['nobody'] } }, '看不到 nobody', 'STAFF_FILE'],
  [
    'wecom.customerContact',
    { faults: [wecom('/cgi-bin/externalcontact/get_follow_user_list', 48002)] },
    '应用没有客户联系的权限（48002）',
    '可调用接口的应用',
  ],
  [
    'wecom.behaviour',
    { faults: [wecom('/cgi-bin/externalcontact/get_user_behavior_data', 48002)] },
    '应用看不到联系客户统计（48002）',
    '可见范围',
  ],
  [
    'wecom.customerContact',
    { needs: { salespeople: async () => ['lilei', 'wangwu'] } },
    'wangwu 不能用客户联系',
    '使用范围',
  ],
  ...(
    [
      ['directory', '/cgi-bin/department/list', 60011, '可见范围'],
      ['tags', '/cgi-bin/externalcontact/get_corp_tag_list', 48002, '企业客户标签'],
      ['contactWays', '/cgi-bin/externalcontact/list_contact_way', 48002, '可调用接口的应用'],
      ['contactWays', '/cgi-bin/externalcontact/list_contact_way', 84074, '使用范围'],
      ['groupSends', '/cgi-bin/externalcontact/get_groupmsg_list_v2', 84061, '群发消息给客户'],
      ['handOver', '/cgi-bin/externalcontact/get_unassigned_list', 48001, '离职继承'],
      ['sidebar', '/cgi-bin/get_jsapi_ticket', 48001, '可信域名'],
      ['sidebar', '/cgi-bin/ticket/get', 48002, '聊天工具栏'],
      ['messages', '/cgi-bin/message/send', 60011, '可见范围'],
      ['messages', '/cgi-bin/message/send', 50003, '启用'],
    ] as const
  ).map(([right, api, code, todo]): (typeof illnesses)[number] => [
    `wecom.${right}`,
    { faults: [wecom(api, code)] },
    `（${code}）`,
    todo,
  ]),
  ['wecom.messages', { environment: { WECOM_AGENT_ID: '999' } }, 'AgentId 不对（40056）', 'WECOM_AGENT_ID'],
  [
    'wecom.messages',
    { faults: [wecom('/cgi-bin/message/send', 301002)] },
    '另一个应用的（301002）',
    'WECOM_SECRET',
  ],
  [
    'wecom.kf',
    { faults: [wecom('/cgi-bin/kf/account/list', 48002)] },
    '不能调用微信客服',
    '可调用接口的应用',
  ],
  [
    'wecom.kf',
    { environment: { WECOM_KF_ACCOUNT: 'wkOther' } },
    'wkOther 没有给这个应用管理',
    '可管理的客服账号',
  ],
  ['wecom.kf', { environment: { WECOM_KF_SECRET: 'wrong' } }, '微信客服的 Secret 不对', 'WECOM_KF_SECRET'],
  [
    'wxpay.access',
    { environment: { WXPAY_MCHID: '1900000009' } },
    '商户号、证书或私钥不对（SIGN_ERROR）',
    'API安全',
  ],
  ['wxpay.access', { faults: [wxpay('NO_AUTH')] }, '没有开通 JSAPI 支付（NO_AUTH）', '产品中心'],
  ['wxpay.access', { environment: { WXPAY_BASE_URL: dead } }, '没有答复', 'WXPAY_BASE_URL'],
  [
    'wxpay.access',
    { environment: { WXPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_1' } },
    '不认这个公钥 ID',
    'WXPAY_PUBLIC_KEY_ID',
  ],
  [
    'wxpay.certificate',
    { needs: { clock: { now: () => at('2030-02-10T00:00:00Z') } } },
    '到期',
    '申请新证书',
  ],
  [
    'wxpay.certificate',
    { needs: { clock: { now: () => at('2031-01-01T00:00:00Z') } } },
    '已经过期',
    '申请新证书',
  ],
  [
    'wxpay.notifyUrl',
    { environment: { WXPAY_NOTIFY_URL: 'https://10.0.0.8/x' } },
    '从外面到不了',
    'PUBLIC_URL',
  ],
  [
    'wxpay.notifyUrl',
    { environment: { WXPAY_NOTIFY_URL: '', PUBLIC_URL: 'http://k.example' } },
    '不是 https',
    'WXPAY_NOTIFY_URL',
  ],
  ['wecom.unionid', { platforms: { wecomOpenPlatform: 'unbound' } }, '没有 unionid', '微信开放平台'],
  [
    'wecom.callback',
    { environment: { PUBLIC_URL: dead }, needs: { fetchText } },
    `${dead}/wecom/callback/customer 访问不到（ECONNREFUSED）`,
    'PUBLIC_URL',
  ],
  [
    'wecom.callback',
    // Somebody else answers there.
    { needs: { fetchText: async () => ({ status: 200, text: 'welcome to nginx' }) } },
    '答得不对（HTTP 200）',
    'WECOM_CALLBACK_AES_KEY',
  ],
  [
    'miniprogram.push',
    { needs: { fetchText: async () => ({ status: 404, text: '' }) } },
    '答得不对（HTTP 404）',
    'MP_PUSH_TOKEN',
  ],
  [
    'miniprogram.brands',
    { needs: { brandMiniPrograms: () => [{ name: '净颜', appId: 'wx00000000000000b1' }] } },
    '品牌「净颜」的小程序 wx00000000000000b1 没有配置 AppSecret',
    'MP_BRAND_SECRETS',
  ],
  [
    'miniprogram.brands',
    {
      environment: { MP_BRAND_SECRETS: 'wx00000000000000b1=wrong' },
      platforms: { mpBrands: { wx00000000000000b1: { secret: 'brand-secret', subscriptionTemplates: {} } } },
      needs: { brandMiniPrograms: () => [{ name: '净颜', appId: 'wx00000000000000b1' }] },
    },
    'AppSecret 不对（40125）',
    'MP_BRAND_SECRETS',
  ],
  [
    'miniprogram.credentials',
    { environment: { MP_APP_SECRET: 'wrong' } },
    'AppSecret 不对（40125）',
    'MP_APP_SECRET',
  ],
  ['miniprogram.credentials', { environment: { MP_APP_ID: 'wx0' } }, 'AppID 不对（40013）', 'MP_APP_ID'],
  [
    'miniprogram.credentials',
    { faults: [{ platform: 'wechat', api: '/cgi-bin/stable_token', kind: 'errcode', code: 40164 }] },
    'IP 白名单',
    'IP 白名单',
  ],
  [
    'sms.signature',
    { environment: { SMS_ALIYUN_KEY_SECRET: 'wrong' } },
    'AccessKey 不对（SignatureDoesNotMatch）',
    'SMS_ALIYUN_KEY_SECRET',
  ],
  ['sms.signature', { environment: { SMS_ALIYUN_SIGN_NAME: '没有的' } }, '没有签名「没有的」', '签名管理'],
  ['sms.signature', { platforms: { smsSignature: 'waiting' } }, '还在审核', '等审核通过'],
  ['sms.signature', { platforms: { smsSignature: 'refused' } }, '没有通过审核', '签名管理'],
  [
    'sms.templates',
    { needs: { smsTemplates: () => [{ code: 'SMS_999999', of: 'message:gone' }] } },
    'message:gone 的 SMS_999999 不存在',
    '模板管理',
  ],
  [
    'sms.templates',
    {
      platforms: {
        smsTemplates: { SMS_100002: { type: 'notification', text: '您好', approval: 'refused' } },
      },
    },
    'message:shipped 的 SMS_100002 没有通过审核',
    '模板管理',
  ],
  [
    'sms.balance',
    {
      needs: {
        smsMoney: async () => ({ takenAt: at('2026-03-02T08:00Z'), refusedAt: at('2026-03-02T08:01Z') }),
      },
    },
    '余额不足',
    '充值',
  ],
  [
    'email.smtp',
    { mailUser: 'kelu:wrong', faults: [{ platform: 'smtp', api: 'AUTH', kind: 'errcode', code: 535 }] },
    '用户名或密码不对（EAUTH）',
    'SMTP_URL',
  ],
  ['email.smtp', { environment: { SMTP_URL: 'smtp://127.0.0.1:12' } }, '没有答复', 'SMTP_URL'],
  ['email.mx', { dns: { mx: [] } }, 'kelu-mail.cn 没有 MX', 'EMAIL_FROM'],
  ['email.mx', { dns: { mx: [''] } }, 'MX 写着不收信', 'MX'],
  ['email.mx', { ...hearsBounces, dns: { mx: [] } }, 'bounce.kelu-mail.cn 没有 MX', '客旅这台服务器'],
  ['email.mx', { dns: { fails: 'ESERVFAIL' } }, '查不到 kelu-mail.cn 的 DNS（ESERVFAIL）', '域名解析'],
  ['email.spf', { dns: { txt: ['spf1', 'v=spf10 -all'] } }, '没有 SPF', 'v=spf1 include:'],
  ['email.spf', { ...hearsBounces, dns: { txt: [] } }, 'bounce.kelu-mail.cn 没有 SPF', 'v=spf1'],
  ['email.spf', { dns: { txt: ['v=spf1 mx -all', 'v=spf1 a -all'] } }, '不止一条', '合成一条'],
  ['email.spf', { dns: { txt: ['v=spf1 mx +all'] } }, '让谁都能用这个域名发信', '-all'],
  ['email.spf', { dns: { fails: 'ETIMEOUT' } }, '（ETIMEOUT）', '域名解析'],
  ['redis', { redis: async () => Promise.reject(new Error('ECONNREFUSED')) }, '连不上', 'REDIS_URL'],
]
it.each(illnesses)('%s is found wrong (%#)', async (id, illness, says, todo) => {
  const finding = (await findingsOf(illness))[id]
  expect(finding).toMatchObject({
    kind: 'bad',
    says: expect.stringContaining(says),
    todo: expect.stringContaining(todo),
  })
})

it('what fails for a reason told before is not told again', async () => {
  const found = await findingsOf({ environment: { WECOM_SECRET: 'wrong' } })
  const later = [
    ...['trustedIp', 'visibleRange', 'customerContact', 'unionid'],
    ...['directory', 'tags', 'contactWays', 'groupSends', 'handOver', 'sidebar', 'messages'],
    'behaviour',
  ].map((id) => `wecom.${id}`)
  expect(later.map((id) => found[id]?.kind)).toEqual(later.map(() => 'skipped'))
})

it('asks DNS nothing of a domain that is for examples', async () => {
  const found = await findingsOf({
    environment: { EMAIL_FROM: 'hello@mail.kelu.example' },
    dns: { fails: 'ETIMEOUT' },
  })
  expect([found['email.mx'], found['email.spf']]).toMatchObject([{ kind: 'skipped' }, { kind: 'skipped' }])
})

it('nothing is said of unionids before there is a customer to look at', async () => {
  expect((await findingsOf({ noFriends: true }))['wecom.unionid']).toMatchObject({ kind: 'skipped' })
})

it('a message that went after a refusal for money says that there is some again', async () => {
  const smsMoney = async () => ({ refusedAt: at('2026-03-02T08:00Z'), takenAt: at('2026-03-02T08:01Z') })
  expect((await findingsOf({ needs: { smsMoney } }))['sms.balance']).toMatchObject({ kind: 'ok' })
})

it('looking whether staff can be written to sends nobody anything', async () => {
  const { deliveries } = await examination()
  expect(deliveries).toEqual([])
})

/** A company that sends by Tencent Cloud. */
const byTencent = (illness: Illness = {}) =>
  findingsOf({
    ...illness,
    smsBy: 'tencent',
    needs: { smsTemplates: () => [{ code: '1100002', of: 'message:shipped' }], ...illness.needs },
  })

it('signature, templates and balance at Tencent Cloud are found well', async () => {
  expect(await byTencent()).toMatchObject({
    'sms.signature': { kind: 'ok' },
    'sms.templates': { kind: 'ok' },
    'sms.balance': { kind: 'ok' },
    'clock.platforms': { kind: 'ok' },
  })
})

const text = '您好'
it.each<[id: string, illness: Illness, says: string, todo: string]>([
  [
    'sms.signature',
    { environment: { SMS_TENCENT_SECRET_KEY: 'wrong' } },
    'API 密钥不对（AuthFailure.SignatureFailure）',
    'SMS_TENCENT_SECRET_KEY',
  ],
  [
    'sms.signature',
    { environment: { SMS_TENCENT_SIGN_NAME: '没有的' } },
    '没有签名「没有的」',
    'SMS_TENCENT_SIGN_NAME',
  ],
  ['sms.signature', { platforms: { tencentSigns: { 客旅商城: 'waiting' } } }, '还在审核', '等审核通过'],
  ['sms.signature', { platforms: { tencentSigns: { 客旅商城: 'refused' } } }, '没有通过审核', '腾讯云'],
  [
    'sms.templates',
    { needs: { smsTemplates: () => [{ code: '9999999', of: 'message:gone' }] } },
    'message:gone 的 9999999 不存在',
    '正文模板管理',
  ],
  [
    'sms.templates',
    { platforms: { tencentTemplates: { '1100002': { type: 'notification', text, approval: 'refused' } } } },
    'message:shipped 的 1100002 没有通过审核',
    '腾讯云',
  ],
  [
    'sms.balance',
    {
      needs: {
        smsMoney: async () => ({ takenAt: at('2026-03-02T08:00Z'), refusedAt: at('2026-03-02T08:01Z') }),
      },
    },
    '余额不足',
    '腾讯云',
  ],
])('of Tencent Cloud %s is found wrong (%#)', async (id, illness, says, todo) => {
  expect((await byTencent(illness))[id]).toMatchObject({
    kind: 'bad',
    says: expect.stringContaining(says),
    todo: expect.stringContaining(todo),
  })
})

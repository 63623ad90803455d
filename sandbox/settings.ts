// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
import type { SandboxSettings } from './contract.ts'
import { refusalMark } from './mainland-sms.ts'
import { approveTencentTemplate } from './tencent/approval.ts'

export const defaultSettings: SandboxSettings = {
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
  wecomSecret: 'sandbox-app-secret',
  callbackToken: 'sandboxToken',
  callbackAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  kfAccounts: [{ openKfid: 'wkSandbox0001', name: '客旅客服' }],
  mpAppId: 'wx0123456789abcdef',
  mpAppSecret: 'sandbox-mp-secret',
  mpOriginalId: 'gh_0123456789ab',
  mpPush: {
    token: 'sandboxPush',
    aesKey: 'kWxYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2D',
    mode: 'off',
    format: 'json',
  },
  wxpayMchid: '1900000001',
  aliyunKeyId: 'LTAIsandbox',
  aliyunKeySecret: 'sandbox-aliyun-secret',
  aliyunSignName: '客旅商城',
  aliyunCallbackSecret: 'sandbox-sms-callback',
  tencentSecretId: 'AKIDsandbox',
  tencentSecretKey: 'sandbox-tencent-secret',
  tencentSdkAppId: '1400006666',
  tencentSigns: { 客旅商城: 'approved' },
  tencentCallbackSecret: 'sandbox-tencent-callback',
  tencentTemplates: {
    '1100001': { type: 'code', text: '验证码{1}，5分钟内有效，请勿告知他人。' },
    '1100002': { type: 'notification', text: '{1}，您的订单{2}已发货，请留意查收。' },
    '1100003': { type: 'notification', text: '您有一条客户跟进任务，请打开 k.example/{1} 处理。' },
    '1100004': { type: 'marketing', text: '尊敬的会员{1}，新品已到店：k.example/{2} 拒收请回复R' },
  },
  shopHookSecret: 'sandbox-shop-secret',
  shopApiSecret: 'sandbox-shop-api-secret',
  shopCoupons: {
    'SPRING-50': { quantity: 1_000, perBuyer: 2, days: 14 },
    'GROWTH-25': { quantity: 1_000, perBuyer: 1, days: 30 },
  },
  smsTemplates: {
    SMS_100001: { type: 'code', text: '您的验证码为${code}，5分钟内有效，请勿告知他人。' },
    SMS_100002: { type: 'notification', text: '${nickname}，您的订单${order}已发货，请留意查收。' },
    SMS_100003: { type: 'notification', text: '您有一条客户跟进任务，请打开 k.example/${link} 处理。' },
    SMS_100004: {
      type: 'marketing',
      text: '尊敬的会员${nickname}，您的专属优惠券已到账：k.example/${link} 拒收请回复R',
    },
  },
  subscriptionTemplates: {
    TPL_ORDER_SHIPPED: ['character_string1', 'thing2', 'time3'],
    TPL_COUPON: ['thing1', 'amount2', 'time3'],
  },
}

/**
 * Fills what is not given and refuses settings no platform would have approved.
 * @throws Error naming the faulty setting
 */
export function completeSettings(given: Partial<SandboxSettings> = {}): SandboxSettings {
  const settings = { ...defaultSettings, ...given }
  if (!/^[A-Za-z0-9]{1,32}$/.test(settings.callbackToken)) {
    throw new Error('settings.callbackToken must be 1 to 32 letters and digits')
  }
  if (!/^[A-Za-z0-9]{43}$/.test(settings.callbackAesKey)) {
    throw new Error('settings.callbackAesKey must be 43 letters and digits')
  }
  for (const [code, template] of Object.entries(settings.smsTemplates)) approveSmsTemplate(code, template)
  for (const [id, template] of Object.entries(settings.tencentTemplates)) approveTencentTemplate(id, template)
  for (const [id, keys] of Object.entries(settings.subscriptionTemplates)) {
    const odd = keys.find((key) => !/^[a-z_]+\d+$/.test(key))
    if (odd !== undefined) {
      throw new Error(`settings.subscriptionTemplates.${id}: "${odd}" is not a type followed by digits`)
    }
  }
  return settings
}

function approveSmsTemplate(code: string, template: SandboxSettings['smsTemplates'][string]): void {
  if (!/^SMS_\d+$/.test(code)) throw new Error(`settings.smsTemplates: ${code} is not SMS_ and digits`)
  const refusable = template.text.endsWith(refusalMark)
  if (template.type === 'marketing' && !refusable) {
    throw new Error(`settings.smsTemplates.${code}: a marketing text must end with 拒收请回复R`)
  }
  if (template.type !== 'marketing' && template.text.includes(refusalMark)) {
    throw new Error(`settings.smsTemplates.${code}: only a marketing text may say 拒收请回复R`)
  }
}

import type { Config } from '../config.ts'
import type { Faults } from './refused.ts'

export type SmsGatewayName = NonNullable<Config['sms']>['gateway']

/** What an SMS gateway calls things, and where its console has them. */
export interface SmsWords {
  /** Setting of its address. */
  address: string
  signName: string
  signs: string
  templates: string
  money: string
  /** What its codes say of key and rights. */
  keyFaults: Faults
  noSuchSign: string
  noSuchTemplate: string
}

const clock = ['时钟不对，签名过期', '打开网络对时（NTP）'] as const

const aliyunKey = [
  'AccessKey 不对',
  '在阿里云 RAM 控制台核对，填到 SMS_ALIYUN_KEY_ID 和 SMS_ALIYUN_KEY_SECRET',
] as const
const aliyunRight = [
  'AccessKey 没有短信服务的权限',
  '在阿里云 RAM 控制台给它加上 AliyunDysmsFullAccess',
] as const

const tencentKey = [
  'API 密钥不对',
  '在腾讯云控制台 → 访问管理 → API 密钥管理核对，填到 SMS_TENCENT_SECRET_ID 和 SMS_TENCENT_SECRET_KEY',
] as const
const tencentRight = [
  '密钥没有短信的权限',
  '在腾讯云控制台 → 访问管理给它加上 QcloudSMSFullAccess，并核对 IP 白名单',
] as const

export const smsWords: Record<SmsGatewayName, SmsWords> = {
  aliyun: {
    address: 'SMS_ALIYUN_ENDPOINT',
    signName: 'SMS_ALIYUN_SIGN_NAME',
    signs: '阿里云控制台 → 短信服务 → 签名管理',
    templates: '阿里云控制台 → 短信服务 → 模板管理',
    money: '在阿里云充值或购买短信套餐包',
    keyFaults: {
      'InvalidAccessKeyId.NotFound': aliyunKey,
      InvalidAccessKeyId: aliyunKey,
      SignatureDoesNotMatch: aliyunKey,
      IncompleteSignature: aliyunKey,
      Forbidden: aliyunRight,
      NoPermission: aliyunRight,
      'isp.RAM_PERMISSION_DENY': aliyunRight,
      'InvalidTimeStamp.Expired': clock,
    },
    noSuchSign: 'isv.SMS_SIGNATURE_ILLEGAL',
    noSuchTemplate: 'isv.SMS_TEMPLATE_ILLEGAL',
  },
  tencent: {
    address: 'SMS_TENCENT_ENDPOINT',
    signName: 'SMS_TENCENT_SIGN_NAME',
    signs: '腾讯云控制台 → 短信 → 国内短信 → 签名管理',
    templates: '腾讯云控制台 → 短信 → 国内短信 → 正文模板管理',
    money: '在腾讯云购买短信套餐包',
    keyFaults: {
      'AuthFailure.SignatureFailure': tencentKey,
      'AuthFailure.SecretIdNotFound': tencentKey,
      'AuthFailure.UnauthorizedOperation': tencentRight,
      'UnauthorizedOperation.RequestPermissionDeny': tencentRight,
      'UnauthorizedOperation.RequestIpNotInWhitelist': tencentRight,
      'AuthFailure.SignatureExpire': clock,
    },
    noSuchSign: 'sign.notFound',
    noSuchTemplate: 'template.notFound',
  },
}

/** By which a message was refused for want of money. */
export const noMoneyCodes: ReadonlySet<string> = new Set([
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.OUT_OF_SERVICE',
  'FailedOperation.InsufficientBalanceInSmsPackage',
  'UnauthorizedOperation.SerivceSuspendDueToArrears',
])

import type { Faults } from './refused.ts'

export const smsAddressSetting = 'SMS_ALIYUN_ENDPOINT'

const key = [
  'AccessKey 不对',
  '在阿里云 RAM 控制台核对，填到 SMS_ALIYUN_KEY_ID 和 SMS_ALIYUN_KEY_SECRET',
] as const
const right = ['AccessKey 没有短信服务的权限', '在阿里云 RAM 控制台给它加上 AliyunDysmsFullAccess'] as const

export const keyFaults: Faults = {
  'InvalidAccessKeyId.NotFound': key,
  InvalidAccessKeyId: key,
  SignatureDoesNotMatch: key,
  IncompleteSignature: key,
  Forbidden: right,
  NoPermission: right,
  'isp.RAM_PERMISSION_DENY': right,
  'InvalidTimeStamp.Expired': ['时钟不对，签名过期', '打开网络对时（NTP）'],
}

export const keyCodes: ReadonlySet<string> = new Set(Object.keys(keyFaults))

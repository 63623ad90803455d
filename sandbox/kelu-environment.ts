import { randomBytes } from 'node:crypto'
import type { Sandbox } from './contract.ts'

/** Settings of a Kelu whose outside world is this sandbox; keys are made anew at each call. */
export function keluEnvironment(
  { urls, settings }: Pick<Sandbox, 'urls' | 'settings'>,
  more: Record<string, string>,
): Record<string, string> {
  const key = () => randomBytes(32).toString('base64')
  return {
    PORT: '0',
    LOG_LEVEL: 'warn',
    PUBLIC_URL: 'http://k.example',
    STAFF_SMS_TEMPLATE: 'SMS_100005',
    DATA_KEYS: `test:${key()}`,
    BLIND_INDEX_KEY: key(),
    LINK_KEY: key(),
    MP_REQUESTS_PER_ADDRESS: '100000',
    WECOM_BASE_URL: urls.wecom,
    WECOM_CORP_ID: settings.corpId,
    WECOM_AGENT_ID: String(settings.agentId),
    WECOM_SECRET: settings.wecomSecret,
    WECOM_CALLBACK_TOKEN: settings.callbackToken,
    WECOM_CALLBACK_AES_KEY: settings.callbackAesKey,
    ...(settings.kfAccounts[0] && { WECOM_KF_ACCOUNT: settings.kfAccounts[0].openKfid }),
    MP_BASE_URL: urls.wechat,
    MP_APP_ID: settings.mpAppId,
    MP_APP_SECRET: settings.mpAppSecret,
    ...(settings.mpBrands && {
      MP_BRAND_SECRETS: Object.entries(settings.mpBrands)
        .map(([appId, { secret }]) => `${appId}=${secret}`)
        .join(','),
    }),
    MP_PUSH_TOKEN: settings.mpPush.token,
    ...(settings.mpPush.mode !== 'plain' && { MP_PUSH_AES_KEY: settings.mpPush.aesKey }),
    SMS_ALIYUN_ENDPOINT: urls.aliyun,
    SMS_ALIYUN_KEY_ID: settings.aliyunKeyId,
    SMS_ALIYUN_KEY_SECRET: settings.aliyunKeySecret,
    SMS_ALIYUN_SIGN_NAME: settings.aliyunSignName,
    SMS_ALIYUN_CALLBACK_SECRET: settings.aliyunCallbackSecret,
    SMTP_URL: `smtp://${urls.smtpHost}:${urls.smtpPort}`,
    EMAIL_FROM: '客旅生活 <hello@kelu.example>',
    SHOP_HOOK_SECRET: settings.shopHookSecret,
    SHOP_API_URL: urls.shop,
    SHOP_API_SECRET: settings.shopApiSecret,
    ...more,
  }
}

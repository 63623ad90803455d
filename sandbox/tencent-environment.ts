import type { Sandbox } from './contract.ts'

/** Settings of a Kelu that sends its SMS by the simulated Tencent Cloud, beside those of keluEnvironment. */
export function tencentEnvironment({
  urls,
  settings,
}: Pick<Sandbox, 'urls' | 'settings'>): Record<string, string> {
  return {
    SMS_GATEWAY: 'tencent',
    SMS_TENCENT_ENDPOINT: urls.tencent,
    SMS_TENCENT_SECRET_ID: settings.tencentSecretId,
    SMS_TENCENT_SECRET_KEY: settings.tencentSecretKey,
    SMS_TENCENT_SDK_APP_ID: settings.tencentSdkAppId,
    SMS_TENCENT_SIGN_NAME: Object.keys(settings.tencentSigns)[0] ?? '',
    SMS_TENCENT_CALLBACK_SECRET: settings.tencentCallbackSecret,
  }
}

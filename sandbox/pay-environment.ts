import type { Sandbox } from './contract.ts'

/** Settings of a Kelu that takes money by this sandbox's WeChat Pay; put behind those of `keluEnvironment`. Notices reach it by the target. */
export async function payEnvironment(
  sandbox: Pick<Sandbox, 'urls' | 'settings' | 'wechatpayKeys'>,
): Promise<Record<string, string>> {
  const { merchant, publicKey, apiV3Key } = await sandbox.wechatpayKeys()
  return {
    WXPAY_BASE_URL: sandbox.urls.wechatpay,
    WXPAY_MCHID: sandbox.settings.wxpayMchid,
    WXPAY_CERTIFICATE: merchant.certificate,
    WXPAY_PRIVATE_KEY: merchant.privateKey,
    WXPAY_API_KEY: apiV3Key,
    WXPAY_PUBLIC_KEY_ID: publicKey.id,
    WXPAY_PUBLIC_KEY: publicKey.pem,
    // The platform takes no other; here its path alone is used.
    WXPAY_NOTIFY_URL: 'https://k.example/hooks/wxpay',
  }
}

import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

const apps = [
  ['customer', '客户联系的接收事件服务器'],
  ['agent', '自建应用的接收消息服务器'],
] as const

export const wecomCallback: Check<PlatformNeeds> = {
  id: 'wecom.callback',
  title: '回调地址',
  async find({ probes, clock, fetchText, config }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    for (const [app, name] of apps) {
      const { url, expected } = probes.wecom.echo(app, clock.now())
      const address = `${config.publicUrl}/wecom/callback/${app}`
      const answer = await fetchText(url).catch((error: unknown) => error as Error)
      if (answer instanceof Error) {
        return bad(
          `${address} 访问不到（${answer.message}）`,
          '检查 PUBLIC_URL 的域名解析、防火墙和反向代理；只有内网绕不回来的，从外网打开这个地址核对',
        )
      }
      if (answer.status !== 200 || answer.text !== expected) {
        return bad(
          `${address} 答得不对（HTTP ${answer.status}）：到达的不是这个客旅，或 Token、EncodingAESKey 和它的不同`,
          `核对反向代理，并在企业微信管理后台的${name}里填同样的 URL、WECOM_CALLBACK_TOKEN 和 WECOM_CALLBACK_AES_KEY`,
        )
      }
    }
    return ok(`${config.publicUrl}/wecom/callback/… 走了一个来回`)
  },
}

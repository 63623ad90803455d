import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

export const miniprogramPush: Check<PlatformNeeds> = {
  id: 'miniprogram.push',
  title: '小程序消息推送',
  async find({ probes, clock, fetchText, config }) {
    const echo = probes.miniprogram?.echo
    if (!echo) return skipped('没有配置消息推送：订阅消息是否送达，只能看发送时的答复')
    const { url, expected } = echo(clock.now())
    const address = `${config.publicUrl}/mp/push`
    const answer = await fetchText(url).catch((error: unknown) => error as Error)
    if (answer instanceof Error) {
      return bad(
        `${address} 访问不到（${answer.message}）`,
        '检查 PUBLIC_URL 的域名解析、防火墙和反向代理；只有内网绕不回来的，从外网打开这个地址核对',
      )
    }
    if (answer.status !== 200 || answer.text !== expected) {
      return bad(
        `${address} 答得不对（HTTP ${answer.status}）：到达的不是这个客旅，或 Token 和它的不同`,
        '核对反向代理，并在微信公众平台 → 小程序 → 开发管理 → 消息推送里填同样的 URL、MP_PUSH_TOKEN 和 MP_PUSH_AES_KEY，选安全模式',
      )
    }
    return ok(`${address} 走了一个来回`)
  },
}

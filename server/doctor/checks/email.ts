import { type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'

export const email: Check<PlatformNeeds> = {
  id: 'email.smtp',
  title: '邮件服务器',
  async find({ probes }) {
    if (probes.email === null) return skipped('没有配置邮件')
    const probed = await probes.email.access()
    if (probed.kind === 'ok') return ok('连得上，也登录得进')
    return refused(probed, {
      faults: {
        EAUTH: ['用户名或密码不对', '核对 SMTP_URL 里的用户名和密码；特殊字符写成 %25 %23 %2F %40 %3A'],
        ETLS: ['加密连接没有成功', '465 端口用 smtps://，587 端口用 smtp://；核对服务器的证书'],
      },
      address: 'SMTP_URL',
      todo: '核对 SMTP_URL',
    })
  },
}

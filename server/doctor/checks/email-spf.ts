import { bad, type Check, ok } from '../check.ts'
import { judgeRecords } from '../mail-domain.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

/** Anybody at all passes. */
const anybody = /\s\+?all(\s|$)/i

/** RFC 7208: whose servers may send for this domain. Whether the mail host is among them, its own pages tell. */
export const emailSpf: Check<PlatformNeeds> = {
  id: 'email.spf',
  title: '发件域名的 SPF',
  find: (needs) =>
    judgeRecords(needs, 'txt', (texts, domain) => {
      const [spf, another] = texts.filter((text) => /^v=spf1(\s|$)/i.test(text))
      if (spf === undefined) {
        const todo = `在域名解析里加一条 TXT：${domain} "v=spf1 include:<邮件服务商给的域名> -all"`
        return bad(`${domain} 没有 SPF，邮件容易进垃圾箱或被拒收`, todo)
      }
      if (another !== undefined)
        return bad(`${domain} 有不止一条 SPF，收件方会当它无效`, '把几条 v=spf1 合成一条')
      if (anybody.test(spf))
        return bad(`${domain} 的 SPF 让谁都能用这个域名发信（${spf}）`, '把末尾的 all 改成 -all 或 ~all')
      return ok(spf)
    }),
}

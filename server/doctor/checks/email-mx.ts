import { bad, type Check, ok } from '../check.ts'
import { judgeRecords } from '../mail-domain.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

/** What cannot be delivered goes back to this domain, and hosts distrust one that takes no mail. */
export const emailMx: Check<PlatformNeeds> = {
  id: 'email.mx',
  title: '发件域名的 MX',
  find: (needs) =>
    judgeRecords(needs, 'mx', ([first], domain, hearsBounces) => {
      const todo = hearsBounces
        ? `在域名解析里加：${domain} MX 10 <客旅这台服务器的域名>`
        : `在域名解析里给 ${domain} 加上收信服务器的 MX，或把 EMAIL_FROM 换成收得到信的地址`
      if (first === undefined) return bad(`${domain} 没有 MX，退信送不到`, todo)
      // RFC 7505: said to take none.
      if (first === '' || first === '.') return bad(`${domain} 的 MX 写着不收信，退信送不到`, todo)
      return ok(`退信送到 ${first}`)
    }),
}

import type { Config } from '../config.ts'
import { bad, type Finding, skipped } from './check.ts'
import type { PlatformNeeds } from './platform-checks.ts'

/** Names that are nobody's (RFC 2606, RFC 6761): there is nothing to be asked. */
const nobodys = /(^|\.)(example|example\.(com|net|org)|test|invalid|localhost)$/

/** The domain mail hosts judge our e-mails by, to which what cannot be delivered goes back: that of the envelope. */
const domainOf = ({ from, bounces }: NonNullable<Config['email']>): string =>
  bounces?.domain ?? (/@([^>\s]+)>?\s*$/.exec(from)?.[1] as string)

/** Asks for one kind of record of that domain and judges it; skips where there is no e-mail, or a name for examples. */
export async function judgeRecords(
  { config: { email }, mailRecords }: Pick<PlatformNeeds, 'config' | 'mailRecords'>,
  kind: keyof PlatformNeeds['mailRecords'],
  judge: (records: string[], domain: string, hearsBounces: boolean) => Finding,
): Promise<Finding> {
  if (email === null) return skipped('没有配置邮件')
  const domain = domainOf(email)
  if (nobodys.test(domain)) return skipped(`${domain} 是举例用的域名，没有记录可查`)
  let records: string[]
  try {
    records = await mailRecords[kind](domain)
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException
    return bad(`查不到 ${domain} 的 DNS（${code ?? name}）`, '检查这台机器的域名解析')
  }
  return judge(records, domain, email.bounces !== null)
}

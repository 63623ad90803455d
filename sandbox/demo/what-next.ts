import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { roleNames } from '../../domain/members/roles.ts'
import { members } from './members.ts'

/** The settings of the demo's Kelu where its command line finds them: in `.env` of this folder. */
export async function writeSettings(folder: string, env: Record<string, string>): Promise<void> {
  const lines = Object.entries(env).map(([name, value]) => `${name}="${value}"\n`)
  await writeFile(join(folder, '.env'), lines.join(''), { mode: 0o600 })
}

/** Pages on which the forty days are to be read again, with what each says of them. zh-CN. */
export const pagesToRead: readonly [path: string, name: string, says: string][] = [
  ['/overview', '总览', '四十天的数据指标，旁边是目标和前一段'],
  ['/reports', '日报周报', '企业微信里收到的日报和周报，一份一份'],
  ['/experiments', 'A/B 测试', '两种试用邀请比出来的结果'],
  ['/attribution', '归因', '订单的钱算给哪些消息，三种算法并排'],
  ['/review', '复盘', '一段时间或一个活动的报告，可以下载'],
]

/** What somebody who has read the story may look at while its Kelu still runs. zh-CN. */
export function whatNext({
  folder,
  url,
  password,
}: {
  folder: string
  url: string
  password: string
}): string[] {
  const kelu = `node "${fileURLToPath(new URL('../../cli/kelu.mjs', import.meta.url))}"`
  return [
    '\n故事讲完了。Kelu 仍在运行，按 Ctrl+C 结束。',
    `运营页 ${url}/admin/ ，密码都是 ${password} ，登录名：`,
    ...Object.entries(members).map(
      ([login, { name, role }]) => `  ${login.padEnd(10)} ${name}（${roleNames[role]}）`,
    ),
    '值得看的页（负责人都能看）：',
    ...pagesToRead.map(([path, name, says]) => `  ${url}/admin${path}  ${name}：${says}`),
    `命令行（另开一个终端，先 cd "${folder}"）：`,
    `  ${kelu} list                       所有定义：流程、群发、素材、人群包`,
    `  ${kelu} show journey:win-back      一个流程的原文`,
    `  ${kelu} runs new-buyer-activation  流程里的人走到了哪一步`,
    `  ${kelu} status                     运行状况、排队和卡住的人`,
  ]
}

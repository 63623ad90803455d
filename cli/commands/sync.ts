import { setTimeout as pause } from 'node:timers/promises'
import { leftMs } from '../../domain/contact-sync/estimate.ts'
import { skipWords } from '../../domain/contact-sync/skip-words.ts'
import type { SyncReport, SyncRound } from '../../models/contact-sync.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'

/** Real time between two looks at how far it is. */
const lookEveryMs = 1_000
const mostNamed = 20

/** Has staff, departments and all friends taken over from WeCom now, and tells how far it is; the running Kelu does it. */
export const sync: Command = {
  usage: 'sync',
  summary:
    '现在就把企业微信的员工、部门和所有好友同步过来，补上漏掉的：由运行中的客旅来做（平时每天 2:30 自动做），不给任何人发消息',
  options: [['--no-wait', '排上就走，不等它做完']],
  async run({ options, settings, world, note }) {
    const corp = settings.config().wecom?.corpId
    if (corp === undefined) throw new Refusal('wecom.off', ['还没有接上企业微信：设置 WECOM_ 开头的几项'])
    const { stores, clock } = await world()
    const now = clock.now()
    const { doneAt } = await stores.contactSyncs.known(corp, now)
    const isAsked = await stores.contactSyncs.begin(corp, {
      at: now,
      ...(doneAt && { after: doneAt }),
      isAsked: true,
    })
    const isRunning = (await stores.processes.living()).some(({ role }) => role !== 'web')
    const look = () => stores.contactSyncs.find(corp)
    note(isAsked ? '已排上同步' : '同步已经在进行')
    if (isRunning && options.wait !== false) {
      for (let state = await look(); state?.running; state = await look()) {
        note(progressText(state.running, clock.now()))
        await pause(lookEveryMs)
      }
    }
    const state = await look()
    const report = state?.reports[0] ?? null
    const running = state?.running ?? null
    return {
      lines: [
        ...(running
          ? [isRunning ? progressText(running, clock.now()) : '客旅启动后开始（现在没有在运行的）']
          : []),
        ...reportLines(report),
      ],
      json: { asked: isAsked, running, report },
    }
  },
}

function progressText(round: SyncRound, now: Date): string {
  const { stage, members, done, counts, waitUntil, waitCode } = round
  if (waitUntil && waitUntil > now) return `企业微信让等到 ${timeText(waitUntil)}（${waitCode}），到时接着做`
  if (stage === 'directory' || members === undefined) return '正在看员工和部门'
  const left = leftMs(round, now)
  const rest = left === null ? '' : `，约还要 ${Math.ceil(left / 1_000)} 秒`
  return `员工 ${done} / ${members}，好友关系 ${counts.friendships ?? 0}${rest}`
}

function reportLines(report: SyncReport | null): string[] {
  if (report === null) return ['还没有完整同步过']
  const { people = 0, wechat = 0, withUnionid = 0, matched = 0, born = 0, learnt = 0 } = report.counts
  const { staff = 0, staffNew = 0, staffLeft = 0, begun = 0, ended = 0, friendships = 0 } = report.counts
  return [
    `客户同步：${timeText(report.endedAt)} 做完${report.isFirst ? '（第一次）' : ''}`,
    `  员工 ${staff}（新 ${staffNew}，离职 ${staffLeft}），好友关系 ${friendships}，客户 ${people}`,
    `  新建 ${born}，更新 ${learnt}；漏听的新好友 ${begun}，已经不是好友的 ${ended}`,
    `  微信好友 ${wechat}：企业微信给了 unionid 的 ${withUnionid}，和小程序用户对上的 ${matched}`,
    ...(report.skipped.length > 0 ? [`  跳过 ${report.skipped.length} 位员工：`] : []),
    ...report.skipped
      .slice(0, mostNamed)
      .map(({ userid, name, code }) => `    ${name}（${userid}）：${skipWords(code)}`),
  ]
}

import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { inboxStates } from '../state-words.ts'
import { timeText } from '../time-words.ts'

const most = 100

/** What came in and is not dealt with. What the records hold is sealed and not shown. */
export const inboxList: Command = {
  usage: 'inbox list',
  summary: `没有处理完的回调记录：待处理的和失败的，新的在前，最多 ${most} 条`,
  options: [['--failed', '只列出失败的']],
  async run({ options, world }) {
    const { stores } = await world()
    const records = await stores.inbox.newest(
      options.failed === true ? ['failed'] : ['received', 'failed'],
      most,
    )
    const rows = records.map(({ _id, state, source, kind, receivedAt, tries, note }) => [
      timeText(receivedAt),
      inboxStates[state],
      `${source} ${kind}`,
      `试过 ${tries} 次`,
      note ?? '',
      _id,
    ])
    return {
      lines:
        rows.length === 0
          ? ['没有这样的记录']
          : inColumns([['收到', '状态', '来源', '次数', '原因', '编号'], ...rows]),
      json: records.map(({ _id: id, state, source, kind, at, receivedAt, dueAt, tries, note }) => ({
        id,
        state,
        source,
        kind,
        at,
        receivedAt,
        dueAt,
        tries,
        note: note ?? null,
      })),
    }
  },
}

/** A failed record becomes due again; the running Kelu deals with it. */
export const inboxReplay: Command = {
  usage: 'inbox replay <id>',
  summary: '重新处理一条失败的回调记录：由运行中的客旅来做',
  asks: true,
  async run({ args, world, confirm }) {
    const id = args[0] ?? ''
    const { stores, clock } = await world()
    const record = await stores.inbox.find(id)
    if (record === null)
      throw new Refusal('inbox.not_found', [`没有记录 ${id}；kelu inbox list 列出编号`], { id })
    const { state, source, kind, receivedAt, tries, note } = record
    if (state !== 'failed') {
      throw new Refusal('inbox.not_failed', [`${id} 现在${inboxStates[state]}，只有失败的才能重新处理`], {
        id,
        state,
      })
    }
    await confirm({
      lines: [
        `重新处理 ${id}：${source} ${kind}，${timeText(receivedAt)} 收到，试过 ${tries} 次${note ? `（${note}）` : ''}`,
      ],
      json: { id, source, kind, receivedAt, tries, note: note ?? null },
    })
    if (!(await stores.inbox.reopen(id, clock.now()))) {
      throw new Refusal('inbox.not_failed', [`${id} 刚刚有了变化，没有重新处理`], { id })
    }
    const running = (await stores.processes.living()).some(({ role }) => role !== 'web')
    return {
      lines: [
        running ? `${id} 已排上，运行中的客旅马上处理` : `${id} 已排上，客旅启动后处理（现在没有在运行的）`,
      ],
      json: { id, state: 'received', running },
    }
  },
}

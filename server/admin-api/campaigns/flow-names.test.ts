import { expect, it } from 'vitest'
import { createFlowNames } from './flow-names.ts'

const summary = (id: string, kind: 'journey' | 'broadcast', state = 'live') => ({
  ...{ id, name: id, kind, state, stateName: state === 'live' ? '运行中' : '已暂停' },
})
const progress: Record<string, { planned: number; waiting: number }> = {
  through: { planned: 5, waiting: 0 },
  going: { planned: 5, waiting: 2 },
  held: { planned: 5, waiting: 0 },
  coming: { planned: 0, waiting: 0 },
}
const flows = createFlowNames(
  {
    all: async (kind: string) =>
      kind === 'journey'
        ? [summary('welcome', 'journey')]
        : ['through', 'going', 'coming', 'held'].map((id) =>
            summary(id, 'broadcast', id === 'held' ? 'paused' : 'live'),
          ),
  } as never,
  async (id) => progress[id] ?? { planned: 0, waiting: 0 },
)

it('a 群发 that is in use says how far it is, in the order that was asked for', async () => {
  const ids = ['held', 'through', 'going', 'coming', 'welcome', 'nobody knows']
  const shown = await flows.of(ids)
  expect(shown.map(({ id, stateName }) => [id, stateName])).toEqual([
    ['held', '已暂停'],
    ['through', '已发完'],
    ['going', '发送中'],
    ['coming', '运行中'],
    ['welcome', '运行中'],
    ['nobody knows', null],
  ])
})

import { expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { createKeeper, type KeeperState, type Saved, type ServerDraft } from './keeper.ts'
import type { LocalCopy } from './local-copy.ts'

type Draft = ServerDraft & { value: string }

function aPage() {
  const draft: Draft = { stamp: 's0', isMine: true, heldBy: null, value: '' }
  const asked: string[] = []
  const states: KeeperState[] = []
  let copy: LocalCopy<string> | null = null
  let timers: { ms: number; then: () => void }[] = []
  let laterMs = 0
  const answers = {
    open: async (): Promise<Draft> => ({ ...draft }),
    save: async (value: string): Promise<Saved<Draft>> => {
      draft.value = value
      draft.stamp += '+'
      return { kind: 'saved', draft: { ...draft } }
    },
    keep: async (): Promise<{ kind: 'kept' } | { kind: 'lost'; heldBy: string | null }> => ({ kind: 'kept' }),
  }
  const noted =
    <A>(what: string, answer: () => Promise<A>) =>
    () => {
      asked.push(what)
      return answer()
    }
  const keeper = createKeeper<string, Draft>({
    server: {
      open: noted('open', () => answers.open()),
      takeOver: noted('takeOver', () => answers.open()),
      save: (value) => noted(`save ${value}`, () => answers.save(value))(),
      keep: noted('keep', () => answers.keep()),
    },
    local: {
      read: () => copy,
      write(next) {
        copy = next
      },
      forget() {
        copy = null
      },
    },
    saved: () => undefined,
    changed: (state) => states.push(state),
    timers: {
      after(ms, then) {
        const timer = { ms, then }
        timers.push(timer)
        return () => {
          timers = timers.filter((each) => each !== timer)
        }
      },
      now: () => new Date(Date.parse('2026-11-26T06:05:12Z') + laterMs),
    },
  })
  /** Lets the timers of so many ms go off, and what they began come to an end. */
  async function pass(ms: number): Promise<void> {
    const due = timers.filter((timer) => timer.ms === ms)
    timers = timers.filter((timer) => timer.ms !== ms)
    for (const { then } of due) then()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  /** The clock goes on; no timer goes off. */
  const wait = (ms: number) => {
    laterMs += ms
  }
  return { keeper, asked, answers, draft, pass, wait, state: () => states.at(-1), copy: () => copy }
}

it('whoever goes on typing is saved at the latest after five seconds', async () => {
  const { keeper, asked, pass, wait } = aPage()
  keeper.begin({ stamp: 's0', isMine: true })
  for (const text of ['a', 'ab', 'abc', 'abcd']) {
    keeper.edit(text)
    wait(1_400)
  }
  // 4.2 s after the first: no more than 0.8 s are left.
  await pass(800)
  expect(asked).toEqual(['save abcd'])
})

it('what is typed is in this browser at once, on the server a moment later, and then only there', async () => {
  const { keeper, asked, draft, pass, state, copy } = aPage()
  keeper.begin(null)
  keeper.edit('a')
  keeper.edit('ab')
  expect([copy()?.value, asked]).toEqual(['ab', []])
  await pass(1_500)
  expect(asked).toEqual(['open', 'save ab'])
  expect([draft.value, copy(), state()?.saving, state()?.savedAt?.toISOString()]).toEqual([
    'ab',
    null,
    'saved',
    '2026-11-26T06:05:12.000Z',
  ])
})

it('without a connection it stays here and is tried again until it is there', async () => {
  const { keeper, answers, pass, state, copy, draft } = aPage()
  const { save } = answers
  keeper.begin({ stamp: 's0', isMine: true })
  answers.save = async () => {
    throw new ApiError(0, 'network.down', '连不上')
  }
  keeper.edit('a')
  await pass(1_500)
  expect([state()?.saving, copy()?.value]).toEqual(['offline', 'a'])
  answers.save = save
  await pass(5_000)
  expect([state()?.saving, draft.value, copy()]).toEqual(['saved', 'a', null])
})

it('when the log-in is over it stays here, and fits the same draft afterwards', async () => {
  const { keeper, answers, pass, state } = aPage()
  keeper.begin({ stamp: 's0', isMine: true })
  answers.save = async () => {
    throw new ApiError(401, 'session.invalid', '登录已过期')
  }
  keeper.edit('a')
  await pass(1_500)
  expect(state()?.saving).toBe('ended')
  keeper.begin({ stamp: 's0', isMine: true })
  expect(keeper.unsaved()).toMatchObject({ value: 'a', fits: true })
  keeper.begin({ stamp: 's9', isMine: true })
  expect(keeper.unsaved()).toMatchObject({ fits: false })
})

it('while somebody else writes nothing is sent, and what was typed stays here; taken over, it goes on', async () => {
  const { keeper, answers, pass, state, copy, asked, draft } = aPage()
  keeper.begin(null)
  const { open } = answers
  answers.open = async () => ({ ...draft, isMine: false, heldBy: '刘洋' })
  keeper.edit('a')
  await pass(1_500)
  expect([state(), copy()?.value]).toMatchObject([{ saving: 'lost', heldBy: '刘洋' }, 'a'])
  expect(asked).toEqual(['open'])
  answers.open = open
  await keeper.takeOver()
  expect(keeper.unsaved()?.value).toBe('a')
  keeper.edit('ab')
  await pass(1_500)
  expect(draft.value).toBe('ab')
})

it('a text that came too late is a copy on the server, and said to be so', async () => {
  const { keeper, answers, pass, state, copy } = aPage()
  keeper.begin({ stamp: 's0', isMine: true })
  answers.save = async () => ({ kind: 'copied', heldBy: '刘洋' })
  keeper.edit('a')
  await pass(1_500)
  expect([state(), copy()]).toMatchObject([{ saving: 'lost', heldBy: '刘洋' }, null])
})

it('the lease is kept while the page is open, and its loss is told', async () => {
  const { keeper, answers, pass, state, asked } = aPage()
  keeper.begin({ stamp: 's0', isMine: true })
  await pass(20_000)
  answers.keep = async () => ({ kind: 'lost', heldBy: '刘洋' })
  await pass(20_000)
  expect([asked, state()?.heldBy]).toEqual([['keep', 'keep'], '刘洋'])
})

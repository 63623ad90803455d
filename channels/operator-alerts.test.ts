import { expect, it } from 'vitest'
import { silentLog } from '../domain/log.ts'
import type { RefusalReason, Sender, SendOutcome } from '../domain/outreach/ports.ts'
import { movableClock } from '../test/testing/clock.ts'
import { createOperatorAlerts } from './operator-alerts.ts'

const refused = (code: string, reason: RefusalReason = 'configuration'): SendOutcome => ({
  kind: 'refused',
  reason,
  code,
})

function world() {
  const clock = movableClock()
  const lines: unknown[] = []
  const counted: string[] = []
  const log = { ...silentLog, error: (fields: object) => lines.push(fields) } as typeof silentLog
  const count = (channel: string, code: string) => counted.push(`${channel} ${code}`)
  const alerts = createOperatorAlerts({ log, clock, count })
  const answers: SendOutcome[] = []
  const port: Sender<string> = {
    send: async () => answers.shift() ?? { kind: 'sent' },
    find: async () => ({ kind: 'cannotTell' }),
  }
  const senderOf = (channel: string) => alerts.sender(channel, port)
  const send = async (channel: string, outcome: SendOutcome) => {
    answers.push(outcome)
    return senderOf(channel).send('hello', { ref: 'r#1', at: clock.now() })
  }
  return { alerts, clock, lines, counted, send }
}

it('tells each cause once while it lasts, counts every refusal, and changes no answer', async () => {
  const { lines, counted, send } = world()
  for (let n = 0; n < 3; n++) {
    expect(await send('sms', refused('isp.RAM_PERMISSION_DENY'))).toEqual(refused('isp.RAM_PERMISSION_DENY'))
  }
  await send('sms', refused('isv.AMOUNT_NOT_ENOUGH'))
  await send('email', refused('EAUTH'))
  expect(lines).toMatchObject([
    { channel: 'sms', code: 'isp.RAM_PERMISSION_DENY' },
    { channel: 'sms', code: 'isv.AMOUNT_NOT_ENOUGH' },
    { channel: 'email', code: 'EAUTH' },
  ])
  expect(counted).toHaveLength(5)
})

it('tells it again after an hour, so that it is not forgotten', async () => {
  const { clock, lines, send } = world()
  await send('sms', refused('isp.RAM_PERMISSION_DENY'))
  clock.advance(3_599_999)
  await send('sms', refused('isp.RAM_PERMISSION_DENY'))
  expect(lines).toHaveLength(1)
  clock.advance(1)
  await send('sms', refused('isp.RAM_PERMISSION_DENY'))
  expect(lines).toHaveLength(2)
})

it.each([
  ['a message that went', { kind: 'sent' } as const],
  ['a customer who cannot be reached', refused('gone', 'unreachable')],
  ['a platform that is not set up', refused('sms.off', 'off')],
  ['a platform that is busy', { kind: 'retryLater', afterMs: 1, code: 'Throttling' } as const],
])('says nothing of %s', async (_what, outcome) => {
  const { lines, counted, send } = world()
  await send('sms', outcome)
  expect([lines, counted]).toEqual([[], []])
})

it('hears what WeCom says about messages to staff', async () => {
  const { alerts, lines } = world()
  const no = async () => refused('48002')
  const port = {
    sendCard: no,
    replaceCard: no,
    closeCard: no,
    sendText: no,
    findCard: async () => ({ kind: 'notFound' }),
  }
  await alerts.messenger(port as never).sendText({ userid: 'lilei', words: '提醒' })
  expect(lines).toMatchObject([{ channel: 'staff', code: '48002' }])
})

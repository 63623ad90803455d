import { describe, expect, it } from 'vitest'
import { messageIdOf, refOfMessageId } from './message-id.ts'
import { outcomeOfReply } from './refusals.ts'

describe('a refusing SMTP reply', () => {
  it.each([
    [550, '550 5.1.1 <a@b.example>: user unknown'],
    [550, '550 Mailbox not found'],
    [551, '551 user not local'],
    [553, '553 5.1.3 bad address syntax'],
    [550, '550-5.1.10 recipient not found'],
  ])('%i "%s" means the mailbox does not exist', (code, reply) => {
    expect(outcomeOfReply(code, reply)).toMatchObject({ kind: 'refused', reason: 'unreachable' })
  })

  it.each([
    [550, '550 5.7.1 blocked'],
    [550, '550 Mail content denied'],
    [550, '550 Ip frequency limited'],
    [554, '554 DT:SPM'],
    [554, '554 5.7.26 unauthenticated'],
  ])('%i "%s" speaks of us, not of the customer', (code, reply) => {
    expect(outcomeOfReply(code, reply)).toMatchObject({ kind: 'refused', reason: 'content' })
  })

  it.each([
    [421, '421 4.7.0 try later'],
    [450, '450 4.2.0 greylisted'],
    [451, '451 rate'],
    [452, '452 4.2.2 mailbox full'],
    [552, '552 Mailbox limit exceeded'],
    [552, '552 5.2.2 mailbox full'],
  ])('%i "%s" is temporary', (code, reply) => {
    expect(outcomeOfReply(code, reply)).toMatchObject({ kind: 'retryLater' })
  })

  it('leaves the address out of what is kept', () => {
    const outcome = outcomeOfReply(550, '550 5.1.1 <someone@b.example>: user unknown')
    expect(JSON.stringify(outcome)).not.toContain('someone')
    expect(outcome).toMatchObject({ code: '550 5.1.1' })
  })
})

describe('our Message-ID', () => {
  it('carries the reference there and back', () => {
    const id = messageIdOf('run:步骤:1#2', 'mail.example.com')
    expect(refOfMessageId(`<${id}>`)).toBe('run:步骤:1#2')
    expect(id).toMatch(/^[\w-]+\.kelu@mail\.example\.com$/)
  })

  it('is told from a foreign one', () => {
    expect(refOfMessageId('<abc@mail.example.com>')).toBeNull()
  })
})

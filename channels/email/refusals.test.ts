import { describe, expect, it } from 'vitest'
import { messageIdOf, refOfMessageId, sealedRefOf } from './message-id.ts'
import { bounceKindOf, kindOfReply, outcomeOfReply } from './refusals.ts'

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

describe('a bounce', () => {
  it.each(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'])('of status %s is about the mailbox', (status) => {
    expect(bounceKindOf({ status, text: '' })).toBe('hard')
  })

  it.each([
    [550, 'Mailbox not found'],
    [550, '#5.1.0 Address rejected'],
    [551, 'user not local'],
    [553, 'no such recipient'],
  ])('of a plain %i "%s" is, too', (reply, text) => {
    expect(bounceKindOf({ reply, text })).toBe('hard')
    expect(bounceKindOf({ status: '5.0.0', reply, text })).toBe('hard')
  })

  it.each([
    ['5.7.1', 550, 'blocked'],
    ['5.7.26', 550, 'unauthenticated'],
    [undefined, 554, 'DT:SPM'],
    [undefined, 550, 'Mail content denied'],
    [undefined, 550, 'Ip frequency limited'],
    [undefined, 421, 'too many connections'],
    [undefined, 450, 'too many'],
    [undefined, 451, 'rate'],
  ])('of %s %i "%s" is about us', (status, reply, text) => {
    expect(bounceKindOf({ status, reply, text })).toBe('block')
  })

  it.each([
    ['4.2.2', 452, 'full'],
    ['5.2.2', 552, 'over quota'],
    [undefined, 552, 'Mailbox limit exceeded'],
    ['4.4.1', undefined, 'no answer'],
    ['4.4.7', undefined, 'expired'],
    ['4.7.0', 450, 'greylisted'],
    ['5.0.0', undefined, 'nothing said'],
    ['5.2.1', 550, 'disabled'],
  ])('of %s %s "%s" is for now', (status, reply, text) => {
    expect(bounceKindOf({ status, reply, text })).toBe('soft')
  })

  it('is not taken to be about us for what the address says', () => {
    expect(bounceKindOf({ reply: 550, text: '550 User not found: policy.limit@b.example' })).toBe('hard')
  })

  it('is a cause of failures: the address, or what was said', () => {
    expect(['550 5.1.1', '5.2.2', '552'].map(kindOfReply)).toEqual(['numbers', 'numbers', 'numbers'])
    expect(['550 5.7.1', '554'].map(kindOfReply)).toEqual(['content', 'content'])
    expect(['MOBILE_NOT_ON_SERVICE', 'isv.AMOUNT_NOT_ENOUGH', '43101', ''].map(kindOfReply)).toEqual([
      ...[null, null, null, null],
    ])
  })
})

describe('our Message-ID', () => {
  it('carries the reference there and back', () => {
    const id = messageIdOf('run:步骤:1#2', 'mail.example.com')
    expect(refOfMessageId(`<${id}>`)).toBe('run:步骤:1#2')
    expect(id).toMatch(/^[\w-]+\.kelu@mail\.example\.com$/)
  })

  it('carries what proves it, beside the reference', () => {
    const id = messageIdOf('run:步骤:1#2', 'mail.example.com', 'abc123')
    expect(sealedRefOf(`<${id}>`)).toEqual({ ref: 'run:步骤:1#2', seal: 'abc123' })
    expect(refOfMessageId(id)).toBe('run:步骤:1#2')
    expect(sealedRefOf(messageIdOf('run:1#2', 'mail.example.com'))).toBeNull()
  })

  it('is told from a foreign one', () => {
    expect(refOfMessageId('<abc@mail.example.com>')).toBeNull()
  })
})

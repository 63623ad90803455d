import { ulid } from 'ulid'
import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import { versionKeyOf } from '../definitions/keys.ts'
import type { MessageDefinition } from '../language/message.ts'
import type { Outreach, TouchOutcome, TouchRequest } from './contract.ts'
import type { PublishedMessages } from './published-messages.ts'

export interface TestSend {
  customer: Customer
  outcome: TouchOutcome
}

/**
 * Sends a message to the test accounts: really, through the gates, under a touch of its own (`test:<ulid>`). `saying` gives an
 * outreach that finds this text where it would look for the published one.
 */
export function createTestSends(deps: {
  testAccounts: { list(): Promise<Customer[]> }
  saying(message: MessageDefinition, number: number): Pick<Outreach, 'deliver'>
  clock: Clock
}) {
  return async function testSend(
    message: MessageDefinition,
    number: number,
    how: Pick<TouchRequest, 'channels'> = {},
  ): Promise<TestSend[]> {
    const outreach = deps.saying(message, number)
    const sends = (await deps.testAccounts.list()).map(async (customer) => {
      const touchId = `test:${ulid(deps.clock.now().getTime())}`
      const request = { touchId, customerId: customer._id, messageId: message.id, ...how }
      return { customer, outcome: await outreach.deliver(request) }
    })
    return Promise.all(sends)
  }
}

/** What is published, but for one message: that one says what somebody is trying out, as version `number`. */
export function publishedBut(
  published: PublishedMessages,
  message: MessageDefinition,
  number: number,
): PublishedMessages {
  const version = versionKeyOf(message.id, number)
  return {
    snapshot() {
      const present = published.snapshot()
      return {
        number: present.number,
        marketingHeldSince: present.marketingHeldSince,
        registry: { message: (id) => (id === message.id ? message : present.registry.message(id)) },
        headOf: present.headOf,
        versionOf: (kind, id) => (id === message.id ? version : present.versionOf(kind, id)),
      }
    },
    version: async (kind, id) => (id === version ? message : published.version(kind, id)),
  }
}

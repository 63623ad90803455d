import { createStoresOfPeople } from '../../../../domain/broadcasts/stores-of-people.ts'
import { createCustomers } from '../../../../domain/customers/customers.ts'
import { createCustomerIds } from '../../../../domain/customers/new-customer.ts'
import { createPublish } from '../../../../domain/definitions/publish.ts'
import { createPublished } from '../../../../domain/definitions/published.ts'
import { written } from '../../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../../domain/log.ts'
import { movableClock } from '../../../../test/testing/clock.ts'
import { testSealing } from '../../../../test/testing/customers.ts'
import { forkTrial, forkWork, type StartTrial, type StartWork } from '../../../simulations/fork-work.ts'
import { createSimulations } from '../../../simulations/simulations.ts'
import { wirePlaces } from '../../../wiring/places.ts'
import { contract } from '../../contract.ts'
import { adminWorld, type Ground } from '../../testing/world.ts'
import { createTrialHandlers } from '../../trials/handlers.ts'
import { createSimulationHandlers } from '../handlers.ts'

const settings = {
  publicUrl: 'https://kelu.test',
  smsGateway: 'aliyun',
  smsSignature: '客旅',
  miniprogramAppId: '',
}

/** Versions, drafts and customers to walk through, in front of a real store. */
export async function simulationsWorld(start: StartWork = forkWork, startTrial: StartTrial = forkTrial) {
  const clock = movableClock()
  const changed: string[] = []
  let made: ReturnType<typeof make> | undefined

  function make(ground: Ground) {
    const { stores, realClock, storeUri, auditLog, connection } = ground
    const published = createPublished({ store: stores.definitions, log: silentLog })
    const publish = createPublish({
      store: stores.definitions,
      published,
      check: async () => [],
      users: async () => [],
      clock,
    })
    const simulations = createSimulations({
      store: stores.simulations,
      start,
      startTrial,
      storeUri,
      dataKeys: [],
      settings,
      off: [],
      changed: (key) => changed.push(key),
      clock,
      realClock,
      log: silentLog,
    })
    const ids = createCustomerIds(clock)
    const customers = createCustomers({ stores, seal: testSealing, clock, log: silentLog, ids })
    const handlers = createSimulationHandlers({
      simulations,
      published,
      drafts: stores.drafts,
      directory: { all: async () => [] },
      storesOfPeople: createStoresOfPeople(stores),
      customers,
      auditLog,
      clock,
      realClock,
    })
    const trials = createTrialHandlers({
      simulations,
      smsSignature: settings.smsSignature,
      published,
      drafts: stores.drafts,
      testResults: stores.testResults,
      auditLog,
      announce: (_, key) => changed.push(key),
      clock,
    })
    const places = wirePlaces({ connection, stores, published, customers, ground, clock, realClock })
    return { publish, simulations, customers, handlers: { simulations: handlers, places, trials } }
  }

  const world = await adminWorld((ground) => {
    made = make(ground)
    const { simulations, places, trials } = contract
    return { contract: { simulations, places, trials }, handlers: made.handlers }
  })
  const { publish, simulations, customers } = made as ReturnType<typeof make>

  return {
    ...world,
    clock,
    changed,
    simulations,
    customers,
    publish: (text: string) =>
      publish({
        publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
        origin: 'file',
        by: 'file',
      }),
    draft: (key: string, text: string) =>
      world.stores.drafts.insert({
        _id: key,
        life: key,
        text,
        basedOn: 0,
        by: '周敏',
        at: clock.now(),
        stamp: text.length.toString(),
        lease: { session: 'page-0001', by: '周敏', until: clock.now() },
      }),
    async page(...who: Parameters<typeof world.as>) {
      const cookie = await world.as(...who)
      return {
        get: (path: string) => world.call('GET', path, { cookie }),
        post: (path: string, body: object = {}) => world.call('POST', path, { cookie, body }),
      }
    },
    async close() {
      await simulations.close()
      await world.close()
    },
  }
}

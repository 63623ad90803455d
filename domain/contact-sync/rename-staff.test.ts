import { expect } from 'vitest'
import { createFriendReader } from '../../models/friends.ts'
import { createMemberStore } from '../../models/members.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import { createStaffStore } from '../../models/staff.ts'
import { createTaskStore, type Task } from '../../models/tasks.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { withDatabase } from '../../test/testing/database.ts'
import { createRenameStaff } from './rename-staff.ts'

const it = withDatabase
const corp = 'ww1'

it('a renamed member holds their tasks, customers and place; done twice, or stopped between, it is the same', async ({
  db,
}) => {
  const clock = movableClock()
  const { customers } = customersOn(db, clock)
  const { connection } = db
  const stores = {
    staff: createStaffStore(connection),
    members: createMemberStore(connection),
    retailStores: createRetailStoreStore(connection),
    tasks: createTaskStore(connection),
    friends: createFriendReader(connection),
  }
  const renameStaff = createRenameStaff({ corp, stores, customers })
  const someone = { department: '门店', onDuty: true, inFallbackPool: false }
  await stores.staff.save({ _id: 'lihua', name: '李华', ...someone })
  await stores.staff.save({ _id: 'wang', name: '王芳', manager: 'lihua', ...someone })
  const customer = await customers.getOrCreate([{ kind: 'external', corp, value: 'wm1' }], {
    source: 'wecom',
    at: clock.now(),
  })
  const addFollow = { corp, staff: 'LiHua', since: clock.now() }
  await customers.change(customer, { addFollow, setOwner: 'LiHua' }, 'befriended')
  const task: Task = {
    ...{
      _id: 't1',
      code: 'c1',
      state: 'offered',
      title: '跟进',
      reasons: [],
      acceptMs: 1,
      assignee: 'lihua',
    },
    ...{ customerId: customer._id, notConnected: false, offeredTo: ['wang', 'lihua'], notices: [], log: [] },
    ...{ createdAt: clock.now(), rev: 1 },
  } as Task
  await stores.tasks.insert(task)

  // Taken up again after a crash that came before the last of it.
  const dying = createRenameStaff({
    corp,
    customers,
    stores: { ...stores, staff: { ...stores.staff, find: () => Promise.reject(new Error('died')) } },
  })
  await expect(dying({ from: 'LiHua', to: 'hua.li' }, 'event-1')).rejects.toThrow('died')
  for (let time = 0; time < 2; time += 1) await renameStaff({ from: 'LiHua', to: 'hua.li' }, 'event-1')

  expect(await customers.find(customer._id)).toMatchObject({
    owner: 'hua.li',
    follows: [{ staff: 'hua.li' }],
  })
  expect(await stores.tasks.heldBy('hua.li')).toMatchObject([{ _id: 't1', offeredTo: ['wang', 'hua.li'] }])
  expect(await stores.staff.find('HUA.LI')).toMatchObject({ name: '李华', renamedFrom: ['lihua'] })
  expect(await stores.staff.find('wang')).toMatchObject({ manager: 'hua.li' })
  expect(await stores.staff.find('lihua')).toBeNull()
})

import { createCouponStore } from '../../../models/coupons.ts'
import type { Customer } from '../../../models/customer.ts'
import { createImportBadRowStore } from '../../../models/import-bad-rows.ts'
import { createImportFileStore } from '../../../models/import-files.ts'
import { createImportHeldRowStore } from '../../../models/import-held-rows.ts'
import { createImportMappingStore } from '../../../models/import-mappings.ts'
import { createImportStore } from '../../../models/imports.ts'
import { mendIndexes } from '../../../models/indexes.ts'
import { createOrderStore } from '../../../models/orders.ts'
import { createSkuStore } from '../../../models/skus.ts'
import { createProducts } from '../../checkout/products.ts'
import type { Customers } from '../../customers/contract.ts'
import { createWorld, testSealing } from '../../customers/testing/world.ts'
import type { CouponBatchDefinition } from '../../language/coupon-batch.ts'
import type { Duration } from '../../language/duration.ts'
import type { TraitsDefinition } from '../../language/traits.ts'
import { silentLog } from '../../log.ts'
import type { ImportKindName } from '../contract.ts'
import { createCouponImport } from '../coupons/import-coupons.ts'
import { createCustomerImport } from '../customers/import-customers.ts'
import { guessMapping } from '../guess-mapping.ts'
import { createImports } from '../imports.ts'
import { partBytes } from '../kept-file.ts'
import { createOrderImport } from '../orders/import-orders.ts'
import { createProductImport } from '../products/import-products.ts'
import { createTagImport } from '../tags/import-tags.ts'

/** So few that a file of a handful has several stretches. */
export const batchRows = 10
export const by = { id: 'm-1', name: '周敏' }

const traits: TraitsDefinition[] = [
  {
    id: 'own',
    name: '自有',
    fields: {
      gender: { name: '性别', type: 'text', set: ['import'], personal: false },
      birthday: { name: '生日', type: 'monthDay', set: ['form', 'import'], personal: true },
      babyBirthday: {
        name: '宝宝生日',
        type: 'date',
        set: ['form', 'import'],
        personal: true,
        consent: '我是监护人',
      },
    },
  },
]

const validity = { kind: 'after', ms: 86_400_000 as Duration } as const
/** One whose codes the shop gives, and one of our own. */
const batches: CouponBatchDefinition[] = [
  {
    ...{ id: 'shop-gift', name: '商城回归礼', kind: 'fixed', amountFen: 2_000, quantity: Infinity, validity },
    codes: { kind: 'shop', batch: 'S-1' },
  },
  {
    ...{ id: 'own-gift', name: '自己的', kind: 'fixed', amountFen: 500, quantity: 10, validity },
    codes: { kind: 'generated', prefix: 'WK' },
  },
]

type Stores = Parameters<typeof createImports>[0]['stores']

/** Imports of members on a fresh store; `another` is another process on it. */
export async function importWorld() {
  const world = await createWorld()
  const own: Stores = {
    imports: createImportStore(world.connection),
    importFiles: createImportFileStore(world.connection),
    importBadRows: createImportBadRowStore(world.connection),
    importHeldRows: createImportHeldRowStore(world.connection),
    importMappings: createImportMappingStore(world.connection),
  }
  await mendIndexes(world.connection)
  /** Whom live segments were settled for. */
  const settled: string[] = []

  const orders = createOrderStore(world.connection)
  const coupons = createCouponStore(world.connection)
  const skus = createSkuStore(world.connection)

  function another(given: { stores?: Partial<Stores>; customers?: Partial<Customers> } = {}) {
    const shared = {
      customers: { ...world.customers, ...given.customers },
      stores: { ...world.stores, orders, coupons },
      journeys: {
        segmentsOf: () => [],
        settleLearnt: async (crowd: readonly Customer[]) => void settled.push(...crowd.map(({ _id }) => _id)),
      },
      seal: testSealing,
      corp: 'ww1',
    }
    return createImports({
      stores: { ...own, ...given.stores },
      kinds: {
        customers: createCustomerImport({ ...shared, traits: () => traits }),
        orders: createOrderImport(shared),
        tags: createTagImport(shared),
        coupons: createCouponImport({ ...shared, batches: () => batches }),
        products: createProductImport({
          skus,
          products: createProducts({ skus, media: { find: async () => null } }),
        }),
      },
      seal: testSealing,
      announce: () => {},
      batchRows,
      clock: world.clock,
      realClock: { now: () => new Date() },
      log: silentLog,
    })
  }
  const imports = another()

  /** A file that was uploaded and read. */
  async function uploaded(bytes: Uint8Array, kind: ImportKindName = 'customers', name = '会员.csv') {
    const { _id } = await imports.begin({ kind, name, sizeBytes: bytes.length, by })
    for (let at = 0; at * partBytes < bytes.length; at++) {
      await imports.addPart(_id, at, bytes.subarray(at * partBytes, (at + 1) * partBytes))
    }
    return imports.read(_id)
  }

  async function find(id: string) {
    const one = await own.imports.find(id)
    if (one === null) throw new Error(`no import ${id}`)
    return one
  }

  /** Goes on until nothing is left to do. */
  async function work(on = imports): Promise<void> {
    while ((await own.imports.nextAtWork()) !== null) await on.advance(untilEnd)
  }

  /** Uploaded and checked by the mapping that was guessed. */
  async function checked(
    bytes: Uint8Array,
    more: Record<string, string> = {},
    kind: ImportKindName = 'customers',
  ) {
    const one = await uploaded(bytes, kind)
    const guessed = one.mapping ?? guessMapping([], [])
    await imports.check(one._id, { ...guessed, fixed: more })
    await work()
    return find(one._id)
  }
  async function ran(
    bytes: Uint8Array,
    more: Record<string, string> = {},
    kind: ImportKindName = 'customers',
  ) {
    const one = await checked(bytes, more, kind)
    await imports.run(one._id)
    await work()
    return find(one._id)
  }

  return {
    ...world,
    own,
    imports,
    another,
    uploaded,
    find,
    work,
    settled,
    orders,
    skus,
    coupons,
    checked,
    ran,
    async badRows(id: string): Promise<Buffer> {
      const pieces: Uint8Array[] = []
      for await (const piece of imports.badRows(await find(id))) pieces.push(piece)
      return Buffer.concat(pieces)
    },
  }
}

export const untilEnd = { shouldStop: () => false, touch: async () => {} }

import { productTable } from '../../../domain/checkout/product-table.ts'
import { heldOf, type Products } from '../../../domain/checkout/products.ts'
import type { Clock } from '../../../domain/clock.ts'
import { isoDay } from '../../../domain/local-time.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Sku } from '../../../models/skus.ts'
import type { Asked, Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { products as contract } from './contract.ts'

const filePage = 500

export function createProductHandlers(deps: {
  products: Products
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { products, auditLog } = deps

  async function* pagesOf({ onSale, category }: Asked<typeof contract.takeTable>['body']) {
    for (let after: Sku | undefined; ; ) {
      const found = await products.list(
        {
          ...(after && { after }),
          ...(category !== undefined && { category }),
          ...(onSale && { onSale: true }),
        },
        filePage,
      )
      yield found
      if (found.length < filePage) return
      after = found.at(-1)
    }
  }

  return {
    async list({ query: { after, limit, onSale, category } }) {
      const asked = { after: after === undefined ? undefined : placeOf(after), category }
      const found = await products.list({ ...asked, ...(onSale && { onSale: true as const }) }, limit + 1)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      const next = found.length > limit && last ? `${last.productId}/${last._id}` : null
      return { items: items.map(presentSku), next }
    },

    async takeTable({ body, caller }) {
      await auditLog.record(caller, { action: 'products.exported', on: 'products', details: body })
      return { name: `商品 ${isoDay(deps.clock.now())}.csv`, pieces: productTable(pagesOf(body)) }
    },

    find: async ({ params }) => presentSku(await products.find(params.skuId)),

    async save({ params: { skuId }, body, caller }) {
      const sku = presentSku(await products.say(skuId, body))
      await auditLog.record(caller, { action: 'product.saved', on: `product:${skuId}`, details: body })
      return sku
    },

    async switch({ params: { skuId }, body, caller }) {
      const sku = presentSku(await products.switch(skuId, body.isOn))
      await auditLog.record(caller, { action: 'product.switched', on: `product:${skuId}`, details: body })
      return sku
    },

    async count({ params: { skuId }, body, caller }) {
      const before = await products.find(skuId)
      const sku = presentSku(await products.count(skuId, body.onHand))
      const details = { onHand: body.onHand, before: before.onHand }
      await auditLog.record(caller, { action: 'product.counted', on: `product:${skuId}`, details })
      return sku
    },
  }
}

function placeOf(after: string) {
  const [productId, _id, ...more] = after.split('/')
  if (!productId || !_id || more.length > 0) {
    throw new AdminRefusal(422, 'request.malformed', '这一页的位置不对，请从头看')
  }
  return { productId, _id }
}

function presentSku(sku: Sku) {
  const { _id: skuId, productId, name, spec, category, picture, priceFen, isOn, onHand, free, sold } = sku
  return {
    ...{ skuId, productId, name, priceFen, isOn },
    spec: spec ?? null,
    category: category ?? null,
    picture: picture ?? null,
    stock: { onHand, free, held: heldOf(sku), sold },
  }
}

import { heldOf, type Products } from '../../../domain/checkout/products.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Sku } from '../../../models/skus.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { products as contract } from './contract.ts'

export function createProductHandlers(deps: {
  products: Products
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { products, auditLog } = deps

  return {
    async list({ query: { after, limit, onSale, category } }) {
      const asked = { after: after === undefined ? undefined : placeOf(after), category }
      const found = await products.list({ ...asked, ...(onSale && { onSale: true as const }) }, limit + 1)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      const next = found.length > limit && last ? `${last.productId}/${last._id}` : null
      return { items: items.map(presentSku), next }
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

import type { Target } from '../kind.ts'

/** What a column of products may be; whether prices are in yuan or in fen says the column. */
export const productTargets: readonly Target[] = [
  {
    id: 'skuId',
    name: '商品编号',
    aliases: ['sku', 'skuid', 'sku编号', '货号', '商品编码', '规格编码', '商家编码', '商品id'],
  },
  {
    id: 'productId',
    name: '所属商品编号',
    aliases: ['productid', 'spu', 'spuid', 'spu编号', '款号'],
    hint: '同一件商品的几个规格写一样的；不写就各是各的商品',
  },
  {
    id: 'name',
    name: '商品名称',
    aliases: ['名称', '商品', '商品名', '商品标题', '品名', 'title', 'productname'],
  },
  { id: 'spec', name: '规格', aliases: ['规格名称', '型号', '款式', 'specification'] },
  { id: 'category', name: '商品类目', aliases: ['类目', '品类', '分类', '商品分类'], fixable: true },
  {
    id: 'priceYuan',
    name: '价格，元',
    aliases: ['价格', '单价', '售价', '销售价', '零售价', 'price'],
  },
  { id: 'priceFen', name: '价格，分', aliases: ['价格分', '单价分', '售价分'] },
  { id: 'isOn', name: '在售', aliases: ['是否在售', '是否上架', '上架', 'onsale'], hint: '填 是 或 否' },
  { id: 'onHand', name: '库存', aliases: ['库存数量', '库存量', '数量', 'stock', 'inventory'] },
  { id: 'picture', name: '图片', aliases: ['图片地址', '主图', 'image'], hint: '以 https:// 开头的地址' },
]

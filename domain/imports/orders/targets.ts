import type { Target } from '../kind.ts'
import { whoTargets } from '../people/who.ts'

/** What is the same on all rows of an order. */
const ofOrder: readonly Target[] = [
  {
    id: 'orderId',
    name: '订单号',
    aliases: ['订单编号', '订单id', '交易单号', '单号', '主订单编号', 'orderno', 'ordernumber', 'tid'],
  },
  {
    id: 'placedAt',
    name: '下单时间',
    aliases: [
      '订单创建时间',
      '创建时间',
      '下单日期',
      '订单日期',
      '订单时间',
      'createdat',
      'ordertime',
      'orderdate',
    ],
  },
  {
    id: 'paidAt',
    name: '付款时间',
    aliases: ['支付时间', '订单付款时间', '付款日期', 'paytime', 'paymenttime'],
  },
  {
    id: 'amountYuan',
    name: '实付金额，元',
    aliases: [
      '实付金额',
      '实付款',
      '实付',
      '实收金额',
      '订单金额',
      '支付金额',
      '付款金额',
      '买家实际支付金额',
      '总金额',
      '金额',
      'amount',
      'total',
      'paidamount',
    ],
    hint: '整个订单客户真正付的，减了优惠、加了运费',
  },
  { id: 'amountFen', name: '实付金额，分', aliases: ['实付金额分', '金额分', 'paidfen'] },
  { id: 'discountYuan', name: '优惠，元', aliases: ['优惠金额', '优惠', '折扣', '折扣金额', 'discount'] },
  { id: 'discountFen', name: '优惠，分', aliases: ['优惠金额分'] },
  {
    id: 'freightYuan',
    name: '运费，元',
    aliases: ['运费', '邮费', '快递费', 'freight', 'shippingfee', 'postage'],
  },
  { id: 'freightFen', name: '运费，分', aliases: ['运费分'] },
  {
    id: 'refundedYuan',
    name: '已退款，元',
    aliases: ['退款金额', '已退金额', '已退款', '退款', 'refund', 'refunded'],
  },
  { id: 'refundedFen', name: '已退款，分', aliases: ['退款金额分'] },
  {
    id: 'state',
    name: '订单状态',
    aliases: ['状态', '交易状态', 'status', 'orderstatus'],
    hint: '待付款、已付款、已发货、已收货、已关闭、已退款；不写就是已付款',
    fixable: true,
  },
  { id: 'storeId', name: '门店编号', aliases: ['门店', '门店代码', '店铺编号', 'storecode'], fixable: true },
  { id: 'staffId', name: '导购编号', aliases: ['导购', '导购工号', '员工编号', '销售员编号'] },
]

/** What each row says of its own line. */
const ofLine: readonly Target[] = [
  { id: 'productId', name: '商品编号', aliases: ['商品id', '货号', '商品编码', '商家编码', 'sku', 'skuid'] },
  {
    id: 'productName',
    name: '商品名称',
    aliases: ['商品', '商品名', '宝贝标题', '商品标题', 'product', 'title'],
  },
  { id: 'category', name: '商品类目', aliases: ['类目', '品类', '分类', '商品分类'] },
  { id: 'quantity', name: '数量', aliases: ['购买数量', '件数', '商品数量', 'qty', 'count'] },
  {
    id: 'priceYuan',
    name: '单价，元',
    aliases: ['单价', '商品单价', '商品价格', '价格', 'price', 'unitprice'],
  },
  { id: 'priceFen', name: '单价，分', aliases: ['单价分', '价格分'] },
]

/** What a column of orders may be; whether money is in yuan or in fen says the column. */
export const orderTargets: readonly Target[] = [
  ...ofOrder.slice(0, 1),
  ...whoTargets,
  ...ofOrder.slice(1),
  ...ofLine,
]

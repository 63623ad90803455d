/** Why a row is not taken, and what to do about it (zh-CN): for whoever made the file. */
export const faultWords = {
  cells: '这一行比表头多出几格，多半是内容里有分隔符却没有加引号',
  formulaError: '公式出错了（如 #N/A）：改好公式，或填上值',
  phoneScientific:
    '手机号被 Excel 写成了科学计数（如 1.38E+10），后几位已经没有了：先把这一列设成「文本」，再从原系统重新导出',
  phoneMalformed: '不是手机号：大陆手机号 11 位，境外的以 + 和国家代码开头',
  idRounded:
    '编号超过 15 位又被存成了数字，Excel 已经把后面几位改成了 0：先把这一列设成「文本」，再从原系统重新导出',
  idMalformed: '编号里有不能用的字：只能是字母、数字和常用符号，最长 128 位',
  emailMalformed: '不是邮箱地址',
  dayMalformed: '看不懂这个日期：写成 2024-03-05 或 2024-03-05 14:30',
  dayAhead: '这个时间还没有到',
  monthDayMalformed: '看不懂这个月日：写成 05-20 或 1990-05-20',
  numberMalformed: '不是数字',
  moneyMalformed: '不是金额：写成 199 或 199.00',
  fenMalformed: '这一列是分，只能是整数：是元的话，把这一列改选成「元」',
  yesNoMalformed: '只能填 是 或 否',
  textLong: '内容太长',
  contactInClear: '这里面是手机号、邮箱或证件号，不能放进不加密的属性',
  noIdentity: '没有一个能认出是谁的编号：手机号、会员号、unionid、企业微信客户号至少要有一个',
  missing: '必须填',
  unknownCustomer: '没有找到这位客户：先导入客户，再导入这一份',
  unknownValue: '不是可以填的值',
  erased: '此人要求过删除个人信息，不再导入；本人再来时会重新建档',
  orderDiffers: '同一个订单的几行写得不一样：谁买的、时间、金额、状态各行要一样，或只写在第一行',
  orderTotal: '金额对不上：各行的单价乘数量，减优惠、加运费，不等于实付金额',
  orderIncomplete: '这个订单没有写实付金额，或没有写下单、付款时间',
  orderSpoilt: '同一个订单的别的行有错：一个订单要么整个导入，要么都不导入',
  orderRefund: '退款比实付还多',
  orderTooLong: '一个订单最多 200 行',
  productMalformed: '商品编号、图片或价格不合规定：编号是字母、数字和 . _ -，图片以 https:// 开头',
  pictureMissing: '没有这张图片：先在「商品」页上传，或写以 https:// 开头的地址',
  stockHeld: '库存比待付款的订单占用的还少',
  batchUnknown: '没有这个批次：写客旅里那个批次的编号或名称，没有就先在「内容」里建一个商城发码的',
  batchNotByShop: '这个批次不是商城发码的：别的系统里的券，要导进商城发码的批次',
  ownTag: '这个标签客旅自己会加上、拿掉，不能导入',
  known: '已经有了，内容不一样：要改请到对应的页面改',
  contended: '这位客户的资料正被同时修改，再导入一次这个文件就行',
} as const

export type FaultCode = keyof typeof faultWords

/** One thing wrong with a row; `column` is the header it stands under, absent where it is the whole row. */
export interface Fault {
  code: FaultCode
  column?: string
}

/** `手机：不是手机号`. */
export function sayFault({ code, column }: Fault): string {
  return column === undefined ? faultWords[code] : `${column}：${faultWords[code]}`
}

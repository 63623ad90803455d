// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
import type { SandboxSettings } from '../contract.ts'

/** What the gateway and the mini-program platform have approved for the templates of this story. */
export const approved: Pick<SandboxSettings, 'smsTemplates' | 'subscriptionTemplates'> = {
  smsTemplates: {
    SMS_100001: {
      type: 'notification',
      text: '${name}，感谢关注客旅生活！您索取的《2026行业白皮书》已备好，点 k.example/r/${code} 下载。',
    },
    SMS_100002: {
      type: 'marketing',
      text: '尊敬的会员${name}，为您整理的产品介绍在这里：k.example/r/${code} ，看完可预约顾问咨询 拒收请回复R',
    },
    SMS_100003: {
      type: 'marketing',
      text: '尊敬的会员${name}，按月龄整理的母婴选购指南在这里：k.example/r/${code} ，看完可预约育儿顾问 拒收请回复R',
    },
    SMS_100004: {
      type: 'marketing',
      text: '尊敬的会员${name}，您常买的${product}有新优惠，满200减50专属券已到账：k.example/r/${code} ，14天内有效 拒收请回复R',
    },
    SMS_100005: { type: 'notification', text: '您有新的客户跟进任务，请打开 k.example/task/${code} 处理。' },
    SMS_100006: {
      type: 'marketing',
      text: '尊敬的会员${name}，今天会员日，全场满200减50：k.example/r/${code} 拒收请回复R',
    },
    SMS_100007: {
      type: 'marketing',
      text: '尊敬的会员${name}，会员日还剩最后几小时：k.example/r/${code} 拒收请回复R',
    },
    SMS_100008: {
      type: 'marketing',
      text: '尊敬的会员${name}，新年会员专享满150减30：k.example/r/${code} 拒收请回复R',
    },
    SMS_100019: {
      type: 'marketing',
      text: '尊敬的会员${name}，季度会员回馈已开启，老会员专享价等您：k.example/r/${code} 拒收请回复R',
    },
    SMS_100020: {
      type: 'marketing',
      text: '尊敬的会员${name}，宝宝可以尝试辅食了，按月龄配好的清单在这里：k.example/r/${code} 拒收请回复R',
    },
    SMS_100021: {
      type: 'marketing',
      text: '尊敬的会员${name}，看看其他妈妈怎么评价这份辅食，真实截图：k.example/r/${code} 拒收请回复R',
    },
    SMS_100022: {
      type: 'marketing',
      text: '尊敬的会员${name}，臻选系列新品已为您优先预留，专属顾问全程为您服务：k.example/r/${code} 拒收请回复R',
    },
    SMS_100023: {
      type: 'marketing',
      text: '尊敬的会员${name}，您的成长权益已升级，满150减25券已到账：k.example/r/${code} 拒收请回复R',
    },
    SMS_100024: {
      type: 'marketing',
      text: '尊敬的会员${name}，您的成长券还没用，本周下单另享双倍积分：k.example/r/${code} 拒收请回复R',
    },
    SMS_100011: {
      type: 'notification',
      text: '${name}，您的订单${order}已付款成功，我们会尽快为您发货，发货后再通知您。',
    },
    SMS_100012: {
      type: 'notification',
      text: '${name}，您的订单已由${carrier}发出，运单号${tracking}，签收前请当面验货。',
    },
    SMS_100013: {
      type: 'notification',
      text: '${name}，您买的${product}用得还顺手吗？使用指南和常见问题都在这里：k.example/r/${code}',
    },
    SMS_100014: {
      type: 'marketing',
      text: '尊敬的会员${name}，感谢首次选购，满199减30首购礼券已到账：k.example/r/${code} ，30天内有效 拒收请回复R',
    },
    SMS_100015: {
      type: 'marketing',
      text: '尊敬的会员${name}，您常用的${product}快用完了吧？专属${amount}元复购券已到账：k.example/r/${code} 拒收请回复R',
    },
    SMS_100016: {
      type: 'marketing',
      text: '尊敬的会员${name}，限时满300减60券已到账，${until}前可用：k.example/r/${code} 拒收请回复R',
    },
    SMS_100017: {
      type: 'marketing',
      text: '尊敬的会员${name}，好久不见，满200减50回归礼券已到账：k.example/r/${code} ，14天内有效 拒收请回复R',
    },
    SMS_100018: {
      type: 'marketing',
      text: '尊敬的会员${name}，按您的喜好挑了${product}：k.example/r/${code} ，看看合不合意 拒收请回复R',
    },
    SMS_100025: {
      type: 'marketing',
      text: '尊敬的会员${name}，中秋将至，会员节礼已备好，愿您阖家团圆：k.example/r/${code} 拒收请回复R',
    },
    SMS_100026: {
      type: 'marketing',
      text: '尊敬的会员${name}，新春将至，会员年货礼已备好，祝您新年安康：k.example/r/${code} 拒收请回复R',
    },
    SMS_100027: {
      type: 'marketing',
      text: '尊敬的会员${name}，新品半价尝鲜，预约到店即享：k.example/r/${code} 拒收请回复R',
    },
    SMS_100028: {
      type: 'marketing',
      text: '尊敬的会员${name}，新品试用装免费领，预约到店即取：k.example/r/${code} 拒收请回复R',
    },
    SMS_100029: {
      type: 'marketing',
      text: '尊敬的会员${name}，新品今天开售，下单返现20元：k.example/r/${code} 拒收请回复R',
    },
    SMS_100030: {
      type: 'marketing',
      text: '尊敬的会员${name}，新品今天开售，试过的会员立减20：k.example/r/${code} 拒收请回复R',
    },
  },
  subscriptionTemplates: { 'tmpl-product-introduction': ['thing1', 'thing2'] },
}

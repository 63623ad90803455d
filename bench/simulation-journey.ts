/** What is simulated: a journey of twelve steps that every third customer or so enters, some of them again. */
export const simulatedJourney = 'after-browsing'

export const simulatedTemplates = `
message: new-in
name: 上新
purpose: marketing
prefer: [sms]
variables:
  nickname: { from: customer.nickname, default: 您好 }
  link: { link: "miniprogram:/pages/new/index" }
sms:
  text: "{{nickname}}，您看过的商品上新了：k.example/r/{{link}} 拒收请回复R"
  templates: { aliyun: SMS_200001 }
  params: { name: nickname, code: link }
---
message: last-call
name: 最后一天
purpose: marketing
prefer: [sms]
sms: { text: 活动今天结束 拒收请回复R, templates: { aliyun: SMS_200002 } }
---
journey: ${simulatedJourney}
name: 逛过没买
entry: { event: cart.added, again: after 30 days }
goal: { event: order.paid, within: 14 days, value: amountFen }
steps:
  mark: { name: 打标签, tag: { add: [加购未付] }, next: a-while }
  a-while: { name: 等一天, wait: 1 day, next: bought }
  bought:
    name: 买了吗
    branch:
      - { when: { event: order.paid, within: 2 days }, to: thanks }
      - { when: { all: [{ event: product.viewed, atLeast: 2, within: 14 days }, { trait: lastSeenAt, after: 7 days ago }] }, to: arm }
      - { otherwise: rest }
  thanks: { name: 记为老客, setTrait: { stage: 老客 }, next: end }
  rest: { name: 等三天, wait: 3 days, next: arm }
  arm:
    name: 分两组
    split:
      - { share: 50, to: news }
      - { share: 50, to: last }
  news: { name: 上新短信, send: { message: new-in, whenCapped: next day }, next: clicked }
  clicked: { name: 点开了吗, waitFor: { event: message.clicked, within: 2 days }, yes: call, no: pause }
  pause: { name: 等一周, wait: 7 days, next: last }
  last: { name: 最后一天短信, send: { message: last-call, whenCapped: next day }, next: seen }
  seen: { name: 又来了吗, waitFor: { event: miniprogram.entered, within: 3 days }, yes: call, no: end }
  call: { name: 电话跟进, task: { title: 跟进 }, next: end }
`

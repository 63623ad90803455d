/** The broadcast that the marketer sends on the last day, to those who came by an advertisement. */
export const newYear = {
  id: 'new-year-thanks',
  name: '新年会员专享',
  text: '新年会员专享满150减30：',
  code: 'SMS_100008',
  /** Of whom, and the tag that the journey of leads gives them for it. */
  sourceChannel: '抖音投放',
  tag: '渠道-抖音',
  time: '10:00',
}

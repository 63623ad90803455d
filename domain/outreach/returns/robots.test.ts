import { expect, it } from 'vitest'
import { isRobot } from './robots.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

it.each([
  '',
  '  ',
  'Mozilla/5.0',
  'Mozilla/4.0',
  'Mozilla',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${webkit} Chrome/125.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  `Mozilla/5.0 (Linux; Android 5.0) ${webkit} Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)`,
  `Mozilla/5.0 (Windows NT 10.0; WOW64) ${webkit} Safari/537.36 YisouSpider`,
  'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'TelegramBot (like TwitterBot)',
  'SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
  'facebookexternalhit/1.1',
  `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/125.0 Safari/537.36`,
  'curl/8.4.0',
  'python-requests/2.31.0',
  'Go-http-client/2.0',
  'okhttp/4.12.0',
  'Java/17.0.2',
  'Mozilla/5.0 (compatible; SomethingNew/1.0; +https://new.example/why)',
])('a machine: %j', (userAgent) => {
  expect(isRobot(userAgent)).toBe(true)
})

it.each([
  `Mozilla/5.0 (Linux; Android 7.0; CUBOT X19 Build/NRD90M) ${webkit} Chrome/125.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 9; CUBOT X19 Build/PPR1; wv) ${webkit} Version/4.0 Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8.0.49 MiniProgramEnv/android`,
  `Mozilla/5.0 (Linux; U; Android 10; zh-cn; Robot Spider Scan Build/QP1A) ${webkit} MQQBrowser/12.0 Mobile Safari/537.36`,
  'Dalvik/2.1.0 (Linux; U; Android 9; CUBOT_NOTE Build/PPR1)',
  `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit}`,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49',
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/125.0 Safari/537.36 Foxmail/7.2`,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Thunderbird/115.10.1',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)',
  'CUBOT X19/V1 Linux/3.18 Android/7.0 Release/08.01.2018 Browser/AppleWebKit537.36',
  'MailMaster/7.19 CFNetwork/1410 Darwin/22.6',
])('a person: %s', (userAgent) => {
  expect(isRobot(userAgent)).toBe(false)
})

it('a click that came without HTTP, by the mini-program’s log-in, is a person', () => {
  expect(isRobot(undefined)).toBe(false)
})

import { allowScript, allowStyle } from '../../../http/content-policy.ts'
import { escapeHtml } from '../../../http/page.ts'
import { pageScript } from './page-script.ts'

/** How pages of salespeople look. */
export const staffStyle = `*{box-sizing:border-box}body{margin:0;background:#f6f7f9;color:#1b1f27;font:14px/22px -apple-system,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
a{color:#1257d6;text-decoration:none}header{background:#fff;border-bottom:1px solid #e6e8ec}header>div{max-width:960px;margin:0 auto;height:48px;padding:0 16px;display:flex;align-items:center;justify-content:space-between}
header h1{font-size:16px;font-weight:600;margin:0}header h1 a{color:inherit}header span{color:#59606b;font-size:13px}
main{max-width:960px;margin:0 auto;padding:12px 12px 24px}section{background:#fff;border:1px solid #e6e8ec;border-radius:8px;padding:16px;margin-bottom:12px}
h2{font-size:16px;font-weight:600;margin:0 0 4px}h3{font-size:14px;font-weight:600;margin:0 0 8px}p{margin:0}.quiet{color:#59606b}.small{font-size:13px}
.due{display:flex;justify-content:space-between;gap:8px;border-radius:6px;padding:8px 12px;margin-top:12px;background:#f6f7f9}.due.soon{background:#fdf3dc;color:#8a5a00}.due.late{background:#fdeaea;color:#c22f2f}.due b{font-weight:600}
ul{margin:0;padding-left:18px}ul li::marker{color:#1257d6}dl{display:grid;grid-template-columns:56px 1fr;gap:4px 8px;margin:0}dt{color:#59606b}dd{margin:0;overflow-wrap:anywhere}
.chip{display:inline-block;background:#f1f2f5;border-radius:4px;padding:0 6px;margin:0 4px 4px 0;font-size:13px}
.log{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;margin:0}.log dt{font-size:13px;white-space:nowrap}.log q{display:block;quotes:none;color:#59606b}
button,.button{display:block;width:100%;min-height:44px;border:1px solid #d4d8df;border-radius:6px;padding:10px 12px;font:inherit;font-weight:600;text-align:center;background:#fff;color:#1b1f27;cursor:pointer}
button.primary,.button.primary{background:#1257d6;border-color:#1257d6;color:#fff}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin-bottom:12px}.choices label{position:relative}.choices input{position:absolute;opacity:0;inset:0;margin:0}.choices span{display:block;min-height:44px;padding:10px 14px;border:1px solid #d4d8df;border-radius:6px}
.choices input:checked+span{border-color:#1257d6;background:#e8effc;color:#1257d6;font-weight:600}.choices input:focus-visible+span,button:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid #1257d6;outline-offset:2px}
.field{display:block;margin-bottom:12px}.field span{display:block;color:#59606b;margin-bottom:4px}textarea,select,input[type=datetime-local],.field input{width:100%;min-height:44px;border:1px solid #d4d8df;border-radius:6px;padding:10px;font:inherit;background:#fff;color:inherit}
details{border-top:1px solid #e6e8ec;margin-top:12px;padding-top:4px}input+details{border-top:0;margin-top:0;padding-top:0}section:has(>form>input+details){padding-block:4px}.button+section{margin-top:12px}summary{min-height:44px;padding:11px 0;cursor:pointer;color:#1257d6}
.row{display:flex;justify-content:space-between;gap:12px;padding:10px 0;border-top:1px solid #e6e8ec;color:inherit}.row:first-of-type{border-top:0;padding-top:0}.row:last-child{padding-bottom:0}.row b{font-weight:600;display:block}.row .when{display:block;white-space:nowrap;color:#59606b}
h4,.group{font-size:14px;font-weight:600;margin:16px 4px 8px}.bad{color:#c22f2f}.warn{color:#8a5a00}.row .when.bad{color:#c22f2f}.row .when.warn{color:#8a5a00}.done b{color:#1f7a3a}
.when{display:none}.choices:has([value=interested]:checked)~.when{display:block}.hint{display:none;margin:-4px 0 12px}.choices:has([value=doNotDisturb]:checked)+.hint{display:block}
.say{display:flex;gap:8px;align-items:center;border:1px solid #e6e8ec;border-radius:6px;padding:8px 8px 8px 12px;margin-top:8px}.say p{flex:1}.say button{width:auto;white-space:nowrap}.chat{margin:12px 0 8px}
.beside{margin:0 4px 12px}.day{display:flex;justify-content:space-between;gap:8px;flex-wrap:wrap}.says{background:#fdeaea;color:#c22f2f;border-radius:6px;padding:10px 12px;margin-bottom:12px}[aria-busy]{opacity:.6}
form.choices button{width:auto}#quiet ul,#quiet form>p{margin-bottom:8px}
.words{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f7f9;border-radius:6px;padding:10px 12px;margin:12px 0 0}.words+.words,.words+.quiet,.shot+.quiet,ol+.quiet{margin-top:8px}.shot{display:block;max-width:100%;max-height:240px;margin-top:8px;border-radius:6px}ol{margin:0;padding-left:20px}section>dl{margin-top:12px}
@media(min-width:900px){main{padding-top:24px}.bar{max-width:472px;margin-left:auto;display:grid;grid-template-columns:auto 1fr;gap:8px}.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 16px;align-items:start}}
@media(max-width:899px){.two.talk{display:flex;flex-direction:column}.two.talk>div{display:contents}.two.talk section:has(dl),.two.talk section:has(ul),.two.talk .beside,.two.talk #quiet{order:2}.bar{display:grid;grid-template-columns:auto 1fr;gap:8px;position:sticky;bottom:0;margin:0 -12px -24px;padding:12px 12px 20px;background:#fff;border-top:1px solid #e6e8ec}}`

export const frameStyle = allowStyle(staffStyle)
export const frameScript = allowScript(pageScript)

/** A page of the task page. `title` and `staffName` are text; `body` is HTML whose texts were escaped by the caller. */
export function presentFrame(input: {
  title: string
  staffName?: string
  back?: boolean
  body: string
}): string {
  const title = escapeHtml(input.title)
  const heading = input.back ? `<a href="/task" title="回到我的待办">‹ ${title}</a>` : title
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><style>${staffStyle}</style></head>
<body><header><div><h1>${heading}</h1><span>${escapeHtml(input.staffName ?? '')}</span></div></header>
<main>
${input.body}
</main><script>${pageScript}</script></body></html>`
}

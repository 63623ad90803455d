import { allowStyle } from '../../../http/content-policy.ts'
import { escapeHtml } from '../../../http/page.ts'
import { staffStyle } from '../task-page/frame.ts'

const style = `${staffStyle}
.who{display:flex;gap:12px;align-items:center}.who>b{flex:none;width:44px;height:44px;border-radius:50%;background:#e8effc;color:#1257d6;font-size:18px;font-weight:600;display:grid;place-items:center}
.who h2{margin:0;overflow-wrap:anywhere}.who>.button{flex:none;width:auto}.who>div{flex:1;min-width:0}.story{background:#f6f7f9;border-radius:6px;padding:8px 12px;margin:12px 0}.story p+p{margin-top:4px}
.tags{display:flex;flex-wrap:wrap;gap:6px;margin:0;padding:0;list-style:none}.tags li{display:flex;align-items:center;background:#f1f2f5;border-radius:4px;padding-left:8px;min-height:32px;font-size:13px}.tags li:not(:has(button)){padding-right:8px}
.tags button{width:32px;min-height:32px;padding:0;border:0;background:none;color:#59606b;font-weight:400}.inline{display:flex;gap:8px}.inline input{flex:1;min-width:0;min-height:44px;border:1px solid #767d88;border-radius:6px;padding:10px;font:inherit}.inline button{width:auto;white-space:nowrap}
.offer{border-top:1px solid #e6e8ec;padding:12px 0}.offer:first-of-type{border-top:0;padding-top:0}.offer:last-child{padding-bottom:0}.offer .text{white-space:pre-wrap;overflow-wrap:anywhere;margin:2px 0 8px}.offer textarea{margin:2px 0 8px}
.pair{display:flex;gap:8px}.pair button{width:auto}.pair [data-send]{border-color:#1257d6;color:#1257d6}.pair [disabled]{border-color:#d4d8df;color:#59606b;cursor:default}
.card{display:block;border:1px solid #e6e8ec;border-radius:6px;padding:8px 12px;margin:2px 0 8px;overflow-wrap:anywhere}.card b{display:block;font-weight:600}
.mine{border-left:3px solid #d69a2d}.mine .due{margin:8px 0 12px}.reach{margin-top:12px}.quietly{background:#fdf3dc;color:#7a4f00;border-radius:6px;padding:8px 12px;margin-bottom:8px}.lift{margin-top:12px}#quiet h4{margin:12px 0 8px}
[hidden]{display:none!important}`

export const sidebarStyle = allowStyle(style)

/** A page of the sidebar. `body` is HTML whose texts were escaped by the caller. */
export function presentSidebarFrame(input: {
  staffName: string
  scripts: readonly string[]
  data: { csrf: string; corp: string; agent: string; customer?: string }
  body: string
}): string {
  const data = Object.entries(input.data)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('')
  const scripts = input.scripts.map((path) => `<script src="${path}"></script>`).join('')
  return `${head}<body><header><div><h1>客旅</h1><span>聊天工具栏 · ${escapeHtml(input.staffName)}</span></div></header>
<main${data}>
<p id="says" class="says" role="alert" hidden></p>
${input.body}
</main>${scripts}</body></html>`
}

/** A page that only says something. `sentence` is text. */
export function presentSentence(sentence: string, way?: { path: string; name: string }): string {
  const link = way ? `<a class="button" href="${escapeHtml(way.path)}">${escapeHtml(way.name)}</a>` : ''
  return `${head}<body><header><div><h1>客旅</h1><span>聊天工具栏</span></div></header>
<main><section><p>${escapeHtml(sentence)}</p></section>${link}</main></body></html>`
}

const head = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>客旅 · 聊天工具栏</title><style>${style}</style></head>
`

import escapeHtml from 'escape-html'
import { allowStyle } from './content-policy.ts'

/** Text made safe for HTML, inside elements and quoted attributes. */
export { escapeHtml }

const style = `body{margin:0;background:#f5f6f8;color:#1f2329;font:16px/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:520px;margin:0 auto;padding:20px}h1{font-size:20px;margin:8px 0 16px}
section{background:#fff;border-radius:10px;padding:16px;margin-bottom:16px}dt{color:#8a919f;font-size:14px}dd{margin:0 0 10px}
button,a.button{display:block;box-sizing:border-box;text-align:center;text-decoration:none;width:100%;border:0;border-radius:8px;padding:13px;margin-bottom:12px;font-size:16px;color:#fff;background:#2b6de5}
button.quiet{color:#2b6de5;background:#e8effd}textarea{width:100%;box-sizing:border-box;border:1px solid #d9dce3;border-radius:8px;padding:10px;margin-bottom:12px;font:inherit}`

export const pageStyle = allowStyle(style)

/** A small mobile page. `title` is text; `body` is HTML whose texts were escaped by the caller. */
export function presentPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>`
}

// The style sheet of the page. Colours come in pairs for light and dark; a test computes how well each text stands out of its ground.

const LIGHT = `color-scheme:light;
--ground:#f7f8f8;--panel:#ffffff;--hairline:#dfe3e5;--control:#7f8b92;--ink:#1a2226;--soft:#56626a;--accent:#0b6b7d;
--added:#1a6b3c;--added-tint:#e6f4ea;--added-strong:#b9e2c6;
--changed:#7a5200;--changed-tint:#fdf3dc;
--removed:#a3262a;--removed-tint:#fcebea;--removed-strong:#f6c5c3;
--retained:#56626a;--retained-tint:#eef1f2;`;

const DARK = `color-scheme:dark;
--ground:#12171a;--panel:#1a2125;--hairline:#2f3a40;--control:#66757e;--ink:#e4e9eb;--soft:#9fadb5;--accent:#63c3d6;
--added:#7fd29c;--added-tint:#16301f;--added-strong:#25573a;
--changed:#e5bd66;--changed-tint:#332a13;
--removed:#f2938f;--removed-tint:#3a1d1e;--removed-strong:#6b2e30;
--retained:#9fadb5;--retained-tint:#232c31;`;

const TYPE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:64px}
body{margin:0;background:var(--ground);color:var(--ink);font:400 15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
code,kbd,.diff{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{font-size:.93em}
h1,h2,p,ul,ol,dl,dd{margin:0;padding:0}
ul,ol{list-style:none}
b,h1,h2{font-weight:600}
h1{font-size:30px;line-height:1.25;margin:8px 0 12px;max-width:26em;font-weight:400;text-wrap:balance}
h2{font-size:15px;margin-bottom:12px}
a{color:var(--accent);text-underline-offset:2px}
i{font-style:normal}
header,main,footer{max-width:1096px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
section{margin-top:32px}
footer{margin-top:32px;padding-top:16px;padding-bottom:48px;color:var(--soft);font-size:13px}
footer p,footer details{margin-bottom:8px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
#list{scroll-margin-top:48px}
#list:focus{outline:none}
.soft{color:var(--soft);font-size:13px}
.crumb{color:var(--soft);font-size:13px}
.crumb code{display:inline-block}
.product{color:var(--accent)}
.under{color:var(--soft);max-width:70ch;text-wrap:pretty}
.under a{white-space:nowrap}
h1 b{white-space:nowrap}
.added{color:var(--added)}.changed{color:var(--changed)}.removed{color:var(--removed)}.retained{color:var(--retained)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:24px;top:-80px;background:var(--panel);padding:8px 12px;border-radius:6px;z-index:2}
.skip:focus{top:8px}
.static .live-only,.live .static-only{display:none!important}
.secret{font-style:italic}
.mark{color:var(--soft)}
[hidden]{display:none!important}
`;

const PILLS = `
.pill{display:inline-block;font-size:12px;font-weight:600;line-height:20px;padding:0 8px;border-radius:6px;white-space:nowrap}
.pill.blocker,.pill.failed{color:var(--removed);background:var(--removed-tint)}
.pill.caution{color:var(--changed);background:var(--changed-tint)}
.first li{padding:6px 0 6px 14px;border-left:3px solid var(--hairline)}
.first li.blocker,.first li.failed{border-color:var(--removed)}
.first li.caution{border-color:var(--changed)}
.first a{color:var(--ink);text-decoration-color:var(--control)}
.first a:hover{color:var(--accent)}
.first .pill{min-width:66px;text-align:center;margin-right:4px}
.first p,.first details{padding:6px 0 0 17px;font-size:13px}
.first ul ul{padding:0}
.help,.subject{display:block;color:var(--soft);font-size:13px}
.file{color:var(--soft);font-size:13px}
.diagnostics li{padding:8px 0 8px 14px;border-left:3px solid var(--removed);margin-bottom:8px}
.diagnostics li.warning{border-color:var(--changed)}
.diagnostics li b{font-weight:600}
.diagnostics summary{cursor:pointer;color:var(--accent);padding:6px 0}
.notices summary{cursor:pointer;padding:6px 0}
.notices li{padding:4px 0 4px 16px}
`;

const FLOW = `
.flow{display:block;overflow:visible}
.flow text{fill:var(--ink);font-size:13px}
.flow .heading{fill:var(--soft)}
.flow .count{fill:var(--soft);text-anchor:end}
.rules .name{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
.flow rect{fill:var(--panel);stroke:var(--hairline)}
.flow .tight{display:none}
.ribbons path{fill:none;stroke:var(--soft);opacity:.28}
.ribbons .added{stroke:var(--added)}.ribbons .changed{stroke:var(--changed)}.ribbons .removed{stroke:var(--removed)}
.flow svg:not(.ribbons){overflow:visible}
.box[role]{cursor:pointer}
.box[role]:hover rect{stroke:var(--control)}
.box[aria-pressed=true] rect{stroke:var(--accent);stroke-width:2}
.box:focus{outline:none}
.box:focus-visible rect{stroke:var(--accent);stroke-width:2;outline:2px solid var(--accent);outline-offset:2px}
.flow-list{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.flow-list:focus-within{position:static;width:auto;height:auto;clip-path:none}
.flow-list summary{cursor:pointer;color:var(--accent);font-size:13px;padding:12px 0;border-top:1px solid var(--hairline)}
.flow-list li{padding:6px 0;border-top:1px solid var(--hairline);font-size:13px}
@media (max-width:840px){.flow .wide{display:none}.flow .tight{display:inline}}
@media (max-width:600px){.flow{display:none}.flow-list{position:static;width:auto;height:auto;clip-path:none}}
`;

const LIST = `
.bar{position:sticky;top:0;z-index:1;background:var(--ground);display:flex;flex-wrap:wrap;gap:8px;padding:8px 0}
.bar input{flex:1 1 260px;min-width:0}
.toggles{display:flex;flex-wrap:wrap;gap:8px}
.narrow{display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding:0 0 12px}
.narrow select{max-width:230px}
#shown{margin-left:auto;color:var(--soft);font-size:13px}
input,select,button{font:inherit;font-size:13px;color:var(--ink);background:var(--panel);border:1px solid var(--control);border-radius:6px;min-height:32px;padding:0 10px}
input::placeholder{color:var(--soft);opacity:1}
button{cursor:pointer;white-space:nowrap}
.toggles b{font-weight:600}
.toggles button{color:var(--ink)}
.toggles .added b{color:var(--added)}.toggles .changed b{color:var(--changed)}.toggles .removed b{color:var(--removed)}
.toggles [aria-pressed=true].added{background:var(--added-tint);border-color:var(--added)}
.toggles [aria-pressed=true].changed{background:var(--changed-tint);border-color:var(--changed)}
.toggles [aria-pressed=true].removed{background:var(--removed-tint);border-color:var(--removed)}
.toggles [aria-pressed=true].retained{background:var(--retained-tint);border-color:var(--retained)}
#side-by-side[aria-pressed=true],#chips button{color:var(--accent);border-color:var(--accent)}
#chips{display:contents}
#list{border-top:1px solid var(--hairline)}
#list>li{border-bottom:1px solid var(--hairline)}
#list summary:focus-visible,.diff:focus-visible{outline-offset:-2px}
#list summary{cursor:pointer}
#list>li>details>summary{display:grid;grid-template-columns:20px minmax(0,1fr) fit-content(45%);gap:0 12px;padding:10px 8px 10px 4px;align-items:baseline;list-style:none}
summary::-webkit-details-marker{display:none}
.glyph{font:600 15px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;text-align:center;border-radius:6px;grid-row:1/3;align-self:start}
.glyph.added{background:var(--added-tint)}.glyph.changed{background:var(--changed-tint)}.glyph.removed{background:var(--removed-tint)}.glyph.retained{background:var(--retained-tint)}
.where{text-align:right;color:var(--soft);font-size:13px}
.why{grid-column:2/4;color:var(--soft);font-size:13px}
.why code{font-size:13px}
.why code,.file,.name,.subject code,.what code{display:inline-block;max-width:100%}
#list>li>details>summary:hover b{color:var(--accent)}
.body{padding:0 8px 16px 36px;scroll-margin-top:128px}
.body>*+*{margin-top:8px}
.risk{font-size:13px}
.members{font-size:13px;color:var(--soft)}
.members code{color:var(--ink)}
.more{display:inline}
.more summary,.rest summary{color:var(--accent);display:inline-block;padding:6px 0;margin:-6px 0;cursor:pointer}
.more[open] summary{display:none}
.diff{background:var(--panel);border:1px solid var(--hairline);border-radius:6px;font-size:13px;line-height:1.55;overflow-x:auto;padding:8px 0;overflow-wrap:normal}
.lines{display:inline-block;min-width:100%;vertical-align:top}
.lines>*{display:block;white-space:pre;padding:0 12px;text-decoration:none;min-height:1.55em}
.lines b{font-weight:600}
.diff mark{color:inherit;border-radius:2px}
ins{background:var(--added-tint)}ins b{color:var(--added)}ins mark{background:var(--added-strong)}
del{background:var(--removed-tint)}del b{color:var(--removed)}del mark{background:var(--removed-strong)}
ins .mark,del .mark{color:var(--ink)}
.gap{color:var(--soft)}
.rest summary{padding:6px 12px;margin:0;position:sticky;left:0;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.rest[open] summary{display:none}
.diff p{padding:0 12px}
.split .lines{display:grid;grid-template-columns:1fr 1fr}
.split .lines>*{white-space:pre-wrap;overflow-wrap:anywhere;padding-left:calc(12px + 2ch);text-indent:-2ch}
.split .gap{grid-column:1/3}
.split .lines>:nth-child(even){border-left:0}
#none,#drawn{padding:16px 0}
#drawn:empty{display:none}
.keys kbd,dialog kbd{border:1px solid var(--hairline);border-radius:4px;padding:0 5px;font-size:12px;color:var(--ink);background:var(--panel)}
.command{color:var(--ink);user-select:all}
dialog{color:var(--ink);background:var(--panel);border:1px solid var(--control);border-radius:6px;padding:24px}
dialog::backdrop{background:rgb(0 0 0/.4)}
dl div{display:flex;gap:16px;padding:4px 0}
dt{width:64px}
dialog button{margin-top:16px}
@media (max-width:1099px){#side-by-side{display:none}}
@media (max-width:600px){
header,main,footer{padding-left:16px;padding-right:16px}
header{padding-top:16px}
h1{font-size:22px}
.bar input{flex-basis:100%}
.toggles{flex:1}
.toggles button{flex:1;padding:0 4px}
.toggles .word{display:none}
.narrow select{flex:1 1 40%;min-width:0;max-width:none}
#shown{margin-left:0;flex-basis:100%}
input,select,button{min-height:44px}
input,select{font-size:16px}
#list>li>details>summary{grid-template-columns:20px minmax(0,1fr);gap:0 10px;padding:12px 0}
.glyph{grid-row:1/4}
.where{grid-row:3;grid-column:2;text-align:left;white-space:normal}
.why{grid-column:2}
.body{padding:0 0 16px}
.more summary,.rest summary,.diagnostics summary,.notices summary{padding-top:11px;padding-bottom:11px}
.more summary{margin:-11px 0}
}
`;

const PRINT = `
@media print{
body{background:#fff}
.bar,.narrow,.keys,.skip,#drawn,.rest>summary,.more>summary{display:none!important}
.diff{overflow:visible}
.lines>*{white-space:pre-wrap}
header,main,footer{padding:0;max-width:none}
ins,del,mark,.pill,.glyph{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

/** The whole style sheet; it holds no `<`. */
export const STYLE = [
  `:root{${LIGHT}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${DARK}}}`,
  TYPE,
  PILLS,
  FLOW,
  LIST,
  PRINT,
].join('\n');

/** Light and dark from one set of variables, in the colours of the report; no font and no picture from elsewhere. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#1c1e21;--muted:#5d636c;--line:#dcd8d1;--accent:#b93d0b;--on-accent:#fff;--focus:#1d4ed8;--fail:#b01c1c;--fail-fill:#fde8e6}
@media (prefers-color-scheme:dark){:root{--paper:#141517;--card:#1d1f22;--ink:#eceae6;--muted:#a3a8b0;--line:#3a3d41;--accent:#fb8a4b;--on-accent:#1c1e21;--focus:#8ab4ff;--fail:#ff9a91;--fail-fill:#431c1a}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif}
.top,main{max-width:1120px;margin:0 auto;padding:0 24px}
.top{display:flex;flex-wrap:wrap;gap:2px 18px;align-items:center;padding-top:14px;padding-bottom:12px;color:var(--muted);font-size:14px}
.top p{margin:0}
.brand{margin-right:auto!important;overflow-wrap:anywhere}
.brand b{color:var(--accent);letter-spacing:.14em;font-size:13px;margin-right:10px}
.progress{display:flex;gap:10px;align-items:center;font-variant-numeric:tabular-nums;white-space:nowrap}
progress{width:130px;height:8px;accent-color:var(--accent)}
main{padding-bottom:24px}
#welcome,#done{max-width:760px}
h1{font-size:clamp(24px,3.4vw,32px);line-height:1.25;letter-spacing:-.01em;font-weight:650;margin:26px 0 12px;outline:0}
h2{font-size:15px;margin:0 0 8px;line-height:1.35}
#welcome h2,#done h2{font-size:18px;margin:30px 0 8px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;margin:0 0 14px;min-width:0}
.card h2{color:var(--muted);font-size:13px;font-weight:600;letter-spacing:.02em}
.answers{display:grid;grid-template-columns:1fr 1fr;gap:14px}
.answers.same{grid-template-columns:1fr}
.answer{border-width:2px}
.answer.asked{border-color:var(--accent)}
.answer.asked h2{color:var(--accent)}
pre{margin:0;font:15px/1.5 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
#question pre{font-family:inherit;max-height:38vh;overflow:auto}
#question pre:focus-visible{outline:3px solid var(--focus)}
.role{color:var(--muted);font-size:12.5px;margin:10px 0 2px}
.role:first-child{margin-top:0}
.empty{color:var(--muted);font-style:italic}
details{margin:0 0 14px}
details pre{scroll-margin-bottom:190px;background:var(--card);border:1px dashed var(--line);border-radius:12px;padding:12px 18px;margin-top:6px}
summary{cursor:pointer;color:var(--muted);font-size:14px;padding:4px 0}
.ask{position:sticky;bottom:0;background:var(--paper);border-top:1px solid var(--line);padding:12px 0 14px;display:grid;grid-template-columns:1fr auto;gap:8px 18px;align-items:end}
.ask h2{grid-column:1/-1;font-size:17px;margin:0}
.choices{display:flex;gap:10px;flex-wrap:wrap}
button,input{font:inherit;color:inherit}
button{background:var(--card);border:1px solid var(--muted);border-radius:9px;padding:9px 16px;cursor:pointer;min-height:44px}
button:hover{border-color:var(--accent)}
button:disabled{opacity:.5;cursor:default}
button.main,#choices button{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:600}
button.link{background:none;border:0;padding:0 2px;min-height:24px;color:inherit;text-decoration:underline;font-size:13px}
button:focus-visible,input:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
kbd{font:600 12.5px/1.4 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;border:1px solid currentColor;border-radius:5px;padding:0 6px;margin-left:4px;opacity:.85}
label{font-weight:600}
.row{display:flex;gap:10px;margin:6px 0}
input{flex:1;min-width:0;background:var(--card);border:1px solid var(--muted);border-radius:9px;padding:9px 12px;min-height:44px}
.hint,.note{color:var(--muted);font-size:14px;margin:4px 0}
.keys{columns:2 300px;column-gap:24px;margin:0}
.keys div{display:flex;gap:10px;align-items:baseline;break-inside:avoid;padding-bottom:8px}
.keys dt{min-width:92px;white-space:nowrap}
.keys dd{margin:0}
.keys kbd:first-child{margin-left:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;font-size:18px;padding:26px 0 6px}
th,td{text-align:left;padding:8px 14px 8px 0;border-top:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{color:var(--muted);font-size:13px;border-top:0}
td.value{font-weight:600}
.interval{font-weight:400;color:var(--muted)}
a{color:var(--accent)}
.trouble{position:fixed;left:16px;right:16px;top:8px;max-width:720px;margin:0 auto;background:var(--fail-fill);color:var(--fail);border:1px solid currentColor;border-radius:9px;padding:10px 16px;z-index:2}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:640px){.top,main{padding-left:14px;padding-right:14px}.answers{grid-template-columns:1fr;gap:10px}.card{padding:12px 14px;margin-bottom:10px}.answers .card{margin-bottom:0}.answers{margin-bottom:10px}.ask{grid-template-columns:1fr;gap:8px;padding:8px 0 10px}.choices button{flex:1;padding:9px 8px;white-space:nowrap}#question pre{max-height:30vh}button kbd{display:none}.progress{width:100%}progress{flex:1}}
@media (hover:hover) and (max-width:640px){button kbd{display:inline}.choices button{white-space:normal}}
`;

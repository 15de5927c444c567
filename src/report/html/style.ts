/** The page's only style sheet: light, dark and print from one set of variables; no font and no picture from elsewhere. */
export const style = `
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#ffffff;--ink:#1c1e21;--muted:#5d636c;--line:#e4e1db;--tuned:#c2410c;--few-shot:#64748b;--base:#9aa3af;
--pass:#166534;--pass-fill:#e3f4e8;--fail:#b01c1c;--fail-fill:#fde8e6;--unclear:#854d0e;--unclear-fill:#fdf1cf;
--time-0:#c2410c;--time-1:#475569;--time-2:#e9a23b;--time-3:#0f766e;--time-4:#7c93b2;--time-5:#a16207;--time-6:#c9c4ba}
@media screen and (prefers-color-scheme:dark){:root{--paper:#141517;--card:#1d1f22;--ink:#eceae6;--muted:#a3a8b0;--line:#33363b;--tuned:#fb8a4b;--few-shot:#8d9db5;--base:#6b7280;
--pass:#86dca3;--pass-fill:#16331f;--fail:#ff9a91;--fail-fill:#431c1a;--unclear:#f2cf73;--unclear-fill:#3a2f10;
--time-0:#fb8a4b;--time-1:#8494ab;--time-2:#f0bc5e;--time-3:#3fb8a9;--time-4:#536682;--time-5:#b98a2e;--time-6:#4a4d52}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif}
main,.top{max-width:1040px;margin:0 auto;padding:0 24px}
.top{padding-top:44px}
.brand{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;color:var(--muted);font-size:14px}
.brand b{color:var(--tuned);letter-spacing:.14em;font-size:13px}
h1{font-size:clamp(24px,3.6vw,34px);line-height:1.25;letter-spacing:-.015em;font-weight:650;margin:18px 0 26px;max-width:30em;text-wrap:balance}
h2{font-size:24px;letter-spacing:-.01em;margin:0 0 6px;line-height:1.3}
h3{font-size:17px;margin:26px 0 8px}
h4{font-size:14px;margin:0 0 6px;font-weight:600}
section{padding:46px 0 0}
.lead{color:var(--muted);margin:0 0 18px;max-width:46em}
.muted,.interval,.against{color:var(--muted)}
.facts{display:flex;flex-wrap:wrap;gap:1px;background:var(--line);border:1px solid var(--line);border-radius:14px;overflow:hidden;margin:0}
.facts>div{background:var(--card);padding:16px 20px;flex:1 1 200px}
.facts>div:first-child{flex-basis:100%}
.facts dt{font-size:13.5px;color:var(--muted)}
.facts dd{margin:2px 0 0}
.facts .big{font-size:23px;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;line-height:1.3}
.facts>div:first-child .big{color:var(--tuned);font-size:34px}
.facts .note{font-size:13px;color:var(--muted);line-height:1.4}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:20px 22px;margin:0 0 18px;break-inside:avoid}
.card header{display:flex;flex-wrap:wrap;align-items:center;gap:6px 14px;margin-bottom:10px}
.card h3{margin:0;font-size:19px}
.card header .badge{margin-left:auto}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:14px 28px;align-items:center;margin-bottom:10px}
.matrix,.stacked{margin:20px 0 10px}
.matrix{display:flex;flex-wrap:wrap;gap:14px 28px;align-items:start}
.matrix figure{flex:1 1 300px;min-width:0}
.matrix figure.wide{flex:2 1 440px;margin:0}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,360px),1fr));gap:18px}
.panels figure{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:14px 16px 6px;break-inside:avoid}
figure{margin:0}
figure.wide{overflow-x:auto;margin-bottom:14px}
figcaption{font-weight:600;margin-bottom:4px}
svg{display:block;width:100%;height:auto}
#time svg{max-width:none!important;border-radius:8px}
.differences{list-style:none;margin:0;padding:0}
.differences li{padding:9px 0;border-top:1px solid var(--line);line-height:1.45;font-size:14.5px}
.differences li:first-child{border-top:0}
.differences strong{font-size:16px}
.scroll{overflow-x:auto}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--tuned);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:12px 0 6px}
th,td{text-align:left;padding:8px 14px 8px 0;border-top:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{color:var(--muted);font-size:13px;border-top:0}
tbody th{min-width:9.5em}
.number{text-align:right;white-space:nowrap}
.value{font-weight:600;white-space:nowrap}
.interval{white-space:nowrap;font-size:13px;display:block}
.nowrap{white-space:nowrap}
figcaption .muted{font-weight:400;font-size:13.5px;margin-left:8px}
.record td{font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;font-size:12.5px;overflow-wrap:anywhere}
.record thead{display:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.badge{display:inline-block;padding:1px 10px;border-radius:99px;font-size:13px;font-weight:600;white-space:nowrap}
.pass{background:var(--pass-fill);color:var(--pass)}
.fail{background:var(--fail-fill);color:var(--fail)}
.unclear{background:var(--unclear-fill);color:var(--unclear)}
.attempts{list-style:none;margin:0;padding:0}
.attempts>li{border-left:3px solid var(--pass);padding:2px 0 2px 16px;margin:14px 0}
.attempts>li.refused{border-color:var(--fail)}
.attempts p{margin:0 0 6px}
.gates{list-style:none;padding:0;margin:0;font-size:14.5px}
.gates li{padding:4px 0}
.key{font-size:14px;margin:0 0 10px;color:var(--muted)}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;margin:0 4px 0 0;vertical-align:-1px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.key .swatch{height:4px;width:20px;vertical-align:3px;margin-left:12px}
.key .swatch:first-child{margin-left:0}
.swatch.train{background:var(--few-shot)}
.swatch.validation{background:var(--tuned)}
.notes{list-style:none;padding:0;margin:8px 0 0;font-size:13px;color:var(--muted)}
.narrow{max-width:620px}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:4px 32px}
.tables>*{min-width:0}
.tables>.whole{grid-column:1/-1}
.times{max-width:560px}
.meanings{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:8px 26px;font-size:13.5px;margin:8px 0 0}
.meanings dt{font-weight:600}
.meanings dd{margin:0;color:var(--muted)}
.card.data{break-inside:auto;margin-top:18px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,290px),1fr));gap:14px 24px}
.charts figure,.single figure{break-inside:avoid;min-width:0}
.colours{display:flex;flex-wrap:wrap;gap:2px 16px;font-weight:400;font-size:13px;color:var(--muted)}
.verdict .badge{white-space:normal;font-size:15px;padding:4px 14px;border-radius:12px}
.data th,.data td,.split-table td,.record-table th,.record-table td{overflow-wrap:anywhere}
.data td.number,.split-table td.number,.record-table td.number{overflow-wrap:normal}
.quarantine-table{margin-bottom:10px}
.quarantine-table table{table-layout:fixed}
.quarantine-table th:first-child{width:24%}
.quarantine-table td:last-child{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
details{margin:12px 0 0}
summary{cursor:pointer;color:var(--muted);font-size:14px;padding:4px 0}
pre{margin:0;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:10px 12px}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:14px 20px;margin:14px 0 0}
.prompt{max-height:15em;overflow:auto;color:var(--muted)}
ul{padding-left:20px;margin:6px 0}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:14px;margin:20px 0 0}
a{color:var(--tuned)}
footer{max-width:1040px;margin:50px auto 0;padding:18px 24px 40px;color:var(--muted);font-size:13px}
@media (max-width:560px){main,.top,footer{padding-left:16px;padding-right:16px}.top{padding-top:24px}.card{padding:16px 14px}section{padding-top:36px}.facts>div{padding:13px 14px;flex-basis:140px}.facts .big{font-size:20px}.facts>div:first-child .big{font-size:26px}}
@media print{@page{size:A4;margin:14mm}:root{--paper:#fff}body{font-size:10.5pt;background:#fff}main,.top,footer{max-width:none;padding-left:0;padding-right:0}.top{padding-top:0}nav{display:none}section{padding-top:22px}h2,h3{break-after:avoid}.scroll,figure.wide{overflow:visible}table{font-size:8.5pt}thead th,.interval{font-size:8pt}.pair,.panels{grid-template-columns:1fr 1fr}.panels{gap:10px}.facts>div{flex-basis:125px;padding:10px 12px}.facts .big{font-size:14pt}.facts>div:first-child .big{font-size:20pt}.differences li{font-size:9.5pt;padding:6px 0}.differences strong{font-size:10.5pt}.gates,.attempts{font-size:9.5pt}h1{font-size:18pt}th,td{padding:4px 8px 4px 0;overflow-wrap:anywhere}.prompt{max-height:none}details::details-content{content-visibility:visible;display:block;height:auto}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

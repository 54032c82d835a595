/** The style sheet of the page. */

/** All pairs of text and background have a contrast of at least 4.5 : 1, all marks of the chart 3 : 1. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f4f6f8; --line: #d0d7de; --text: #1b2026; --quiet: #57606a; --link: #0b5cad;
  --changed: #1a66c2; --skipped: #8a6100; --failed: #c0262d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --raised: #1d2229; --line: #3a424d; --text: #e6e9ee; --quiet: #a6b0bd; --link: #7db7f5;
    --changed: #6aa9f0; --skipped: #d9a520; --failed: #f2777a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: break-word; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
footer { padding-bottom: 3rem; color: var(--quiet); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
h1 span { display: block; font-size: 1.2rem; margin-top: .35rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; }
a { color: var(--link); }
.connection { color: var(--quiet); margin: 0 0 1rem; }
.lead { font-size: 1.15rem; max-width: 60rem; margin: 0 0 1rem; }
.skip { position: absolute; left: -100vw; background: var(--raised); padding: .5rem 1rem; }
.skip:focus { left: 1rem; top: 1rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.warning { border: 1px solid var(--skipped); border-left-width: .4rem; border-radius: .4rem; padding: .75rem 1rem; background: var(--raised); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
.counts div { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .7rem; display: flex; flex-direction: column-reverse; }
.counts dt { color: var(--quiet); font-size: .95rem; }
.counts dd { margin: 0; white-space: nowrap; font-size: 1.6rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.counts .failed dd { color: var(--failed); }
figure { margin: 0; }
figure > svg { width: 100%; height: auto; display: block; overflow: visible; }
svg text { fill: var(--quiet); font-size: 12px; }
.grid { stroke: var(--line); stroke-width: 1; }
.area { stroke: none; fill-opacity: .3; }
.edge { fill: none; stroke-width: 2; stroke-linejoin: round; }
.area.changed { fill: var(--changed); } .edge.changed { stroke: var(--changed); }
.area.skipped { fill: var(--skipped); } .edge.skipped { stroke: var(--skipped); stroke-dasharray: 6 3; }
.area.failed { fill: var(--failed); } .edge.failed { stroke: var(--failed); stroke-dasharray: 2 2; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: .25rem 0 .75rem; padding: 0; }
.legend svg { vertical-align: -1px; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.reason { border: 1px solid var(--line); border-left: .4rem solid var(--skipped); border-radius: .4rem; padding: .75rem 1rem; margin: 0 0 .75rem; }
.reason.failed { border-left-color: var(--failed); }
.reason p { margin: .35rem 0; }
.count { font-weight: normal; color: var(--quiet); margin-left: .5rem; }
.code { font: .85rem/1.4 ui-monospace, Consolas, monospace; color: var(--quiet); }
.people { margin: .5rem 0; padding-left: 1.25rem; }
.people li { margin-bottom: .35rem; }
button, input, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: .4rem; padding: .4rem .75rem; }
button { cursor: pointer; background: var(--raised); }
button[aria-disabled="true"] { color: var(--quiet); border-style: dashed; cursor: default; }
#controls { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 0 0 .75rem; }
#controls[hidden] { display: none; }
#controls label { display: flex; flex-direction: column; gap: .15rem; color: var(--quiet); }
#controls label:first-child { flex: 1 1 18rem; }
#controls input, #controls select { color: var(--text); }
.pages { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: .75rem 0; }
.wide { position: relative; overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
caption { text-align: left; color: var(--quiet); padding: .5rem .75rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line); }
thead th { background: var(--raised); }
tbody th { font-weight: 600; }
#changes tbody th { min-width: 18rem; overflow-wrap: anywhere; }
#changes td:first-of-type { min-width: 8rem; font-variant-numeric: tabular-nums; }
#changes td:last-child { min-width: 20rem; width: 50%; overflow-wrap: anywhere; }
#changes td p { margin: 0; }
#changes ul { margin: 0; padding-left: 1rem; }
.account { font-weight: normal; color: var(--quiet); font-size: .9rem; }
.numbers { width: auto; }
.numbers td { text-align: right; font-variant-numeric: tabular-nums; }
.badge { border: 1px solid currentcolor; border-radius: 1rem; padding: .05rem .6rem; white-space: nowrap; }
.badge.changed { color: var(--changed); } .badge.skipped { color: var(--skipped); } .badge.failed { color: var(--failed); }
bdi, del, ins, p[dir] { unicode-bidi: isolate; }
del { color: var(--quiet); } ins { text-decoration: none; }
.none { color: var(--quiet); font-style: italic; text-decoration: none; }
.arrow { color: var(--quiet); }
@media (max-width: 40rem) {
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards, .cards caption, .cards tbody, .cards tr, .cards tbody th { display: block; }
  .cards tr { border-top: 1px solid var(--line); padding: .6rem .75rem; }
  .cards tbody th, .cards tbody td, #changes tbody th, #changes tbody td { border: 0; padding: 0; width: auto; min-width: 0; }
  .cards tbody td { display: inline-block; margin-right: .75rem; }
  .cards tbody td:last-child { display: block; margin: .25rem 0 0; }
}
@media (max-width: 40rem) { figure > svg text { font-size: 20px; } figure > svg .middle { display: none; } }
@media (forced-colors: active) { .edge, .grid { stroke: CanvasText; } .area { fill: none; } }
@media print { #controls, .pages, .skip, button { display: none; } }
`;

import { createHash } from 'node:crypto';

/** What the page looks like and does. No script is needed to read it: this one only filters. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --dim: #57606a; --page: #ffffff; --card: #f6f8fa; --line: #d0d7de; --mark: #fff3c4; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #9da7b1; --page: #0d1117; --card: #161b22; --line: #30363d; --mark: #4d3b00; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; color: var(--text); background: var(--page); font: 1rem/1.5 system-ui, sans-serif; }
section { scroll-margin-top: 9rem; } h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; } h2 { margin: 2rem 0 .75rem; font-size: 1.25rem; } h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p, li { overflow-wrap: anywhere; } p { margin: .4rem 0; } a { color: var(--link); } code, pre { font: .875rem/1.5 ui-monospace, monospace; } code { overflow-wrap: anywhere; }
.dim { color: var(--dim); } .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
.tiles li { flex: 1 1 7rem; padding: .6rem .9rem; border: 1px solid var(--line); border-top: .3rem solid var(--line); border-radius: .4rem; background: var(--card); }
.tiles strong { display: block; font-size: 1.6rem; line-height: 1.2; }
.tiles .critical, .tiles .high { border-top-color: #b42318; } .tiles .medium { border-top-color: #9a6700; } .tiles .low { border-top-color: #1f6feb; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem; align-items: start; }
.wide { min-width: 0; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; } caption { padding-bottom: .3rem; font-weight: 600; text-align: left; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; } thead th { color: var(--dim); font-weight: 500; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } tbody th { min-width: 7rem; font-weight: 400; }
td:not(.number), tbody th { word-break: break-word; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin-top: 1.5rem; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); }
@media (min-width: 60rem) { form { position: sticky; top: 0; z-index: 1; } } fieldset { display: flex; flex-wrap: wrap; gap: 0 .75rem; min-width: 0; margin: 0; padding: 0; border: 0; } legend { position: absolute; left: -99rem; }
input, select, button { max-width: 100%; padding: .3rem .5rem; border: 1px solid var(--dim); border-radius: .3rem; color: inherit; background: var(--page); font: inherit; }
input[type=search] { flex: 1 1 12rem; min-width: 0; } select { flex: 0 1 12rem; min-width: 0; } input[type=checkbox] { margin: 0 .25rem 0 0; vertical-align: middle; } [role=status] { flex: 1 0 100%; margin: 0; }
.control { margin: 1rem 0; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: .4rem; }
.badge { display: inline-block; padding: 0 .5rem; border-radius: 1rem; color: #ffffff; background: #57606a; font-size: .8rem; font-weight: 600; }
.badge.critical { background: #82071e; } .badge.high { background: #b42318; } .badge.medium { background: #8a5a00; } .badge.low { background: #0550ae; }
details { border-top: 1px solid var(--line); } summary { padding: .45rem .2rem; cursor: pointer; overflow-wrap: anywhere; } summary:hover { background: var(--card); }
details > div { padding: 0 0 .8rem 1.2rem; }
pre { margin: .4rem 0; padding: .5rem 0; overflow-x: auto; border: 1px solid var(--line); border-radius: .3rem; background: var(--card); }
pre span { display: block; width: max-content; min-width: 100%; padding: 0 .75rem; white-space: pre; } pre .here { background: var(--mark); font-weight: 600; }
pre i { display: inline-block; min-width: 3.2rem; color: var(--dim); font-style: normal; user-select: none; } pre .here i { color: inherit; }
[hidden] { display: none !important; }
@media (max-width: 30rem) { body { padding: 1rem .75rem; } .control { padding: .75rem; } details > div { padding-left: 0; } table { font-size: .8rem; } th, td { padding: .3rem .2rem; } tbody th { min-width: 5.5rem; } }
@media print { form, .skip { display: none; } body { max-width: none; } pre span { width: auto; white-space: pre-wrap; } .control > h3 { break-after: avoid; } details { break-inside: avoid; } }
`;

export const SCRIPT = `
(function () {
  var form = document.getElementById('filter'), status = document.getElementById('shown');
  if (!form) return;
  var groups = [].map.call(document.querySelectorAll('.control'), function (element) {
    var heading = element.querySelector('h3').textContent.toLowerCase();
    var count = element.querySelector('.count');
    return { element: element, count: count, all: count.textContent, findings: [].map.call(element.querySelectorAll('details'), function (finding) {
      return { element: finding, data: finding.dataset, text: heading + ' ' + finding.textContent.toLowerCase() };
    }), severity: element.dataset.severity, standards: element.dataset.standards.split(' ') };
  });
  function apply() {
    var shown = 0, all = 0, severities = {}, words = form.search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    [].forEach.call(form.querySelectorAll('[type=checkbox]'), function (box) { severities[box.value] = box.checked; });
    groups.forEach(function (group) {
      var some = 0, wanted = severities[group.severity] && (!form.standard.value || group.standards.indexOf(form.standard.value) >= 0);
      group.findings.forEach(function (finding) {
        var show = wanted && (!form.namespace.value || finding.data.namespace === form.namespace.value)
          && words.every(function (word) { return finding.text.indexOf(word) >= 0; });
        finding.element.hidden = !show;
        all++;
        if (show) some++;
      });
      shown += some;
      group.element.hidden = some === 0;
      group.count.textContent = some === group.findings.length ? group.all : some + ' of ' + group.all;
    });
    status.textContent = shown === all ? 'All ' + all + ' findings are shown.' : shown + ' of ' + all + ' findings are shown.';
  }
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('reset', function () { setTimeout(apply, 0); });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  apply();
})();
`;

/** Under the policy of a page only what has this hash runs or styles. */
export function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

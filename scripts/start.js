// `npm start`: the main job on the example. Builds the library, synthesises examples/online-boutique, and the example says what it wrote.
const { compile, step } = require('./steps');

const ok = compile() && step('synthesise examples/online-boutique', process.execPath, ['scripts/run-example.js', 'online-boutique'], { quiet: false });
if (ok) console.error('The tree stands in examples/online-boutique/deploy/, its reports in examples/online-boutique/deploy.reports/.');
process.exit(ok ? 0 : 1);

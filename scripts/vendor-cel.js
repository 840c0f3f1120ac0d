// Turns the CEL engine, an ES module, into CommonJS under vendor/cel-js, unchanged otherwise.
// Why: jest 29, in our suite and in our users', cannot require() an ES module; Node alone could.
const { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const ts = require('typescript');

const root = dirname(dirname(require.resolve('@marcbachmann/cel-js')));
const out = join(__dirname, '..', 'vendor', 'cel-js');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const file of readdirSync(join(root, 'lib'))) {
  const from = join(root, 'lib', file);
  if (file.endsWith('.js')) {
    const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    writeFileSync(join(out, file), outputText);
  } else {
    copyFileSync(from, join(out, file));
  }
}
copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));

// Bundles the programs and tests into build/. Grafana's library expects a browser, though nothing that is used here needs one.
import {readdirSync} from 'node:fs';
import {build} from 'esbuild';

await build({
  entryPoints: ['src/main.ts', 'src/answers.ts', ...readdirSync('test').map(file => `test/${file}`)],
  outdir: 'build',
  outbase: '.',
  outExtension: {'.js': '.cjs'},
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'warning',
  define: {'process.env.NODE_ENV': '"production"'},
  banner: {js: "globalThis.window ??= globalThis; globalThis.navigator ??= {languages: ['en']};"},
});

// Bundles GraphiQL, its stylesheet and Monaco's workers: node build.mjs <folder to write to>
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';

// Where app/http/playground.py serves the assets.
const BASE = '/graphql/assets/';

const PAGE = { main: 'src/main.jsx' };
const WORKERS = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
};

const here = fileURLToPath(new URL('.', import.meta.url));
const out = process.argv[2];
const assets = join(out, 'assets');

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  outdir: assets,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.ttf': 'file', '.graphql': 'text' },
  logLevel: 'warning',
};

await rm(out, { recursive: true, force: true });
await mkdir(assets, { recursive: true });

// Classic scripts: what `new Worker(url)` starts.
const workers = await build({ ...common, format: 'iife', entryPoints: WORKERS });
const page = await build({
  ...common,
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  entryPoints: PAGE,
  define: { ...common.define, WORKERS: JSON.stringify(workerFiles(workers)) },
});

const { file: script, cssBundle } = entries(page, PAGE).main;
await dropSpareStyles(basename(cssBundle));
await pack();
// Last: the page is there only when all that it names is.
await writeFile(join(out, 'index.html'), await html(script, basename(cssBundle)));

/** The built script of each entry point, by its name in `points`. */
function entries({ metafile }, points) {
  const built = Object.entries(metafile.outputs);
  const of = (source) => built.find(([path, o]) => path.endsWith('.js') && o.entryPoint?.endsWith(source));
  return Object.fromEntries(
    Object.entries(points).map(([name, source]) => {
      const [path, output] = of(source);
      return [name, { file: basename(path), cssBundle: output.cssBundle }];
    }),
  );
}

function workerFiles(result) {
  return Object.fromEntries(Object.entries(entries(result, WORKERS)).map(([name, { file }]) => [name, `./${file}`]));
}

async function html(script, style) {
  const template = await readFile(join(here, 'src/index.html'), 'utf8');
  return template.replace('%SCRIPT%', BASE + script).replace('%STYLE%', BASE + style);
}

/** esbuild also writes a stylesheet for each lazy chunk; the page's own holds all their rules already. */
async function dropSpareStyles(style) {
  const spare = (await readdir(assets)).filter((file) => file.endsWith('.css') && file !== style);
  await Promise.all(spare.map((file) => rm(join(assets, file))));
}

/** Compressed once here, so that serving costs nothing. */
async function pack() {
  for (const file of await readdir(assets)) {
    const plain = await readFile(join(assets, file));
    await writeFile(join(assets, `${file}.gz`), await promisify(gzip)(plain, { level: 9 }));
  }
}

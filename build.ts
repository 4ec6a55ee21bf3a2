import {rmSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {build, type Plugin} from 'esbuild';
import {leanInk} from './source/terminal/lean-ink.ts';

/** ink asks for its developer tools only when a debugger does; nobody ships them. */
const withoutDevtools: Plugin = {
	name: 'without-devtools',
	setup(build) {
		build.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'none', namespace: 'none'}));
		build.onLoad({filter: /.*/, namespace: 'none'}, () => ({contents: 'export default {}'}));
	},
};

const {outdir} = parseArgs({options: {outdir: {type: 'string', default: 'dist'}}}).values;

rmSync(outdir, {recursive: true, force: true});

/**
 * One production bundle: React's production build is chosen here, once, and
 * what a command does not need stays in chunks that it does not load.
 */
await build({
	entryPoints: {
		sluice: 'source/cli.ts',
		'first-paint': 'source/terminal/first-paint.ts',
		'demo-worker': 'source/demo/worker.ts',
	},
	outdir,
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node22',
	minify: true,
	legalComments: 'none',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	// Packages that are CommonJS inside ask for node's modules with require.
	banner: {
		js: "import {createRequire as _createRequire} from 'node:module';const require=_createRequire(import.meta.url);",
	},
	plugins: [withoutDevtools, leanInk],
});

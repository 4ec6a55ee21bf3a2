// What a frame costs, in CPU and in bytes: ink alone, ink on the paint stream, and that with the lean renderer, in one run.
// node bench/render.ts [frames]
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build, type Plugin} from 'esbuild';
import {leanInk} from '../source/terminal/lean-ink.ts';
import type * as Frames from './render-frames.tsx';

const frames = Number(process.argv[2] ?? 300);
const rounds = 5;
const folder = mkdtempSync(join(tmpdir(), 'render-'));

async function bundled(name: string, plugins: Plugin[]): Promise<typeof Frames> {
	const outfile = join(folder, `${name}.mjs`);
	const none = join(folder, 'none.mjs');
	writeFileSync(none, 'export default {};');
	await build({
		entryPoints: [fileURLToPath(new URL('render-frames.tsx', import.meta.url))],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
		alias: {'react-devtools-core': none},
		banner: {js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);"},
		plugins,
	});
	return import(pathToFileURL(outfile).href);
}

const [stock, lean] = [await bundled('stock', []), await bundled('lean', [leanInk])];
const ways = [
	{name: 'ink, incrementalRendering', measure: () => stock.measure('plain', frames)},
	{name: 'ink, paint stream', measure: () => stock.measure('painted', frames)},
	{name: 'lean ink, paint stream', measure: () => lean.measure('painted', frames)},
];
const best = ways.map((): Frames.Cost => ({cpuMs: Number.POSITIVE_INFINITY, bytes: 0}));
for (let round = 0; round < rounds; round++) {
	for (const [w, {measure}] of ways.entries()) {
		const cost = await measure();
		if (cost.cpuMs < best[w]!.cpuMs) best[w] = cost;
	}
}
rmSync(folder, {recursive: true});

const {columns, rows, changing} = stock;
console.log(
	`${columns}x${rows}, 45 rows of 10 columns, ${changing} rows changing per frame, best of ${rounds}`,
);
for (const [w, {name}] of ways.entries()) {
	const {cpuMs, bytes} = best[w]!;
	const ratios = [cpuMs / best[0]!.cpuMs, bytes / best[0]!.bytes].map(ratio => `x${ratio.toFixed(2)}`);
	console.log(
		`${name.padEnd(26)} ${cpuMs.toFixed(2).padStart(6)} ms CPU ${ratios[0]}  ${Math.round(bytes)} bytes ${ratios[1]}`,
	);
}

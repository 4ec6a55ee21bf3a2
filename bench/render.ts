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
	{name: 'ink, incrementalRendering', draw: stock.measure, way: 'plain'},
	{name: 'ink, paint stream', draw: stock.measure, way: 'painted'},
	{name: 'lean ink, paint stream', draw: lean.measure, way: 'painted'},
] as const;

/** The least CPU each way was seen to take; the ways take turns, so that a busy machine is busy for all. */
async function best(scenario: Frames.Scenario): Promise<Frames.Cost[]> {
	const costs = ways.map((): Frames.Cost => ({cpuMs: Number.POSITIVE_INFINITY, bytes: 0}));
	for (let round = 0; round < rounds; round++) {
		for (const [w, {draw, way}] of ways.entries()) {
			const cost = await draw(way, scenario, frames);
			if (cost.cpuMs < costs[w]!.cpuMs) costs[w] = cost;
		}
	}
	return costs;
}

const {columns, rows, changing} = stock;
console.log(
	`${columns}x${rows}, 45 rows of 10 columns (${changing} of them change), a frame, best of ${rounds}`,
);
for (const scenario of stock.scenarios) {
	const costs = await best(scenario);
	console.log(scenario);
	for (const [w, {name}] of ways.entries()) {
		const {cpuMs, bytes} = costs[w]!;
		const cpu = `${cpuMs.toFixed(2).padStart(6)} ms CPU x${(cpuMs / costs[0]!.cpuMs).toFixed(2)}`;
		console.log(`  ${name.padEnd(26)} ${cpu}  ${String(Math.round(bytes)).padStart(5)} bytes`);
	}
}
rmSync(folder, {recursive: true});

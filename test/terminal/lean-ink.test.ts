import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {leanInk} from '../../source/terminal/lean-ink.ts';
import {PaintStream} from '../../source/terminal/paint-stream.ts';
import {type Cell, Emulator} from '../kit/emulator.ts';
import type * as Program from './programs/replay.tsx';

// ink's chalk decides once, when it is loaded, whether there are colours.
vi.stubEnv('FORCE_COLOR', '3');

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
let stock: typeof Program;
let lean: typeof Program;

beforeAll(async () => {
	stock = await bundled('stock', []);
	lean = await bundled('lean', [leanInk]);
});

afterAll(() => rmSync(folder, {recursive: true}));

async function bundled(name: string, plugins: (typeof leanInk)[]): Promise<typeof Program> {
	const outfile = join(folder, `${name}.mjs`);
	const none = join(folder, 'none.mjs');
	writeFileSync(none, 'export default {};');
	await build({
		entryPoints: [fileURLToPath(new URL('programs/replay.tsx', import.meta.url))],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
		alias: {'react-devtools-core': none},
		banner: {js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);"},
		plugins,
	});
	return import(/* @vite-ignore */ pathToFileURL(outfile).href);
}

/** Each frame painted over the one before, as the terminal then shows it. */
async function shown(frames: readonly string[]): Promise<Cell[][][]> {
	const emulator = new Emulator(stock.size.columns, stock.size.rows);
	const paint = new PaintStream(emulator);
	const screens: Cell[][][] = [];
	for (const frame of frames) {
		paint.write(frame);
		await emulator.parsed();
		screens.push(emulator.cells());
	}
	return screens;
}

/** Blanks show no foreground, so how they are coloured is not compared. */
function seen(screen: Cell[][]): string[] {
	return screen.map(row =>
		row
			.map(({text, sgr}) =>
				text === ' ' && !/(^|;)(4|7|9|4[0-7]|48;.*)(;|$)/.test(sgr) ? ' ' : `${text}<${sgr}>`,
			)
			.join(''),
	);
}

describe('the lean renderer shows what ink shows', () => {
	test.each(Array.from({length: 12}, (_, seed) => seed + 1))('random trees, seed %i', async seed => {
		const [own, ours] = [await stock.replay(seed, 25), await lean.replay(seed, 25)];
		const [expected, actual] = [await shown(own), await shown(ours)];
		for (const [f, screen] of expected.entries()) {
			expect(seen(actual[f]!), `frame ${f}`).toEqual(seen(screen));
		}
	});

	test('and is the one that drew: where two texts share a row, it writes a cursor position', async () => {
		const frames = (await Promise.all([1, 2, 3].map(seed => lean.replay(seed, 10)))).flat();
		expect(frames.some(frame => /\x1b\[\d+G/.test(frame))).toBe(true);
		const plain = (await Promise.all([1, 2, 3].map(seed => stock.replay(seed, 10)))).flat();
		expect(plain.some(frame => /\x1b\[\d+G/.test(frame))).toBe(false);
	});
});

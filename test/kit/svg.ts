import type {Cell, Emulator} from './emulator.ts';

const cellWidth = 8.4;
const lineHeight = 17;
const fontSize = 14;
const margin = 12;
const paper = '#16181d';
const ink = '#d5d8de';

/** The sixteen colours as most terminals show them. */
const palette = [
	['#3b3f4a', '#e05561', '#8cc265', '#d18f52', '#4aa5f0', '#c162de', '#42b3c2', '#d5d8de'],
	['#5c6370', '#ff616e', '#a5e075', '#f0a45d', '#4dc4ff', '#de73ff', '#4cd1e0', '#ffffff'],
].flat();

/** What an emulated terminal shows, as a picture: text stays text, so it is small and can be searched. */
export function toSvg(emulator: Emulator, title = 'A terminal'): string {
	const rows = emulator.cells();
	const width = Math.ceil(emulator.columns * cellWidth + 2 * margin);
	const height = rows.length * lineHeight + 2 * margin;
	const body = rows.flatMap((cells, r) => runsOf(cells).flatMap(run => drawRun(run, r)));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
		`<title>${title}</title>`,
		`<rect width="100%" height="100%" rx="8" fill="${paper}"/>`,
		`<g font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="${fontSize}" fill="${ink}" xml:space="preserve">`,
		...body,
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

type Run = {readonly text: string; readonly from: number; readonly cells: number; readonly sgr: string};

/** Stretches of one style; blanks that show nothing are left out. */
function runsOf(cells: readonly Cell[]): Run[] {
	const runs: Run[] = [];
	for (const [c, {text, sgr}] of cells.entries()) {
		const last = runs.at(-1);
		if (last?.sgr === sgr) runs[runs.length - 1] = {...last, text: last.text + text, cells: last.cells + 1};
		else runs.push({text, from: c, cells: 1, sgr});
	}
	return runs.flatMap(run => (lookOf(run.sgr).background === undefined ? wordsOf(run) : [run]));
}

/** Apart where three blanks or more stand between, so that a different font shifts nothing far. */
function wordsOf(run: Run): Run[] {
	return [...run.text.matchAll(/\S+(?: {1,2}\S+)*/g)].map(({0: text, index}) => {
		const isNarrow = run.cells === run.text.length;
		return isNarrow
			? {...run, text, from: run.from + index, cells: text.length}
			: {...run, text: run.text.trimEnd()};
	});
}

function drawRun({text, from, cells, sgr}: Run, r: number): string[] {
	const {color, background, weight, style} = lookOf(sgr);
	const x = rounded(margin + from * cellWidth);
	const y = margin + r * lineHeight;
	const length = rounded(cells * cellWidth);
	const paint = [
		color === undefined ? '' : ` fill="${color}"`,
		weight === undefined ? '' : ` font-weight="${weight}"`,
		style === undefined ? '' : ` font-style="${style}"`,
	].join('');
	const shape = `<text x="${x}" y="${y + 13}" textLength="${length}"${paint}>${escaped(text)}</text>`;
	if (background === undefined) return [shape];
	return [`<rect x="${x}" y="${y}" width="${length}" height="${lineHeight}" fill="${background}"/>`, shape];
}

type Drawn = {
	readonly color?: string;
	readonly background?: string;
	readonly weight?: 'bold';
	readonly style?: 'italic';
};

function lookOf(sgr: string): Drawn {
	const codes = new Set(sgr.replace(/[34]8;(?:5;\d+|2;\d+;\d+;\d+)/g, '').split(';'));
	const foreground = colorIn(sgr, 3) ?? (codes.has('2') ? '#8a8f99' : undefined);
	const background = colorIn(sgr, 4);
	const isInverse = codes.has('7');
	return {
		color: isInverse ? (background ?? paper) : foreground,
		background: isInverse ? (foreground ?? ink) : background,
		weight: codes.has('1') ? 'bold' : undefined,
		style: codes.has('3') ? 'italic' : undefined,
	};
}

/** The foreground (3) or the background (4) that the parameters name. */
function colorIn(sgr: string, base: 3 | 4): string | undefined {
	const many = new RegExp(`(?:^|;)${base}8;5;(\\d+)`).exec(sgr);
	if (many) return colorOf(Number(many[1]));
	const exact = new RegExp(`(?:^|;)${base}8;2;(\\d+);(\\d+);(\\d+)`).exec(sgr);
	if (exact) return hex(exact.slice(1).map(Number));
	const bare = sgr.replace(/[34]8;(?:5;\d+|2;\d+;\d+;\d+)/g, '');
	const few = new RegExp(`(?:^|;)(${base}|${base + 6})([0-7])(?:;|$)`).exec(bare);
	return few ? palette[Number(few[2]) + (few[1] === String(base) ? 0 : 8)] : undefined;
}

/** The 256 colours: sixteen named, a cube of six levels, a ramp of greys. */
function colorOf(color: number): string {
	if (color < 16) return palette[color]!;
	if (color > 231) return hex(new Array(3).fill(8 + (color - 232) * 10));
	const cube = color - 16;
	return hex(
		[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level =>
			level === 0 ? 0 : 55 + level * 40,
		),
	);
}

function hex(channels: readonly number[]): string {
	return `#${channels.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}

function rounded(pixels: number): number {
	return Math.round(pixels * 10) / 10;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

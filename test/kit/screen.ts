import {PassThrough} from 'node:stream';
import {render} from 'ink';
import {createElement, type ReactNode} from 'react';
import {apartMs} from '../../source/commands/pace.ts';
import {inkOptions, PaintStream} from '../../source/terminal/paint-stream.ts';
import {type Look, type Theme, ThemeProvider, theme} from '../../source/ui/theme.ts';
import {Emulator} from './emulator.ts';

export type Screen = {
	readonly emulator: Emulator;
	readonly paint: PaintStream;
	/** What is on the terminal now, once everything in flight has arrived. */
	read(): Promise<string>;
	/** Text and, beneath it, one letter per cell that tells its style: what goldens are made of. */
	readStyled(): Promise<string>;
	/** One read of the terminal's input each, as quick hands type them one by one. */
	press(...keys: readonly string[]): Promise<void>;
	/** Resolves with the screen once it shows the text (or matches, or no longer shows what `not` names). */
	waitFor(wanted: string | RegExp | ((screen: string) => boolean), withinMs?: number): Promise<string>;
	resize(columns: number, rows: number): Promise<void>;
	show(node: ReactNode): Promise<void>;
	/** Nothing is rendering and everything painted has been parsed. */
	settled(): Promise<void>;
	close(): void;
};

export const keys = {
	up: '\x1b[A',
	down: '\x1b[B',
	right: '\x1b[C',
	left: '\x1b[D',
	enter: '\r',
	escape: '\x1b',
	tab: '\t',
	backspace: '\x7f',
	pageUp: '\x1b[5~',
	pageDown: '\x1b[6~',
	home: '\x1b[H',
	end: '\x1b[F',
	space: ' ',
	ctrl: (letter: string): string => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64),
	paste: (text: string): string => `\x1b[200~${text}\x1b[201~`,
};

/** Shows a tree on an emulated terminal: real ink, the real paint stream, a real terminal's parser. */
export async function openScreen(
	node: ReactNode,
	{
		columns = 80,
		rows = 24,
		theme: look = theme({colors: '256', isUnicode: true}),
	}: {columns?: number; rows?: number; theme?: Theme} = {},
): Promise<Screen> {
	const emulator = new Emulator(columns, rows);
	const paint = new PaintStream(emulator, {isAscii: !look.isUnicode});
	const stdin = newStdin();
	const themed = (child: ReactNode) => createElement(ThemeProvider, {value: look}, child);
	const ink = render(themed(node), inkOptions(paint, stdin));

	const settled = async (): Promise<void> => {
		await ink.waitUntilRenderFlush();
		// A resize is painted in the turn after the one that laid it out.
		await new Promise(setImmediate);
		await emulator.parsed();
	};
	const read = async (): Promise<string> => {
		await settled();
		return emulator.text();
	};
	await settled();

	return {
		emulator,
		paint,
		read,
		async readStyled() {
			await settled();
			return `${emulator.text()}\n${'-'.repeat(columns)}\n${styleLetters(emulator, look)}\n`;
		},
		async press(...presses) {
			for (const press of presses) {
				stdin.write(press);
				await new Promise(later => setTimeout(later, apartMs + 5));
			}
			await settled();
		},
		waitFor: (wanted, withinMs = 5000) => waitFor(emulator, wanted, withinMs),
		async resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			await settled();
		},
		async show(other) {
			ink.rerender(themed(other));
			await settled();
		},
		settled,
		close() {
			ink.unmount();
			paint.close();
			emulator.terminal.dispose();
		},
	};
}

/** Standard input as ink needs it: readable, and able to be raw. */
function newStdin(): PassThrough & {isTTY: boolean} {
	const same = () => stdin;
	const stdin = Object.assign(new PassThrough(), {isTTY: true, setRawMode: same, ref: same, unref: same});
	return stdin;
}

function waitFor(
	emulator: Emulator,
	wanted: string | RegExp | ((screen: string) => boolean),
	withinMs: number,
): Promise<string> {
	const isShown = (screen: string): boolean => {
		if (typeof wanted === 'string') return screen.includes(wanted);
		return typeof wanted === 'function' ? wanted(screen) : wanted.test(screen);
	};
	return new Promise((resolve, reject) => {
		const look = (): void => {
			const screen = emulator.text();
			if (!isShown(screen)) return;
			clearTimeout(deadline);
			emulator.off('parsed', look);
			resolve(screen);
		};
		const deadline = setTimeout(() => {
			emulator.off('parsed', look);
			reject(new Error(`Not shown within ${withinMs} ms: ${String(wanted)}\n${emulator.text()}`));
		}, withinMs);
		emulator.on('parsed', look);
		look();
	});
}

const letters: Record<Look, string> = {
	plain: '.',
	dim: 'd',
	good: 'g',
	progress: 'p',
	warning: 'w',
	bad: 'b',
	title: 't',
	heading: 'h',
	key: 'k',
	accent: 'a',
	selected: 's',
	match: 'm',
	rule: '-',
	champion: 'C',
	challenger: 'c',
	other: 'o',
	draft: 'D',
	danger: 'X',
	production: 'P',
	local: 'l',
	armed: 'A',
};

/** One letter per cell for the look it is drawn in; the first of several looks that are drawn alike, `?` for foreign colours. */
export function styleLetters(emulator: Emulator, {sgr}: Theme): string {
	const looks = new Map<string, string>();
	for (const [look, letter] of Object.entries(letters)) {
		const drawn = canonical(sgr[look as Look]);
		if (!looks.has(drawn)) looks.set(drawn, letter);
	}
	const letterOf = (drawn: string): string => looks.get(drawn) ?? '?';
	return emulator
		.cells()
		.map(cells =>
			cells
				.map(({text, sgr: drawn}) =>
					text === ' ' && !/(^|;)(4|7|9|4\d|48;.*)(;|$)/.test(drawn) ? ' ' : letterOf(drawn),
				)
				.join('')
				.trimEnd(),
		)
		.join('\n');
}

/** Parameters as the emulator reports them. */
function canonical(sgr: string): string {
	const bright = sgr.replace(/([34])8;5;(\d+)(?=;|$)/g, (all, base: string, color: string) => {
		const number = Number(color);
		if (number < 8) return `${base}${number}`;
		return number < 16 ? `${Number(base) + 6}${number - 8}` : all;
	});
	return bright;
}

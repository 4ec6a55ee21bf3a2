// Draws a series of random trees and returns the frames ink wrote; bundled twice, with ink's own renderer and with ours.
import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {Box, render, Text} from 'ink';
import {createElement, type ReactElement} from 'react';
import {inkOptions, type PaintStream} from '../../../source/terminal/paint-stream.ts';

export const size = {columns: 60, rows: 16};

class Recorder extends EventEmitter {
	readonly columns = size.columns;
	readonly rows = size.rows;
	readonly isTTY = true;
	frames: string[] = [];

	write(chunk: string, ...rest: unknown[]): boolean {
		if (chunk !== '' && !chunk.startsWith('\x1b[?')) this.frames.push(chunk);
		const done = rest.at(-1);
		if (typeof done === 'function') queueMicrotask(() => done());
		return true;
	}
}

/** The frames of `count` trees grown from a seed, each drawn over the one before. */
export async function replay(seed: number, count: number): Promise<string[]> {
	const luck = luckOf(seed);
	const recorder = new Recorder();
	const same = () => stdin;
	const stdin = Object.assign(new PassThrough(), {isTTY: true, setRawMode: same, ref: same, unref: same});
	const options = inkOptions(recorder as unknown as PaintStream, stdin);
	const ink = render(tree(luck), options);
	const last: string[] = [];
	for (let frame = 0; frame < count; frame++) {
		ink.rerender(tree(luck));
		await ink.waitUntilRenderFlush();
		last.push(recorder.frames.at(-1)!);
	}
	ink.unmount();
	return last;
}

type Luck = (below: number) => number;

function luckOf(seed: number): Luck {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const texts = [
	'checkout-7d4b9c6f5-x2',
	'\x1b[32mRunning\x1b[0m 1/1',
	'\x1b[1;38;5;203mCrashLoopBackOff\x1b[0m   \x1b[2mnode-a\x1b[0m',
	'世界 and ラン',
	'a longer text that has to be wrapped or cut, whatever the box says of it',
	'é 🚀 ▌●│',
	' ',
	'',
	'two\nlines',
	'\x1b[7m selected \x1b[0m',
	'\x1b[31mred over\ntwo lines\x1b[0m',
];

function tree(luck: Luck): ReactElement {
	return createElement(
		Box,
		{width: size.columns, height: size.rows, flexDirection: luck(2) === 0 ? 'column' : 'row'},
		...Array.from({length: 1 + luck(8)}, (_, c) => node(luck, 3, c)),
		luck(3) === 0 ? overlay(luck) : null,
	);
}

function node(luck: Luck, depth: number, key: number): ReactElement {
	if (depth === 0 || luck(2) === 0) return text(luck, key);
	const children = Array.from({length: 1 + luck(4)}, (_, c) => node(luck, depth - 1, c));
	return createElement(Box, {key, ...boxProps(luck)}, ...children);
}

function boxProps(luck: Luck) {
	return {
		flexDirection: luck(2) === 0 ? ('column' as const) : ('row' as const),
		flexShrink: luck(2),
		...(luck(3) === 0 ? {width: 5 + luck(30)} : {}),
		...(luck(4) === 0 ? {paddingLeft: luck(4), marginTop: luck(2)} : {}),
		...(luck(5) === 0 ? {gap: 1} : {}),
		...(luck(12) === 0 ? {borderStyle: 'round' as const} : {}),
		...(luck(12) === 0 ? {overflow: 'hidden' as const, height: 1 + luck(3)} : {}),
	};
}

function text(luck: Luck, key: number): ReactElement {
	const wrap = (['wrap', 'truncate', 'truncate-middle'] as const)[luck(3)];
	const style = luck(4) === 0 ? {color: 'cyan', bold: true} : {};
	if (luck(8) === 0)
		return createElement(Text, {key, wrap}, 'outer ', createElement(Text, {underline: true}, 'inner'));
	return createElement(Text, {key, wrap, ...style}, texts[luck(texts.length)]);
}

function overlay(luck: Luck): ReactElement {
	const lines = Array.from({length: 1 + luck(4)}, (_, l) =>
		createElement(Text, {key: l}, `│ ${['世', 'x'][luck(2)]!.repeat(8)} \x1b[41m danger \x1b[0m│`),
	);
	return createElement(
		Box,
		{position: 'absolute', left: luck(40), top: luck(10), flexDirection: 'column', width: 30},
		...lines,
	);
}

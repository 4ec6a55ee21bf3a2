// The tree that `render.ts` measures, and two ways to draw it.
import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {render} from 'ink';
import {createElement, type ReactElement} from 'react';
import {inkOptions, PaintStream} from '../source/terminal/paint-stream.ts';
import type {TableColumn} from '../source/ui/columns.ts';
import {Table, type TableRow} from '../source/ui/table.tsx';

export const [columns, rows, changing] = [160, 50, 5];

/** A terminal that takes everything and counts it. */
class Sink extends EventEmitter {
	readonly columns = columns;
	readonly rows = rows;
	readonly isTTY = true;
	bytes = 0;

	write = (chunk: string, ...rest: unknown[]): boolean => {
		this.bytes += Buffer.byteLength(chunk);
		const done = rest.at(-1);
		if (typeof done === 'function') queueMicrotask(() => done());
		return true;
	};
}

const tableColumns: TableColumn[] = [
	{title: 'NAMESPACE', width: {min: 8, max: 20}, priority: 2, content: 12},
	{title: 'NAME', width: {min: 20, max: 50}, priority: 1, content: 28, cut: 'middle'},
	{title: 'READY', width: {min: 5, max: 7}, priority: 1, content: 3, align: 'right'},
	{title: 'STATUS', width: {min: 8, max: 20}, priority: 1, content: 16},
	{title: 'RESTARTS', width: {min: 4, max: 9}, priority: 2, content: 3, align: 'right'},
	{title: 'CPU', width: {min: 4, max: 6}, priority: 3, content: 4, align: 'right'},
	{title: 'MEM', width: {min: 4, max: 6}, priority: 3, content: 5, align: 'right'},
	{title: 'IP', width: {min: 8, max: 15}, priority: 4, content: 13},
	{title: 'NODE', width: {min: 8, max: 20}, priority: 4, content: 14},
	{title: 'AGE', width: {min: 3, max: 6}, priority: 2, content: 4, align: 'right'},
];

function row(r: number, changes: number): TableRow {
	const isBad = (r + changes) % 9 === 0;
	return {
		key: `uid-${r}`,
		sign: isBad ? 'bad' : 'good',
		cells: [
			{text: `team-${r % 7}`},
			{text: `checkout-7d4b9c6f5-x${String(r).padStart(4, '0')}`},
			{text: isBad ? '0/1' : '1/1'},
			isBad ? {text: 'CrashLoopBackOff', tone: 'bad'} : {text: 'Running', tone: 'good'},
			{text: String(changes)},
			{text: `${100 + ((r * 7 + changes * 13) % 800)}m`},
			{text: `${200 + ((r * 11 + changes * 17) % 700)}Mi`},
			{text: `10.244.${r % 9}.${r}`},
			{text: `node-${r % 4}.zone-a`},
			{text: `${r % 60}m`},
		],
	};
}

/** What happens from one frame to the next. */
export const scenarios = ['rows change', 'cursor moves', 'list scrolls', 'nothing changes'] as const;
export type Scenario = (typeof scenarios)[number];

function treeAt(scenario: Scenario, frame: number, table: TableRow[]): ReactElement {
	for (let change = 0; scenario === 'rows change' && change < changing; change++) {
		const r = (frame * changing + change * 7) % 45;
		table[r] = row(r, frame);
	}
	const rowsNow = scenario === 'list scrolls' ? table.map((_, r) => row(r + frame, 0)) : table;
	const cursorKey = `uid-${scenario === 'cursor moves' ? frame % 45 : 3}`;
	return createElement(Table, {
		columns: tableColumns,
		rows: rowsNow,
		width: columns,
		height: rows,
		cursorKey,
	});
}

function stdin(): NodeJS.ReadStream {
	const same = () => stream;
	const stream = Object.assign(new PassThrough(), {isTTY: true, setRawMode: same, ref: same, unref: same});
	return stream as unknown as NodeJS.ReadStream;
}

const ways = {
	plain(tree: ReactElement) {
		const sink = new Sink();
		const options = {alternateScreen: true, incrementalRendering: true, maxFps: 1000, patchConsole: false};
		const stdout = sink as unknown as NodeJS.WriteStream;
		return {sink, ink: render(tree, {...options, interactive: true, stdout, stdin: stdin()})};
	},
	painted(tree: ReactElement) {
		const sink = new Sink();
		return {sink, ink: render(tree, inkOptions(new PaintStream(sink), stdin() as unknown as PassThrough))};
	},
};

export type Cost = {readonly cpuMs: number; readonly bytes: number};

/** CPU and bytes of one frame, over so many of them. */
export async function measure(way: 'plain' | 'painted', scenario: Scenario, frames: number): Promise<Cost> {
	const table = Array.from({length: 45}, (_, r) => row(r, 0));
	const {sink, ink} = ways[way](treeAt(scenario, 0, table));
	const play = async (from: number, count: number) => {
		for (let frame = from; frame < from + count; frame++) {
			ink.rerender(treeAt(scenario, frame, table));
			await ink.waitUntilRenderFlush();
		}
	};
	await play(1, 60);
	const [bytes, cpu] = [sink.bytes, process.cpuUsage()];
	await play(61, frames);
	const spent = process.cpuUsage(cpu);
	const sent = sink.bytes - bytes;
	ink.unmount();
	return {cpuMs: (spent.user + spent.system) / 1000 / frames, bytes: sent / frames};
}

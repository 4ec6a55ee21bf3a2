// What a frame costs, in CPU and in bytes: ink alone against ink on the paint stream, the same tree in the same run.
// NODE_ENV=production node bench/render.tsx [frames]
import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {render} from 'ink';
import {createElement, type ReactElement} from 'react';
import {inkOptions, PaintStream} from '../source/terminal/paint-stream.ts';
import type {TableColumn} from '../source/ui/columns.ts';
import {Table, type TableRow} from '../source/ui/table.tsx';

const [columns, rows, changing] = [160, 50, 5];
const frames = Number(process.argv[2] ?? 300);
const rounds = 4;

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

function treeAt(frame: number, table: TableRow[]): ReactElement {
	for (let change = 0; change < changing; change++) {
		const r = (frame * changing + change * 7) % 45;
		table[r] = row(r, frame);
	}
	return createElement(Table, {
		columns: tableColumns,
		rows: table,
		width: columns,
		height: rows,
		cursorKey: 'uid-3',
	});
}

type Way = {
	readonly name: string;
	start(tree: ReactElement): {readonly sink: Sink; readonly ink: ReturnType<typeof render>};
};

function stdin(): NodeJS.ReadStream {
	const same = () => stream;
	const stream = Object.assign(new PassThrough(), {isTTY: true, setRawMode: same, ref: same, unref: same});
	return stream as unknown as NodeJS.ReadStream;
}

const ways: readonly Way[] = [
	{
		name: 'ink, incrementalRendering',
		start(tree) {
			const sink = new Sink();
			const options = {alternateScreen: true, incrementalRendering: true, maxFps: 1000, patchConsole: false};
			const stdout = sink as unknown as NodeJS.WriteStream;
			return {sink, ink: render(tree, {...options, interactive: true, stdout, stdin: stdin()})};
		},
	},
	{
		name: 'ink, paint stream',
		start(tree) {
			const sink = new Sink();
			return {sink, ink: render(tree, inkOptions(new PaintStream(sink), stdin()))};
		},
	},
];

type Cost = {readonly cpuMs: number; readonly bytes: number};

async function measure({start}: Way): Promise<Cost> {
	const table = Array.from({length: 45}, (_, r) => row(r, 0));
	const {sink, ink} = start(treeAt(0, table));
	const play = async (from: number, count: number) => {
		for (let frame = from; frame < from + count; frame++) {
			ink.rerender(treeAt(frame, table));
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

const best = ways.map((): Cost => ({cpuMs: Number.POSITIVE_INFINITY, bytes: 0}));
for (let round = 0; round < rounds; round++) {
	for (const [w, way] of ways.entries()) {
		const cost = await measure(way);
		if (cost.cpuMs < best[w]!.cpuMs) best[w] = cost;
	}
}
const [plain, painted] = best as [Cost, Cost];
console.log(
	`${columns}x${rows}, 45 rows of ${tableColumns.length} columns, ${changing} rows changing per frame, best of ${rounds}`,
);
for (const [w, {name}] of ways.entries()) {
	console.log(
		`${name.padEnd(28)} ${best[w]!.cpuMs.toFixed(2)} ms CPU  ${Math.round(best[w]!.bytes)} bytes a frame`,
	);
}
console.log(
	`ratio                        ${(painted.cpuMs / plain.cpuMs).toFixed(2)} CPU     ${(painted.bytes / plain.bytes).toFixed(2)} bytes`,
);

import type {TableColumn} from './columns.ts';
import {type Line, segment} from './line.ts';
import type {TableRow} from './table.tsx';
import type {Look, Tone} from './theme.ts';

export const now = Date.UTC(2026, 0, 1, 12);

export const trouble = {reason: 'unreachable', says: 'The server did not answer.'} as const;

export const hints = [
	{key: '⏎', says: 'open'},
	{key: 's', says: 'scale'},
	{key: 'i', says: 'upgrade'},
	{key: 'r', says: 'restart', isDisabled: true},
	{key: 'l', says: 'logs'},
	{key: 'space', says: 'mark'},
	{key: '/', says: 'filter'},
	{key: ':', says: 'command'},
	{key: 'esc', says: 'back'},
];

export const podColumns: readonly TableColumn[] = [
	{title: 'NAME', width: {min: 16, max: 48}, priority: 1, content: 32, cut: 'middle'},
	{title: 'READY', width: {min: 5, max: 7}, priority: 2, content: 5, align: 'right'},
	{title: 'STATUS', width: {min: 8, max: 22}, priority: 1, content: 18},
	{title: 'RESTARTS', width: {min: 4, max: 10}, priority: 3, content: 8, align: 'right'},
	{title: 'CPU', width: {min: 4, max: 6}, priority: 4, content: 5, align: 'right'},
	{title: 'MEM', width: {min: 5, max: 7}, priority: 4, content: 5, align: 'right'},
	{title: 'IP', width: {min: 9, max: 15}, priority: 6, content: 12},
	{title: 'NODE', width: {min: 8, max: 24}, priority: 5, content: 14, cut: 'middle'},
	{title: 'AGE', width: {min: 3, max: 7}, priority: 2, content: 4, align: 'right'},
];

const states: readonly (readonly [string, Tone])[] = [
	['Running', 'good'],
	['Running', 'good'],
	['ContainerCreating', 'progress'],
	['Running', 'good'],
	['CrashLoopBackOff', 'bad'],
	['ImagePullBackOff', 'bad'],
	['Terminating', 'dim'],
	['Pending', 'warning'],
];

export function pods(
	first: number,
	count: number,
	nameOf = (p: number) => `checkout-7d4b9c6f5-${p}`,
): TableRow[] {
	return Array.from({length: Math.max(0, count)}, (_, r): TableRow => {
		const p = first + r;
		const [status, tone] = states[p % states.length]!;
		const isUp = status === 'Running';
		return {
			key: `uid-${p}`,
			sign: tone,
			isMarked: p % 11 === 3,
			cells: [
				{text: nameOf(p)},
				{text: isUp ? '1/1' : '0/1', tone: isUp ? 'plain' : tone},
				{text: status, tone},
				{text: String((p * 7) % 40)},
				{text: isUp ? `${(p * 37) % 900}m` : 'n/a', tone: isUp ? 'plain' : 'dim'},
				{text: isUp ? `${(p * 53) % 900}Mi` : 'n/a', tone: isUp ? 'plain' : 'dim'},
				{text: `10.244.${p % 9}.${p % 250}`},
				{text: `node-${p % 4}.zone-a`},
				{text: `${p % 60}m`, tone: 'dim'},
			],
		};
	});
}

export const said = (text: string, look?: Look): Line => [segment(`    ${text}`, look)];

export const wideNames = [
	'注文サービス-7d4b9',
	'café-zürich-5f6',
	'оплата-канарейка',
	'결제-서비스-6bb',
	'plain-ascii-4c8',
	'e\u0301clair-77f',
];

export const weights = [
	{name: 'checkout-v1', role: 'champion', set: 75, seen: '74.6 ± 0.8', pods: '6/6'},
	{name: 'checkout-v2', role: 'challenger', set: 25, seen: '25.4 ± 0.8', pods: '3/3', isSelected: true},
] as const;

export const preview: readonly Line[] = [
	[segment('HTTPRoute shop/checkout, rule cards')],
	[],
	[segment('checkout-v1   ', 'champion'), segment('75 % → 50 %')],
	[segment('checkout-v2   ', 'challenger'), segment('25 % → 50 %')],
	[],
	[segment('● ', 'good'), segment('Rehearsed: the server accepts it.')],
	[segment('▲ ', 'warning'), segment('Flux reverts this at its next sync: kustomization shop.')],
	[segment('Undo: the former weights, if nobody changes them meanwhile.', 'dim')],
];

export const confirmKey: Line = [
	segment('y', 'key'),
	segment(' shift the weights    '),
	segment('⏎', 'key'),
	segment(' cancel'),
];

export const wave = (phase: number, size: number) =>
	Array.from({length: 200}, (_, i) => 180 + size * Math.sin((i + phase) / 7) + (i % 13));

export const yaml = [
	'apiVersion: apps/v1',
	'kind: Deployment',
	'metadata:',
	'  name: checkout',
	'  namespace: shop',
	'spec:',
	'  replicas: 3',
	...Array.from(
		{length: 80},
		(_, i) =>
			`  # line ${i + 8} of a text that goes on for longer than any screen is wide, and then some more`,
	),
];

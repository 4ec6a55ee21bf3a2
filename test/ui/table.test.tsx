import {Box} from 'ink';
import {afterEach, expect, test} from 'vitest';
import type {TableColumn} from '../../source/ui/columns.ts';
import {Table, type TableRow} from '../../source/ui/table.tsx';
import {openScreen, type Screen} from '../kit/screen.ts';

const columns: TableColumn[] = [
	{title: 'NAME', width: {min: 10, max: 40}, priority: 1, content: 24, cut: 'middle'},
	{title: 'READY', width: {min: 5, max: 7}, priority: 2, content: 3, align: 'right'},
	{title: 'STATUS', width: {min: 8, max: 20}, priority: 1, content: 16},
	{title: 'NODE', width: {min: 6, max: 30}, priority: 5, content: 12},
	{title: 'AGE', width: {min: 3, max: 6}, priority: 3, content: 3, align: 'right'},
];
const rows: TableRow[] = Array.from({length: 30}, (_, r) => ({
	key: `uid-${r}`,
	cells: [
		{text: `checkout-7d4b9c6f5-x${r}`},
		{text: '1/1'},
		r === 2 ? {text: 'CrashLoopBackOff', tone: 'bad'} : {text: 'Running', tone: 'good'},
		{text: 'node-a'},
		{text: `${r}d`},
	],
	sign: r === 2 ? 'bad' : 'good',
}));
let screen: Screen;
afterEach(() => screen.close());

test('shows', async () => {
	screen = await openScreen(
		<Box height={24} width={80}>
			<Table
				columns={columns}
				rows={rows.slice(0, 23)}
				width={80}
				height={24}
				cursorKey="uid-1"
				sort={{column: 0, isDescending: false}}
			/>
		</Box>,
	);
	console.log(await screen.readStyled(), screen.paint.sent);
	await screen.show(
		<Box height={24} width={80}>
			<Table
				columns={columns}
				rows={rows.slice(0, 23)}
				width={80}
				height={24}
				cursorKey="uid-2"
				sort={{column: 0, isDescending: false}}
			/>
		</Box>,
	);
	console.log(JSON.stringify(screen.emulator.written.at(-1)), screen.paint.sent);
	expect(await screen.read()).toContain('checkout');
});

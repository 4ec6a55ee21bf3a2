import {afterEach, describe, expect, test, vi} from 'vitest';
import {styledWidth} from '../../source/terminal/width.ts';
import {exhibits, Gallery} from '../../source/ui/gallery.tsx';
import {theme} from '../../source/ui/theme.ts';
import {expectGolden} from '../kit/golden.ts';
import {openScreen, type Screen} from '../kit/screen.ts';

let screen: Screen;
afterEach(() => screen.close());

const sizes = [
	[80, 24],
	[160, 50],
	[40, 12],
] as const;

describe.each(sizes)('the gallery at %ix%i', (columns, rows) => {
	test.each(exhibits.map(({name}, place) => ({name, place})))('$name', async ({name, place}) => {
		screen = await openScreen(<Gallery place={place} columns={columns} rows={rows} />, {columns, rows});
		expect(await screen.read()).not.toContain('ERROR');
		await expectGolden(`gallery/${columns}x${rows}/${name.replaceAll(/[ ,]+/g, '-')}`, screen);
	});
});

test.each([
	[40, 12],
	[60, 15],
	[79, 13],
	[100, 31],
	[233, 70],
] as const)('no exhibit is a row too high or a cell too wide at %ix%i', async (columns, rows) => {
	screen = await openScreen(<Gallery place={0} columns={columns} rows={rows} />, {columns, rows});
	const frames = vi.spyOn(screen.paint, 'write');
	for (const [place, {name}] of exhibits.entries()) {
		await screen.show(<Gallery place={place} columns={columns} rows={rows} />);
		const lines = String(frames.mock.calls.filter(([chunk]) => chunk !== '').at(-1)?.[0]).split('\n');
		expect(lines, name).toHaveLength(rows);
		for (const line of lines) expect(styledWidth(line), `${name}: ${line}`).toBeLessThanOrEqual(columns);
	}
});

test.each([
	['none', true],
	['16', true],
	['none', false],
] as const)('with %s colours, Unicode %s, everything is still told apart', async (colors, isUnicode) => {
	const place = exhibits.findIndex(({name}) => name === 'table, live');
	screen = await openScreen(<Gallery place={place} columns={80} rows={24} />, {
		theme: theme({colors, isUnicode}),
	});
	await expectGolden(`gallery/${colors}-${isUnicode ? 'unicode' : 'ascii'}`, screen);
	if (!isUnicode) expect(screen.emulator.text()).toMatch(/^[\x20-\x7e\n⏎]*$/);
});

test('too small a terminal is told so, and what it takes', async () => {
	screen = await openScreen(<Gallery place={0} columns={20} rows={6} />, {columns: 20, rows: 6});
	await expectGolden('gallery/20x6', screen);
	expect(await screen.read()).toContain('40x12');
});

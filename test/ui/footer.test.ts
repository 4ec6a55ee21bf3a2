import {expect, test} from 'vitest';
import {footerLine, type Hint} from '../../source/ui/footer.tsx';
import {lineWidth} from '../../source/ui/line.ts';

const hints: Hint[] = [
	{key: '⏎', says: 'open'},
	{key: 's', says: 'scale'},
	{key: 'i', says: 'upgrade'},
];
const last = {key: '?', says: 'help'};
const text = (width: number) =>
	footerLine(hints, last, width)
		.map(part => part.text)
		.join('');

test('all keys where there is room, the last at the right end', () => {
	expect(text(50)).toBe(' ⏎ open  s scale  i upgrade                ? help');
});

test('the least useful go first, help never', () => {
	expect(text(30)).toBe(' ⏎ open  s scale       ? help');
	expect(text(30)).not.toContain('upgrade');
	expect(text(30)).toContain('? help');
	expect(text(12)).toContain('? help');
});

test('it is never wider than the terminal', () => {
	for (let width = 12; width < 60; width++)
		expect(lineWidth(footerLine(hints, last, width))).toBeLessThanOrEqual(width);
});

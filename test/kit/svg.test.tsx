import {afterEach, expect, test} from 'vitest';
import {exhibits, Gallery} from '../../source/ui/gallery.tsx';
import {openScreen, type Screen} from './screen.ts';
import {toSvg} from './svg.ts';

let screen: Screen;
afterEach(() => screen.close());

test('a screen becomes a small picture that still holds its text', async () => {
	const place = exhibits.findIndex(({name}) => name === 'split, a draft and a chart');
	screen = await openScreen(<Gallery place={place} columns={80} rows={24} />);
	await screen.settled();
	const svg = toSvg(screen.emulator);
	expect(svg).toContain('>♛ checkout-v1 █');
	expect(svg).toContain('fill="#ffd75f"');
	expect(svg).toMatch(/<rect [^>]*fill="#d70000"/);
	expect(svg.length).toBeLessThan(40_000);
	expect(svg).not.toContain('\x1b');
});

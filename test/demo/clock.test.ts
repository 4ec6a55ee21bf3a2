import {expect, it, onTestFinished, vi} from 'vitest';
import {createClock} from '../../source/demo/clock.ts';
import {createLuck, nameHash} from '../../source/demo/luck.ts';

it('does what is due in order of time, then of asking, at the moment it was due', () => {
	const clock = createClock(1000, 1);
	const done: string[] = [];
	const note = (name: string) => () => done.push(`${name}@${clock.now()}`);
	clock.after(20, note('late'));
	clock.after(10, note('first'));
	clock.after(10, () => {
		note('second')();
		clock.after(5, note('nested'));
	});
	clock.after(15, note('after nested'));
	clock.after(500, note('never'));
	clock.passUntil(1100);
	expect(done).toEqual(['first@1010', 'second@1010', 'after nested@1015', 'nested@1015', 'late@1020']);
	expect(clock.now()).toBe(1100);
});

it('forgets what is cancelled', () => {
	const clock = createClock(0, 1);
	const done: string[] = [];
	const timer = clock.after(10, () => done.push('cancelled'));
	timer.cancel();
	timer.cancel();
	clock.passUntil(100);
	expect(done).toEqual([]);
});

it('runs faster than ours when told to', async () => {
	const clock = createClock(0, 1000);
	const rang = new Promise<number>(resolve => clock.after(5000, () => resolve(clock.now())));
	const started = performance.now();
	clock.start();
	expect(await rang).toBe(5000);
	expect(performance.now() - started).toBeLessThan(1000);
	clock.stop();
});

it('goes on from where it is when it fell far behind, and says so', () => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
	let oursMs = 0;
	const reading = vi.spyOn(performance, 'now').mockImplementation(() => oursMs);
	onTestFinished(() => void vi.useRealTimers());
	onTestFinished(() => reading.mockRestore());
	const live = (ms: number) => {
		for (let lived = 0; lived < ms; lived++) {
			oursMs++;
			vi.advanceTimersByTime(1);
		}
	};
	const clock = createClock(0, 10);
	let slips = 0;
	clock.onSlip(() => slips++);
	const done: number[] = [];
	const turn = () => {
		done.push(clock.now());
		clock.after(1000, turn);
	};
	clock.after(1000, turn);
	clock.start();
	live(500);
	expect([done.length, slips]).toEqual([5, 0]);
	// A laptop that sleeps for an hour: no timer rings, and yet the time is another.
	oursMs += 3_600_000;
	const read = clock.now();
	expect(read).toBe(6000 + 20_000);
	live(100);
	expect([done.length, slips]).toEqual([26, 1]);
	expect(clock.now()).toBeGreaterThanOrEqual(read);
	live(1000);
	expect(clock.now()).toBeLessThan(read + 12_000);
	expect([done.length, slips]).toEqual([36, 1]);
	clock.stop();
});

it('has the same luck for the same seed', () => {
	const draw = (seed: number) => {
		const luck = createLuck(seed);
		return [luck.uid(), luck.suffix(5), luck.between(1, 6), luck.fraction()];
	};
	expect(draw(7)).toEqual(draw(7));
	expect(draw(7)).not.toEqual(draw(8));
	expect(draw(7)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('spreads luck evenly enough', () => {
	const luck = createLuck(1);
	const counts = [0, 0, 0, 0, 0, 0];
	for (let i = 0; i < 6000; i++) counts[luck.between(0, 5)]!++;
	expect(Math.min(...counts)).toBeGreaterThan(850);
	expect(Math.max(...counts)).toBeLessThan(1150);
});

it('hashes in the alphabet of names', () => {
	expect(nameHash('template')).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
	expect(nameHash('template')).not.toBe(nameHash('template2'));
});

it('waits for what is due in a year, though no timer of ours can', async () => {
	const warnings: string[] = [];
	const note = ({name}: Error) => warnings.push(name);
	process.on('warning', note);
	const clock = createClock(0, 1);
	const done: string[] = [];
	clock.after(365 * 86_400_000, () => done.push('next year'));
	clock.start();
	await new Promise(resolve => setTimeout(resolve, 20));
	clock.pause();
	process.off('warning', note);
	expect([warnings, done]).toEqual([[], []]);
	clock.passUntil(366 * 86_400_000);
	expect(done).toEqual(['next year']);
});

it('lets nothing wait for a time that never comes before all else', () => {
	const clock = createClock(0, 1);
	const done: string[] = [];
	expect(() => clock.after(Number.NaN, () => done.push('never'))).toThrow('no number');
	clock.after(10, () => done.push('soon'));
	clock.passUntil(20);
	expect(done).toEqual(['soon']);
});

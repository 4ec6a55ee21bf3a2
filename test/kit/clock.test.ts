import {expect, test} from 'vitest';
import {manualClock} from './clock.ts';

test('time moves only when told, and calls back in order, at the time each is due', () => {
	const clock = manualClock(1000);
	const calls: string[] = [];
	clock.after(30, () => calls.push(`late ${clock.now()}`));
	clock.after(10, () => {
		calls.push(`early ${clock.now()}`);
		clock.after(5, () => calls.push(`nested ${clock.now()}`));
	});
	const cancel = clock.after(20, () => calls.push('cancelled'));
	cancel();
	expect(clock.pending).toBe(2);
	clock.advance(29);
	expect(calls).toEqual(['early 1010', 'nested 1015']);
	clock.advance(1);
	expect(calls).toEqual(['early 1010', 'nested 1015', 'late 1030']);
	expect(clock.pending).toBe(0);
});

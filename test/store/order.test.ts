import {expect, test} from 'vitest';
import {naturally} from '../../source/store/order.ts';

test.each([
	['worker-9', 'worker-10'],
	['worker-2a', 'worker-10'],
	['a', 'b'],
	['a', 'ab'],
	['node-1', 'node-12'],
	['v1.9.0', 'v1.10.0'],
	['web-abc1', 'web-abc2'],
])('%s comes before %s', (left, right) => {
	expect(naturally(left, right)).toBeLessThan(0);
	expect(naturally(right, left)).toBeGreaterThan(0);
});

test('equal names are equal, leading zeros tell apart', () => {
	expect(naturally('a-1', 'a-1')).toBe(0);
	expect(naturally('a-01', 'a-1')).not.toBe(0);
});

import {expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {correlate} from '../../source/demo/controllers/correlate.ts';
import {configMaps} from '../../source/demo/kinds/configuration.ts';
import {Entry, Store} from '../../source/demo/store.ts';

/** Says messages about one object, each at its second, and returns what is told of them. */
function said(messages: readonly [second: number, message: string][]): (string | undefined)[] {
	let nowMs = 0;
	const cluster = {store: new Store(), clock: {now: () => nowMs}} as unknown as Cluster;
	const metadata = {name: 'a', uid: 'b', resourceVersion: '', creationTimestamp: ''};
	const about = new Entry(configMaps, {metadata}, 1);
	return messages.map(([second, message]) => {
		nowMs = second * 1000;
		return correlate(cluster, about, {reason: 'Spoke', message, from: 'somebody'})?.message;
	});
}

const many = (count: number, second = 0) =>
	Array.from({length: count}, (_, i) => [second, `message ${i}`] as [number, string]);

it('combines the tenth message and those after it, and begins anew after ten quiet minutes', () => {
	expect(said(many(11)).slice(8)).toEqual([
		'message 8',
		'(combined from similar events): message 9',
		'(combined from similar events): message 10',
	]);
	expect(said([...many(10), [601, 'message 9']]).at(-1)).toBe('message 9');
});

it('hears the same message again as itself', () => {
	expect(said([...many(11), [1, 'message 0']]).at(-1)).toBe('message 0');
});

it('hears twenty-five at once, and then one in five minutes', () => {
	const told = said([
		...Array.from({length: 26}, (): [number, string] => [0, 'again']),
		[299, 'again'],
		[300, 'again'],
	]);
	expect(told.slice(24)).toEqual(['again', undefined, undefined, 'again']);
});

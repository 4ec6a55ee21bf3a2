/** Lists: pages of one moment, selectors, versions, and the shape of what comes back. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {configMap, route} from './objects.ts';

export function checkLists(ground: Ground): void {
	const namesIn = (list: Json) => list.items.map(({metadata}: Json) => metadata.name);
	const select = async (selector: string) =>
		namesIn(await ground.read('configmaps', `?labelSelector=${encodeURIComponent(selector)}`));

	it('names the type of elements only for custom resources', async () => {
		await ground.make('configmaps', configMap('typed'));
		await ground.make('httproutes', route('typed-element'));
		const plain = await ground.read('configmaps');
		expect([plain.kind, plain.apiVersion]).toEqual(['ConfigMapList', 'v1']);
		expect(plain.items[0].kind).toBeUndefined();
		expect(Number(plain.metadata.resourceVersion)).toBeGreaterThan(0);
		const custom = await ground.read('httproutes');
		expect([custom.items[0].kind, custom.items[0].apiVersion]).toEqual([
			'HTTPRoute',
			'gateway.networking.k8s.io/v1',
		]);
	});

	it('pages through one moment', async () => {
		const labels = {pages: 'yes'};
		for (const letter of ['a', 'b', 'c', 'd', 'e'])
			await ground.make('configmaps', configMap(`page-${letter}`, {}, labels));
		const query = '?labelSelector=pages&limit=2';
		const first = await ground.read('configmaps', query);
		expect(namesIn(first)).toEqual(['page-a', 'page-b']);
		await ground.make('configmaps', configMap('page-aa', {}, labels));
		await ground.make('configmaps', configMap('page-bb', {}, labels));
		await ground.ask('DELETE', ground.path('configmaps', '/page-d'));
		const second = await ground.read('configmaps', `${query}&continue=${first.metadata.continue}`);
		expect(namesIn(second)).toEqual(['page-c', 'page-d']);
		expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
		const third = await ground.read('configmaps', `${query}&continue=${second.metadata.continue}`);
		expect(namesIn(third)).toEqual(['page-e']);
		expect(third.metadata.continue).toBeFalsy();
	});

	it('says how much is left, where nothing is selected', async () => {
		for (const letter of ['a', 'b', 'c']) await ground.make('services', serviceless(`left-${letter}`));
		const page = await ground.read('services', '?limit=1');
		const all = await ground.read('services');
		expect(page.metadata.remainingItemCount).toBe(all.items.length - 1);
	});

	it('selects by labels', async () => {
		await ground.make('configmaps', configMap('one', {}, {set: 'x', tier: 'web'}));
		await ground.make('configmaps', configMap('two', {}, {set: 'x', tier: 'data'}));
		await ground.make('configmaps', configMap('three', {}, {set: 'x'}));
		expect(await select('set=x,tier=web')).toEqual(['one']);
		expect(await select('set=x,tier!=web')).toEqual(['three', 'two']);
		expect(await select('set=x,tier in (web, data)')).toEqual(['one', 'two']);
		expect(await select('set=x,tier notin (web)')).toEqual(['three', 'two']);
		expect(await select('set==x,!tier')).toEqual(['three']);
		expect(await select('set=x,tier')).toEqual(['one', 'two']);
	});

	it('selects by fields', async () => {
		await ground.make('configmaps', configMap('by-field'));
		expect(namesIn(await ground.read('configmaps', '?fieldSelector=metadata.name%3Dby-field'))).toEqual([
			'by-field',
		]);
		const unknown = await ground.ask('GET', ground.path('configmaps', '?fieldSelector=data.a%3Db'));
		expect([unknown.status, unknown.body.reason]).toEqual([400, 'BadRequest']);
	});

	it('refuses selectors, limits, versions and tokens it cannot read', async () => {
		for (const query of [
			'labelSelector=a%20b%20c',
			'fieldSelector=nonsense',
			'limit=many',
			'limit=1&continue=nonsense',
			'resourceVersion=nonsense',
		]) {
			const answer = await ground.ask('GET', ground.path('configmaps', `?${query}`));
			expect([query, answer.status]).toEqual([query, 400]);
		}
	});

	it('does not know the future', async () => {
		const {metadata} = await ground.read('configmaps');
		const future = Number(metadata.resourceVersion) + 1_000_000;
		const answer = await ground.ask('GET', ground.path('configmaps', `?resourceVersion=${future}`));
		expect([answer.status, answer.body.reason]).toEqual([504, 'Timeout']);
		expect(answer.body.details.causes[0].reason).toBe('ResourceVersionTooLarge');
	});

	it('lists an exact version', async () => {
		const {metadata} = await ground.make('configmaps', configMap('exact', {a: '1'}));
		await ground.make('configmaps', configMap('exactly-later'));
		await ground.ask('DELETE', ground.path('configmaps', '/exact'));
		const query = `?resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact`;
		const then = await ground.read('configmaps', query);
		expect(then.metadata.resourceVersion).toBe(metadata.resourceVersion);
		expect(namesIn(then)).toContain('exact');
		expect(namesIn(then)).not.toContain('exactly-later');
	});
}

function serviceless(name: string): Json {
	return {metadata: {name}, spec: {ports: [{port: 80}]}};
}

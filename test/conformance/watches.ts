/** Watches: where they start, what they show, and how they end. */
import {expect, it} from 'vitest';
import type {Json, Watch, WatchEvent} from './connection.ts';
import type {Ground} from './ground.ts';
import {configMap, mergePatch, route} from './objects.ts';

export function checkWatches(ground: Ground): void {
	const query = (parameters: Record<string, string | number>) => {
		const pairs = Object.entries({watch: 1, timeoutSeconds: 30, ...parameters});
		return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
	};
	const isOf = (type: string, name: string) => (event: WatchEvent) =>
		event.type === type && event.object.metadata?.name === name;
	const seen = ({events}: Watch) => events.map(({type, object}) => `${type} ${object.metadata.name}`);
	const version = async () => (await ground.read('configmaps')).metadata.resourceVersion;

	it('shows what happens after a version, in order and once', async () => {
		const resourceVersion = await version();
		const labels = {watched: 'order'};
		await ground.make('configmaps', configMap('first', {}, labels));
		const watch = await ground.watch(
			ground.path('configmaps', query({resourceVersion, labelSelector: 'watched=order'})),
		);
		await ground.make('configmaps', configMap('second', {}, labels));
		await ground.patch('configmaps', '/first', mergePatch, {data: {a: '1'}});
		await ground.ask('DELETE', ground.path('configmaps', '/second'));
		const last = await watch.until(isOf('DELETED', 'second'));
		expect(seen(watch)).toEqual(['ADDED first', 'ADDED second', 'MODIFIED first', 'DELETED second']);
		const versions = watch.events.map(({object}) => Number(object.metadata.resourceVersion));
		expect(versions).toEqual([...versions].sort((a, b) => a - b));
		expect(last.object).toMatchObject({kind: 'ConfigMap', apiVersion: 'v1'});
		watch.close();
	});

	it('resumes without gap or repetition', async () => {
		const labelSelector = 'watched=resume';
		const resourceVersion = await version();
		const labels = {watched: 'resume'};
		await ground.make('configmaps', configMap('resumed', {n: '0'}, labels));
		const watch = await ground.watch(ground.path('configmaps', query({resourceVersion, labelSelector})));
		const {object} = await watch.until(isOf('ADDED', 'resumed'));
		watch.close();
		for (const n of ['1', '2', '3']) await ground.patch('configmaps', '/resumed', mergePatch, {data: {n}});
		const from = object.metadata.resourceVersion;
		const again = await ground.watch(
			ground.path('configmaps', query({resourceVersion: from, labelSelector})),
		);
		await again.until(event => event.object.data?.n === '3');
		expect(again.events.map(event => event.object.data.n)).toEqual(['1', '2', '3']);
		again.close();
	});

	it('begins with what is there when no version is given', async () => {
		await ground.make('configmaps', configMap('present', {}, {watched: 'present'}));
		const watch = await ground.watch(ground.path('configmaps', query({labelSelector: 'watched=present'})));
		await watch.until(isOf('ADDED', 'present'));
		watch.close();
	});

	it.each(['configmaps', 'httproutes'] as const)('streams a list of %s and marks its end', async resource => {
		const object = resource === 'configmaps' ? configMap('streamed') : route('streamed');
		object.metadata.labels = {watched: 'stream'};
		await ground.make(resource, object);
		const options = {
			labelSelector: 'watched=stream',
			sendInitialEvents: 'true',
			resourceVersionMatch: 'NotOlderThan',
			allowWatchBookmarks: 'true',
		};
		const watch = await ground.watch(ground.path(resource, query(options)));
		const bookmark = await watch.until(({type}) => type === 'BOOKMARK');
		expect(seen(watch)[0]).toBe('ADDED streamed');
		expect(bookmark.object.metadata.annotations).toEqual({'k8s.io/initial-events-end': 'true'});
		expect(Number(bookmark.object.metadata.resourceVersion)).toBeGreaterThan(0);
		expect(bookmark.object.kind).toBe(object.kind);
		await ground.ask('DELETE', ground.path(resource, '/streamed'));
		await watch.until(isOf('DELETED', 'streamed'));
		watch.close();
	});

	it('wants the stream of a list spelled out', async () => {
		for (const option of ['sendInitialEvents=true', 'resourceVersionMatch=NotOlderThan']) {
			const answer = await ground.ask(
				'GET',
				ground.path('configmaps', `?watch=1&timeoutSeconds=1&${option}`),
			);
			expect([answer.status, answer.body.details.causes[0].field]).toEqual([422, 'resourceVersionMatch']);
		}
	});

	it('lets objects come and go with their labels', async () => {
		const resourceVersion = await version();
		const selected = await ground.watch(
			ground.path('configmaps', query({resourceVersion, labelSelector: 'watched=label'})),
		);
		const label = (watched: string | null) =>
			ground.patch('configmaps', '/labelled', mergePatch, {
				metadata: {labels: {watched}},
				data: {watched: String(watched)},
			});
		await ground.make('configmaps', configMap('labelled'));
		await label('label');
		await label('other');
		await label('label');
		await ground.ask('DELETE', ground.path('configmaps', '/labelled'));
		const isSecond = (event: WatchEvent) =>
			selected.events.filter(({type}) => type === 'DELETED').indexOf(event) === 1;
		await selected.until(isSecond);
		expect(seen(selected)).toEqual([
			'ADDED labelled',
			'DELETED labelled',
			'ADDED labelled',
			'DELETED labelled',
		]);
		// What went is shown as it last matched, under the version at which it went.
		expect(selected.events[1]!.object.metadata.labels.watched).toBe('label');
		const versions = selected.events.map(({object}) => Number(object.metadata.resourceVersion));
		expect(new Set(versions).size).toBe(4);
		selected.close();
	});

	it('follows one object by its name', async () => {
		const resourceVersion = await version();
		const fieldSelector = 'metadata.name=chosen';
		const watch = await ground.watch(ground.path('configmaps', query({resourceVersion, fieldSelector})));
		await ground.make('configmaps', configMap('not-chosen'));
		await ground.make('configmaps', configMap('chosen'));
		await watch.until(isOf('ADDED', 'chosen'));
		expect(seen(watch)).toEqual(['ADDED chosen']);
		watch.close();
	});

	it('shows no dry run and no change that changed nothing', async () => {
		await ground.make('configmaps', configMap('quiet', {a: '1'}, {watched: 'quiet'}));
		const resourceVersion = await version();
		const watch = await ground.watch(
			ground.path('configmaps', query({resourceVersion, labelSelector: 'watched=quiet'})),
		);
		await ground.patch('configmaps', '/quiet?dryRun=All', mergePatch, {data: {a: '2'}});
		await ground.patch('configmaps', '/quiet', mergePatch, {data: {a: '1'}});
		await ground.patch('configmaps', '/quiet', mergePatch, {data: {a: '3'}});
		await watch.until(event => event.object.data?.a === '3');
		expect(watch.events).toHaveLength(1);
		watch.close();
	});

	it('ends after its time', async () => {
		const started = Date.now();
		const watch = await ground.watch(
			ground.path('configmaps', query({resourceVersion: await version(), timeoutSeconds: 1})),
		);
		await watch.ended;
		expect(Date.now() - started).toBeLessThan(5000);
		expect(watch.events.filter(({type}: Json) => type === 'ERROR')).toEqual([]);
	});
}

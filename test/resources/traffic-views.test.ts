import {expect, test} from 'vitest';
import {resourceViews} from '../../source/resources/index.ts';
import type {TrafficRow} from '../../source/resources/traffic-row.ts';
import {trafficViews} from '../../source/resources/traffic-views.ts';
import {sources} from '../../source/traffic/splits.ts';

// Kinds of equal name in different groups are different kinds: neither list
// shows the other's objects, and no view is typed by the other's name.

function viewNamed(name: string) {
	return resourceViews.find(view => view.name === name);
}

test('Services of the core group and of Knative are two lists', () => {
	expect(viewNamed('services')).toMatchObject({group: '', kind: 'Service'});
	expect(viewNamed('services.serving.knative.dev')).toMatchObject({
		group: 'serving.knative.dev',
		plural: 'services',
		kind: 'Service',
	});
});

test('a name that two groups give to kinds of theirs belongs to neither alone', () => {
	expect(viewNamed('routes')).toBeUndefined();
	expect(viewNamed('routes.serving.knative.dev')).toMatchObject({group: 'serving.knative.dev'});
	expect(viewNamed('routes.route.openshift.io')).toMatchObject({group: 'route.openshift.io'});
	expect(viewNamed('httproutes'), 'this one has columns of its own').toMatchObject({
		group: 'gateway.networking.k8s.io',
	});
});

test('a row keeps what the dialects of its own group read, in the version it came in', () => {
	const view = trafficViews.find(({name}) => name === 'services.serving.knative.dev')!;
	const traffic = [
		{revisionName: 'ranker-1', percent: 90},
		{revisionName: 'ranker-2', percent: 10},
	];
	const row = view.project({
		apiVersion: 'serving.knative.dev/v1',
		kind: 'Service',
		metadata: {name: 'ranker', namespace: 'shop', uid: 'u'},
		spec: {traffic},
	}) as TrafficRow;
	expect(row.parts.map(([dialect]) => dialect)).toEqual(['knative']);
	expect(row.parts[0]![1]).toMatchObject({ref: {resource: {group: 'serving.knative.dev', version: 'v1'}}});
});

test('every kind that dialects read has a list, and no two of them a name', () => {
	const names = trafficViews.map(({name}) => name);
	expect(trafficViews.map(({group, plural}) => `${plural}.${group}`)).toEqual(
		sources.map(({group, plural}) => `${plural}.${group}`),
	);
	expect(names).toEqual([...new Set(names)]);
});

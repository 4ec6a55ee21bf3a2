import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import type {Found} from '../../source/owners/around.ts';
import {fluxHelmRelease} from '../../source/owners/flux-helm-release.ts';
import {fluxKustomization} from '../../source/owners/flux-kustomization.ts';
import {helm} from '../../source/owners/helm.ts';
import {withinInterval} from '../../source/owners/interval.ts';
import {factsOf, foundIn, objectOf, withFound} from './facts.ts';

const kustomized = {
	labels: {
		'kustomize.toolkit.fluxcd.io/name': 'apps',
		'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
	},
};
const released = {
	labels: {'helm.toolkit.fluxcd.io/name': 'shop', 'helm.toolkit.fluxcd.io/namespace': 'shop'},
	annotations: {'meta.helm.sh/release-name': 'shop'},
};

function kustomization(spec: JsonObject, annotations: JsonObject = {}): Found {
	const metadata = {name: 'apps', namespace: 'flux-system', uid: 'k1', annotations};
	return foundIn('kustomize.toolkit.fluxcd.io', 'Kustomization', {metadata, spec});
}

function release(spec: JsonObject): Found {
	const metadata = {name: 'shop', namespace: 'shop', uid: 'h1'};
	return foundIn('helm.toolkit.fluxcd.io', 'HelmRelease', {metadata, spec});
}

function whenKustomized(metadata: JsonObject, kustomizations: Found): string[] {
	return fluxKustomization
		.find(withFound(factsOf(objectOf(metadata)), {kustomizations}))
		.map(({revertsWhen}) => revertsWhen);
}

function whenReleased(metadata: JsonObject, helmreleases: Found): string[] {
	return fluxHelmRelease
		.find(withFound(factsOf(objectOf(metadata)), {helmreleases}))
		.map(({revertsWhen}) => revertsWhen);
}

const held = JSON.stringify({who: 'jane', since: '2026-01-01T12:00:00Z', until: '2026-01-01T13:00:00Z'});

test.each([
	['applies it at its interval', kustomization({interval: '10m0s'}), ['within 10 min']],
	['has an odd interval', kustomization({interval: 'often'}), ['at its next interval']],
	['is suspended', kustomization({interval: '5m', suspend: true}), ['once it is resumed']],
	[
		'is held by us',
		kustomization({interval: '5m', suspend: true}, {'sluice.dev/held': held}),
		['once it is released'],
	],
	['may not be read', {state: 'unknown', says: 'You may not.'}, ['at an unknown time']],
	['lives in another cluster', {state: 'unserved'}, ['at an unknown time']],
] as const)('a Kustomization that %s', (_name, found, when) => {
	expect(whenKustomized(kustomized, found as Found)).toEqual(when);
});

test.each([
	'kustomize.toolkit.fluxcd.io/reconcile: disabled',
	'kustomize.toolkit.fluxcd.io/ssa: IfNotPresent',
	'kustomize.toolkit.fluxcd.io/ssa: Ignore',
])('an object with %s is left alone', mark => {
	const [name, value] = mark.split(': ') as [string, string];
	expect(
		whenKustomized({...kustomized, annotations: {[name]: value}}, kustomization({interval: '1m'})),
	).toEqual([]);
});

test.each([
	[{driftDetection: {mode: 'enabled'}, interval: '1h0m0s'}, {}, 'within 1 h'],
	[{driftDetection: {mode: 'warn'}, interval: '1h'}, {}, 'at the next upgrade'],
	[{interval: '1h'}, {}, 'at the next upgrade'],
	[{driftDetection: {mode: 'enabled'}, interval: '1h', suspend: true}, {}, 'once it is resumed'],
	[
		{
			driftDetection: {mode: 'enabled', ignore: [{paths: ['/spec/rules'], target: {kind: 'HTTPRoute'}}]},
			interval: '1h',
		},
		{},
		'at the next upgrade',
	],
	[
		{
			driftDetection: {mode: 'enabled', ignore: [{paths: ['/spec/rules'], target: {kind: 'Deployment'}}]},
			interval: '1h',
		},
		{},
		'within 1 h',
	],
	[
		{driftDetection: {mode: 'enabled'}, interval: '1h'},
		{'helm.toolkit.fluxcd.io/driftDetection': 'disabled'},
		'at the next upgrade',
	],
] as const)('a HelmRelease with %o, of an object with %o', (spec, annotations, when) => {
	const metadata = {...released, annotations: {...released.annotations, ...annotations}};
	expect(whenReleased(metadata, release(spec as unknown as JsonObject))).toEqual([when]);
});

test('Helm speaks for itself only where Flux does not do the upgrades', () => {
	const plain = {annotations: {'meta.helm.sh/release-name': 'shop'}};
	expect(helm.find(factsOf(objectOf(plain))).map(({name}) => name)).toEqual(['Helm release shop']);
	expect(helm.find(factsOf(objectOf(released)))).toEqual([]);
});

test.each([
	['10m0s', 'within 10 min'],
	['1h30m', 'within 90 min'],
	['30s', 'within 30 s'],
	['90s', 'within 90 s'],
	['2h', 'within 2 h'],
	['', undefined],
	['soon', undefined],
	[5, undefined],
] as const)('an interval of %s is %s', (text, says) => {
	expect(withinInterval(text)).toBe(says);
});
